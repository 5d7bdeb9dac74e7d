import { defineHook } from '../../platform/hooks.ts';

/**
 * A patient's account was switched off; the rows of user and patient are locked, so a booking that was on its way has
 * committed or will find the account off. The appointments module cancels what lies ahead.
 */
export const patientDeactivated = defineHook<{ patient_id: string }, void>('patient deactivated');

/** A patient is about to be erased, under the same locks. The appointments module refuses while visits lie ahead. */
export const patientToBeErased = defineHook<{ patient_id: string }, void>('patient to be erased');
