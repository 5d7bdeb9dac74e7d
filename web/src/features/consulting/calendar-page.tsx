import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import {
  listAbsencesOptions,
  listAppointmentsOptions,
  readWeekOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import { daysFrom } from '../../lib/free-times.ts';
import { useMe } from '../../lib/me.ts';
import { mondayOf, useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Page } from '../../ui/page.tsx';
import { CalendarGrid } from './calendar-grid.tsx';
import { DayTurner } from '../../ui/day-turner.tsx';

const route = getRouteApi('/signed-in/calendar');

/** A doctor's week or day by the clock: hours, absences and visits, which are dragged to another time. */
export function CalendarPage() {
  const { t } = useLingui();
  const me = useMe();
  const times = useTimes();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const today = times.today();
  const day = search.day ?? today;
  const view = isWide ? (search.view ?? 'week') : 'day';
  const days = view === 'week' ? daysFrom(mondayOf(day), 7) : [day];
  const doctor_id = me.doctor_id ?? '';

  const week = useQuery(readWeekOptions({ path: { doctor_id } }));
  const absences = useQuery(
    listAbsencesOptions({
      path: { doctor_id },
      query: { date_from: days[0], date_to: days.at(-1), page_size: 100 },
    }),
  );
  const visits = useQueries({
    queries: days.map((date) =>
      listAppointmentsOptions({
        query: {
          doctor_id,
          date_from: date,
          date_to: date,
          ordering: 'appointment_datetime',
          page_size: 100,
        },
      }),
    ),
  });
  const first = visits.find(({ isError }) => isError) ?? visits.find(({ data }) => !data) ?? visits[0]!;
  const show = (changes: { day?: string; view?: 'day' | 'week' }) =>
    void navigate({ search: { ...search, ...changes }, replace: true });
  return (
    <Page
      title={t`Calendar`}
      lead={view === 'week' ? `${times.shortDay(days[0]!)} – ${times.date(days[6]!)}` : times.longDay(day)}
      width="wide"
      actions={
        <>
          {isWide && (
            <SegmentedControl
              aria-label={t`What is shown`}
              value={view}
              data={[
                { value: 'day', label: t`Day` },
                { value: 'week', label: t`Week` },
              ]}
              onChange={(wanted) => show({ view: wanted })}
            />
          )}
          <DayTurner day={day} by={view === 'week' ? 7 : 1} turn={(to) => show({ day: to })} />
        </>
      }
    >
      <Answer of={first} skeleton={<Lines count={6} height={72} />}>
        {() => (
          <CalendarGrid
            doctorId={doctor_id}
            days={days}
            week={week.data ?? []}
            absences={absences.data?.results ?? []}
            visits={visits.flatMap(({ data }) => data?.results ?? [])}
          />
        )}
      </Answer>
    </Page>
  );
}
