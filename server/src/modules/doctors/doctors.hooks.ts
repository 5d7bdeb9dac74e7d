import { defineHook } from '../../platform/hooks.ts';
import type { AffectedAppointment } from './schedules.schemas.ts';

/**
 * A doctor's hours or absences have changed, under the lock of the calendar. The appointments module marks
 * the visits to come that do not fit, takes the mark from those that fit again, tells their patients, and
 * says which need a new time.
 */
export const scheduleChanged = defineHook<{ doctor_id: string }, AffectedAppointment[]>('schedule changed');

/** A doctor has left, under the lock of the calendar: all visits to come are affected. */
export const doctorDeactivated = defineHook<{ doctor_id: string }, AffectedAppointment[]>(
  'doctor deactivated',
);
