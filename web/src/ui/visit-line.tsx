import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Appointment } from '../api/generated/types.gen.ts';
import { useTimes } from '../lib/time.ts';
import { DoctorLink, PatientLink } from './person-link.tsx';
import { StatusBadge } from './status-badge.tsx';
import classes from './visit-line.module.css';

interface VisitLineProps {
  visit: Appointment;
  /** Whose name stands in it: the other one's. */
  who: 'doctor' | 'patient';
  actions?: ReactNode;
  /** The name leads to the visit's page, and the whole line is its target; else it leads to whose it is. */
  isLink?: boolean;
  /** Not in a list: without its line and its edges. */
  isAlone?: boolean;
}

/** One visit as a line of a list: a leaf of the calendar, the time, whom, and how it stands. */
export function VisitLine({ visit, who, actions, isLink = false, isAlone = false }: VisitLineProps) {
  const times = useTimes();
  const { doctor, patient, appointment_datetime: start, appointment_end_time: end } = visit;
  const more = who === 'doctor' ? [doctor.specializations.join(', '), doctor.office_address] : [];
  return (
    <div className={classes.line} data-alone={isAlone || undefined}>
      <DayLeaf at={start} />
      <div className={classes.words}>
        <p className={classes.name}>
          {isLink ? (
            <Link to="/visits/$visitId" params={{ visitId: visit.id }} className={classes.link}>
              {who === 'doctor' ? doctor.full_name : patient.full_name}
            </Link>
          ) : who === 'doctor' ? (
            <DoctorLink doctor={doctor} />
          ) : (
            <PatientLink patient={patient} />
          )}
        </p>
        <p className={classes.more}>
          <time dateTime={start} className="numbers">
            {times.time(start)}–{times.time(end)}
          </time>
          {more.filter(Boolean).map((text) => (
            <span key={text}> · {text}</span>
          ))}
        </p>
      </div>
      <StatusBadge status={visit.status} needsNewTime={visit.needs_reschedule} />
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

/** A day as a leaf torn from a calendar. */
export function DayLeaf({ at }: { at: string }) {
  const times = useTimes();
  const { day, weekday, month } = times.leaf(at);
  return (
    <div className={classes.leaf}>
      <span>{weekday}</span>
      <strong>{day}</strong>
      <span>{month}</span>
    </div>
  );
}
