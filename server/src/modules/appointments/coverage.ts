import { absenceInterval, overlaps } from '../doctors/working-windows.ts';
import type { DoctorCalendar } from './calendar.ts';
import { refusalOf, type BookingRules } from './free-slots.ts';

const MINUTE = 60_000;

/** Of a booked visit, what its place in the doctor's calendar depends on. */
export interface ArrangedVisit {
  appointment_datetime: string;
  duration: number;
  is_override: boolean;
  arranged_at: string;
}

/**
 * Whether the doctor works at a visit that is booked. Other visits and the clock do not matter here. A visit that was
 * put or kept against hours and absences stands against all that was known then; an absence entered later counts again.
 */
export function isCovered({ is_active, schedule }: DoctorCalendar, visit: ArrangedVisit): boolean {
  const start = Date.parse(visit.appointment_datetime);
  if (!is_active) return false;
  if (!visit.is_override) {
    const atItsStart: BookingRules = { now: start, min_notice_minutes: 0, max_days_ahead: 0 };
    return (
      refusalOf({ ...schedule, busy: [] }, atItsStart, start, visit.duration, { keepsStart: true }) === null
    );
  }
  const time = { start, end: start + visit.duration * MINUTE };
  return !schedule.absences
    .filter((absence) => Temporal.Instant.compare(absence.updated_at, visit.arranged_at) > 0)
    .map((absence) => absenceInterval(absence, schedule.time_zone))
    .some((absence) => absence !== null && overlaps(absence, time));
}
