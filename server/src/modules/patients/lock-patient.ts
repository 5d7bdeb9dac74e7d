import type { Trx } from '../../platform/database.ts';
import { patientProblems } from './patients.problems.ts';

/**
 * Holds a patient still until the end of the transaction: first the account, then the profile, which a booking holds
 * too, so each waits for the other. Not FOR UPDATE: rows that only refer to the account, as a booking's does to the
 * person who makes it, must not wait.
 * @returns what decides about the account
 */
export async function holdPatient(trx: Trx, { id, user_id }: { id: string; user_id: string }) {
  const user = await trx
    .selectFrom('users')
    .select(['id', 'email', 'role', 'password_hash', 'deactivated_at', 'erased_at'])
    .select((eb) =>
      eb.exists(eb.selectFrom('doctors').select('id').whereRef('user_id', '=', 'users.id')).as('is_doctor'),
    )
    .where('id', '=', user_id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await trx.selectFrom('patients').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  return user;
}

/**
 * Takes a patient for a change.
 * @throws Problem patient_erased
 */
export async function lockPatient(trx: Trx, patient: { id: string; user_id: string }) {
  const user = await holdPatient(trx, patient);
  if (user.erased_at !== null) throw patientProblems.patient_erased();
  return user;
}
