import { invalidFields } from '../../platform/problems.ts';
import { weeklyHoursProblems, type WeeklyHours } from './weekly-hours.ts';

/** What a window is that says nothing more than day and times. */
export const PLAIN_SLOT = {
  break_start: null,
  break_end: null,
  is_active: true,
  valid_from: null,
  valid_to: null,
};

/** @throws Problem invalid_input naming window and field, e.g. `2/break_start` */
export function requirePossibleWeek(week: readonly WeeklyHours[]): void {
  const found = weeklyHoursProblems(week);
  if (found.length === 0) return;
  throw invalidFields(found.map(({ index, field, message }) => ({ field: `${index}/${field}`, message })));
}

/**
 * Checks one window against the others of its week.
 * @param others possible among themselves
 * @throws Problem invalid_input naming the field
 */
export function requirePossibleSlot(slot: WeeklyHours, others: readonly WeeklyHours[]): void {
  // Clashes are reported on the later window of a list.
  const found = weeklyHoursProblems([...others, slot]);
  if (found.length === 0) return;
  throw invalidFields(found.map(({ field, message }) => ({ field, message })));
}
