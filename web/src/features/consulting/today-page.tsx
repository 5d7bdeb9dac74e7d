import { Trans, useLingui } from '@lingui/react/macro';
import { IconCoffee } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { nextOf, standingOf, tallyOf } from './day-order.ts';
import { DayLine } from './day-line.tsx';
import { DayTally } from './day-tally.tsx';
import { DayTurner } from '../../ui/day-turner.tsx';
import { NowCard } from './now-card.tsx';
import classes from './today-page.module.css';

const route = getRouteApi('/signed-in/today');

/** A day of the doctor who is signed in: who is in the room, who is next, who waits, who is late, and all in order. */
export function TodayPage() {
  const { t } = useLingui();
  const me = useMe();
  const times = useTimes();
  const navigate = route.useNavigate();
  const today = times.today();
  const day = route.useSearch().day ?? today;
  const isToday = day === today;
  const visits = useQuery(
    listAppointmentsOptions({
      query: {
        doctor_id: me.doctor_id ?? '',
        date_from: day,
        date_to: day,
        ordering: 'appointment_datetime',
        page_size: 100,
      },
    }),
  );
  return (
    <Page
      title={isToday ? t`Today` : times.longDay(day)}
      lead={isToday && times.longDay(day)}
      actions={
        <DayTurner
          day={day}
          turn={(to) => void navigate({ search: to === today ? {} : { day: to }, replace: true })}
        />
      }
    >
      <Answer of={visits} skeleton={<Lines count={5} height={88} />}>
        {({ results }) =>
          results.length === 0 ? (
            <Panel>
              <Empty icon={IconCoffee} title={<Trans>No visit is planned on this day</Trans>} />
            </Panel>
          ) : (
            <Day visits={results} isToday={isToday} />
          )
        }
      </Answer>
    </Page>
  );
}

function Day({ visits, isToday }: { visits: readonly Appointment[]; isToday: boolean }) {
  const now = useNow();
  const inRoom = visits.filter((visit) => standingOf(visit, now, isToday) === 'in_progress');
  const next = nextOf(visits, now, isToday);
  const firstToCome = isToday
    ? visits.find(({ appointment_datetime }) => Date.parse(appointment_datetime) > now)
    : undefined;
  return (
    <>
      <DayTally tally={tallyOf(visits, now, isToday)} />
      {visits.some(({ needs_reschedule }) => needs_reschedule) && (
        <Notice
          tone="warning"
          action={
            <LinkButton to="/schedule" variant="default" size="sm">
              <Trans>Find other times</Trans>
            </LinkButton>
          }
        >
          <Trans>Some of these visits need another time, for you are not there.</Trans>
        </Notice>
      )}
      {(inRoom.length > 0 || next) && (
        <div className={classes.cards}>
          {inRoom.map((visit) => (
            <NowCard key={visit.id} visit={visit} now={now} kind="in_room" />
          ))}
          {next && <NowCard visit={next} now={now} kind="next" />}
        </div>
      )}
      <Panel title={<Trans>All visits</Trans>} isFlush>
        <ul className={classes.list}>
          {visits.map((visit) => (
            <li key={visit.id} className={classes.item} data-is-now={visit === firstToCome || undefined}>
              <DayLine visit={visit} now={now} isToday={isToday} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
