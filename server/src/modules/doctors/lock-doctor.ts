import type { Trx } from '../../platform/database.ts';

/**
 * Holds a doctor's account and profile still until the end of the transaction, in this order. Whoever needs
 * the schedule too locks it first. Not FOR UPDATE: rows that only refer to them, as a booking's does, must not
 * wait.
 * @returns what decides about the account
 */
export async function lockDoctor(trx: Trx, { id, user_id }: { id: string; user_id: string }) {
  const user = await trx
    .selectFrom('users')
    .select(['id', 'deactivated_at'])
    .where('id', '=', user_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await trx.selectFrom('doctors').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  return user;
}

/** Stops bookings with this doctor until the end of the transaction; those under way are waited for. */
export async function lockSchedule(trx: Trx, doctorId: string): Promise<void> {
  await trx
    .selectFrom('doctor_schedules')
    .select('doctor_id')
    .where('doctor_id', '=', doctorId)
    .forUpdate()
    .execute();
}
