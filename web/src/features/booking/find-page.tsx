import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listDoctorsOptions, readDoctorOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { WeekStrip } from '../../ui/week-strip.tsx';
import type { Wishes } from './booking.routes.tsx';
import { DoctorCard } from './doctor-card.tsx';
import { FindFilters } from './find-filters.tsx';
import classes from './find-page.module.css';

const route = getRouteApi('/signed-in/find');
const MORE = 12;
/** The API gives no more at once; who looks for one of so many types a name. */
const MOST = 100;

/** Doctors and their free times of a week, all on one page: the next press books. */
export function FindPage() {
  const { t } = useLingui();
  const times = useTimes();
  const wishes = route.useSearch();
  const navigate = route.useNavigate();
  const isWide = useMediaQuery('(min-width: 75em)');
  const [name, setName] = useState('');

  const today = times.today();
  const first = wishes.day ?? notBefore(today, wishes.from);
  const shownDay = wishes.day ?? (isWide ? undefined : first);
  const wish = (change: Wishes) =>
    void navigate({
      search: (old) => ({ ...old, ...change }),
      replace: true,
      resetScroll: false,
    });
  const turnTo = (day: string) => wish({ from: day === today ? undefined : day, day: undefined });

  return (
    <Page
      title={t`Find a doctor`}
      lead={<Trans>Press a free time to book it. You can move or cancel your visit later.</Trans>}
    >
      {wishes.doctor === undefined ? (
        <FindFilters wishes={wishes} wish={wish} name={name} setName={setName} />
      ) : (
        <div>
          <Button variant="default" onClick={() => wish({ doctor: undefined })}>
            <Trans>Show all doctors</Trans>
          </Button>
        </div>
      )}
      <div className={classes.week}>
        <WeekStrip
          first={first}
          chosen={shownDay}
          choose={isWide ? undefined : (day) => wish({ from: first, day })}
          turnTo={turnTo}
          earliest={today}
        />
      </div>
      {wishes.doctor === undefined ? (
        <Doctors wishes={wishes} name={name} first={first} day={shownDay} turnTo={turnTo} />
      ) : (
        <OneDoctor id={wishes.doctor} first={first} day={shownDay} turnTo={turnTo} />
      )}
    </Page>
  );
}

interface Shown {
  first: string;
  day: string | undefined;
  turnTo(day: string): void;
}

function OneDoctor({ id, ...shown }: Shown & { id: string }) {
  const doctor = useQuery({
    ...readDoctorOptions({ path: { doctor_id: id } }),
    throwOnError: isMissing,
  });
  return (
    <Answer of={doctor} skeleton={<Lines count={1} height={220} />}>
      {(found) => <DoctorCard doctor={found} {...shown} />}
    </Answer>
  );
}

function Doctors({ wishes, name, ...shown }: Shown & { wishes: Wishes; name: string }) {
  const [limit, setLimit] = useState(MORE);
  const [search] = useDebouncedValue(name.trim(), 250);
  const doctors = useQuery({
    ...listDoctorsOptions({
      query: {
        is_available: true,
        ordering: 'name',
        page_size: limit,
        specialization_id: wishes.specialization,
        available_on: wishes.day,
        max_fee: wishes.fee?.toFixed(2),
        search: search || undefined,
      },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={doctors} skeleton={<Lines height={220} />}>
      {({ count, results }) =>
        count === 0 ? (
          <Empty icon={IconUserSearch} title={<Trans>No doctor fits</Trans>}>
            <Trans>Try another day, a higher fee, or fewer letters of the name.</Trans>
          </Empty>
        ) : (
          <div className={classes.doctors} aria-busy={doctors.isPlaceholderData}>
            <p className={classes.count} role="status">
              <Plural value={count} one="# doctor" other="# doctors" />
            </p>
            {results.map((doctor) => (
              <DoctorCard key={doctor.id} doctor={doctor} {...shown} />
            ))}
            {count > results.length && limit < MOST && (
              <Group justify="center">
                <Button
                  variant="default"
                  loading={doctors.isFetching}
                  onClick={() => setLimit(Math.min(MOST, limit + MORE))}
                >
                  <Trans>Show more doctors</Trans>
                </Button>
              </Group>
            )}
          </div>
        )
      }
    </Answer>
  );
}

function notBefore(today: string, day: string | undefined): string {
  return day !== undefined && day > today ? day : today;
}
