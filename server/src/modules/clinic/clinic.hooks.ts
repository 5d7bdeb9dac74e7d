import { defineHook } from '../../platform/hooks.ts';

/**
 * Weekly hours and absences are other instants from now on; the new zone is stored, the row locked. The appointments
 * module judges every visit to come anew and says how many need another time.
 */
export const timeZoneChanges = defineHook<{ time_zone: string }, number>('time zone changes');
