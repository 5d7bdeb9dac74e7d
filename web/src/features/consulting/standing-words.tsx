import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { minutesBetween, useTimes } from '../../lib/time.ts';
import { standingOf } from './day-order.ts';
import classes from './standing-words.module.css';

interface StandingWordsProps {
  visit: Appointment;
  now: number;
  isToday: boolean;
}

/** Since when somebody waits, is late or is in the room; nothing where the status says it all. */
export function StandingWords({ visit, now, isToday }: StandingWordsProps) {
  const times = useTimes();
  const standing = standingOf(visit, now, isToday);
  const arrived = visit.arrived_at ?? visit.appointment_datetime;
  const here = times.time(arrived);
  const waits = minutesBetween(arrived, now);
  const late = minutesBetween(visit.appointment_datetime, now);
  const begun = times.time(begunAt(visit));
  return (
    <>
      {standing === 'waiting' && (
        <Line tone={late > 0 ? 'warning' : 'good'}>
          <Trans>
            Here since {here}, waits {waits} min
          </Trans>
        </Line>
      )}
      {standing === 'late' && (
        <Line tone="warning">
          <Trans>{late} min late</Trans>
        </Line>
      )}
      {standing === 'in_progress' && (
        <Line tone="good">
          <Trans>In the room since {begun}</Trans>
        </Line>
      )}
      {standing === 'unsettled' && (
        <Line tone="warning">
          <Trans>Nobody has noted what became of this visit</Trans>
        </Line>
      )}
      {visit.needs_reschedule && (
        <Line tone="warning">
          <Trans>Needs another time</Trans>
        </Line>
      )}
    </>
  );
}

function Line({ tone, children }: { tone: 'good' | 'warning'; children: ReactNode }) {
  return (
    <p className={classes.standing} data-tone={tone}>
      {children}
    </p>
  );
}

function begunAt({ status_history, appointment_datetime }: Appointment): string {
  return (
    status_history.findLast(({ new_status }) => new_status === 'in_progress')?.changed_at ??
    appointment_datetime
  );
}
