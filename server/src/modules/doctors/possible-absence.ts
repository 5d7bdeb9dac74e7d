import { invalidField } from '../../platform/problems.ts';
import { secondsOfDay } from './weekly-hours.ts';
import { absenceInterval, isSkippedTime, type Absence } from './working-windows.ts';

/**
 * Dates in order, times that come on their dates, and something in between.
 * @throws Problem invalid_input naming the field
 */
export function requirePossibleAbsence(absence: Absence, time_zone: string): void {
  const { start_date, end_date, start_time, end_time } = absence;
  if (end_date < start_date) throw invalidField('end_date', 'lies before start_date');
  if (start_date === end_date && end_time !== null && !isAfter(end_time, start_time ?? '00:00')) {
    throw invalidField('end_time', 'is not after the start; leave it out for the end of the day');
  }
  requireComing('start_time', start_date, start_time, time_zone);
  requireComing('end_time', end_date, end_time, time_zone);
  // A zone that crosses the date line has dates that never were.
  if (absenceInterval(absence, time_zone) === null)
    throw invalidField('start_date', 'does not exist at the clinic');
}

function isAfter(time: string, other: string): boolean {
  return secondsOfDay(time) > secondsOfDay(other);
}

function requireComing(field: string, date: string, time: string | null, time_zone: string): void {
  if (time === null || !isSkippedTime(date, time, time_zone)) return;
  throw invalidField(field, 'does not exist on that date: the clocks skip it');
}
