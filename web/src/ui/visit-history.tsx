import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type {
  Appointment,
  AppointmentArrival,
  AppointmentStatusHistory,
} from '../api/generated/types.gen.ts';
import { useMe } from '../lib/me.ts';
import { useTimes } from '../lib/time.ts';
import classes from './visit-history.module.css';

/** What has happened to a visit and through whom, the newest first. */
export function VisitHistory({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const steps = [
    ...visit.status_history.map((step) => ({
      at: step.changed_at,
      by: step,
      what: <Change step={step} />,
      step,
    })),
    ...visit.arrivals.map((step) => ({
      at: step.changed_at,
      by: step,
      what: <Arrival step={step} />,
      step: null,
    })),
  ].toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <ol className={classes.steps} aria-label={t`History`}>
      {steps.map(({ at, by, what, step }) => (
        <Step key={by.id} at={at} by={by} what={what}>
          {step?.is_override && (
            <p className={classes.reason}>
              <Trans>Outside of the usual hours.</Trans>
            </p>
          )}
          {step?.reason && <p className={classes.reason}>“{step.reason}”</p>}
        </Step>
      ))}
    </ol>
  );
}

interface StepProps {
  at: string;
  by: { changed_by: string | null; changed_by_name: string | null };
  what: ReactNode;
  children: ReactNode;
}

function Step({ at, by, what, children }: StepProps) {
  const me = useMe();
  const times = useTimes();
  return (
    <li className={classes.step}>
      <p className={classes.what}>{what}</p>
      <p className={classes.who}>
        {by.changed_by === me.id ? <Trans>You</Trans> : (by.changed_by_name ?? <Trans>The clinic</Trans>)} ·{' '}
        <time dateTime={at}>{times.dayAndTime(at)}</time>
      </p>
      {children}
    </li>
  );
}

function Arrival({ step }: { step: AppointmentArrival }) {
  return step.arrived_at === null ? <Trans>Arrival taken back</Trans> : <Trans>Arrived at the clinic</Trans>;
}

function Change({ step }: { step: AppointmentStatusHistory }) {
  const times = useTimes();
  const { previous_status, new_status, previous_datetime, new_datetime } = step;
  if (new_status === 'rescheduled' && previous_datetime !== null && new_datetime !== null) {
    if (step.previous_doctor_id !== step.new_doctor_id) {
      return <Trans>Given to another doctor, on {times.dayAndTime(new_datetime)}</Trans>;
    }
    if (Date.parse(previous_datetime) === Date.parse(new_datetime)) {
      return (
        <Trans>
          Length changed from {step.previous_duration} to {step.new_duration} minutes
        </Trans>
      );
    }
    return (
      <Trans>
        Moved from {times.dayAndTime(previous_datetime)} to {times.dayAndTime(new_datetime)}
      </Trans>
    );
  }
  if (new_status === 'scheduled') {
    if (previous_status === 'cancelled') return <Trans>Cancellation taken back</Trans>;
    if (previous_status === 'no_show') return <Trans>“Not come” taken back</Trans>;
    return <Trans>Booked</Trans>;
  }
  return <Outcome of={new_status} />;
}

function Outcome({ of }: { of: AppointmentStatusHistory['new_status'] }) {
  switch (of) {
    case 'confirmed':
      return <Trans>Confirmed</Trans>;
    case 'in_progress':
      return <Trans>Begun</Trans>;
    case 'completed':
      return <Trans>Completed</Trans>;
    case 'no_show':
      return <Trans>Noted as not come</Trans>;
    case 'cancelled':
      return <Trans>Cancelled</Trans>;
    default:
      return <Trans>Moved</Trans>;
  }
}
