import type { Appointment } from '../api/generated/types.gen.ts';

/** In the order in which a visit goes through them. */
export const VISIT_STATUSES = [
  'scheduled',
  'confirmed',
  'rescheduled',
  'in_progress',
  'completed',
  'no_show',
  'cancelled',
] as const satisfies readonly Appointment['status'][];

/** Statuses of visits that are still to come, as a filter of lists. */
export const COMING = 'scheduled,confirmed,rescheduled';
