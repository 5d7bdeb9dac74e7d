import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { stepsOf } from './day-order.ts';
import { StandingWords } from './standing-words.tsx';
import { VisitSteps } from './visit-steps.tsx';
import classes from './day-line.module.css';

interface DayLineProps {
  visit: Appointment;
  now: number;
  isToday: boolean;
}

/** One visit in the order of the day, with what can be done about it. */
export function DayLine({ visit, now, isToday }: DayLineProps) {
  const { t } = useLingui();
  const times = useTimes();
  const { patient, appointment_datetime: start, appointment_end_time: end, status } = visit;
  const isOff = status === 'cancelled' || status === 'no_show';
  return (
    <div className={classes.line} data-off={isOff || undefined}>
      <p className={classes.time}>
        <time dateTime={start}>{times.time(start)}</time>
        <span>{times.time(end)}</span>
      </p>
      <div className={classes.words}>
        <p className={classes.name}>
          <Link to="/patients/$patientId" params={{ patientId: patient.id }}>
            {patient.full_name}
          </Link>
          {visit.is_urgent && <span className={classes.urgent}>{t`Urgent`}</span>}
        </p>
        <p className={classes.reason}>{visit.reason}</p>
        <StandingWords visit={visit} now={now} isToday={isToday} />
      </div>
      <StatusBadge status={status} />
      <div className={classes.steps}>
        <VisitSteps visit={visit} steps={stepsOf(visit, now, isToday)} />
      </div>
    </div>
  );
}
