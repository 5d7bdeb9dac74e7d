import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { preparePerson, registerPerson } from '../auth/manage-accounts.ts';
import { requireBornInThePast } from '../auth/register.ts';
import { pick, PROFILE_FIELDS } from './patient-fields.ts';
import { readPatient } from './patients.queries.ts';
import type { Patient, PatientRegistration } from './patients.schemas.ts';

/**
 * Adds a patient: account, profile and the mail that lets the patient in (an invitation, or with a password a link to
 * verify the address), or none of them. Active once that link was used.
 * @throws Problem invalid_input, email_taken
 */
export async function registerPatient(
  deps: Deps,
  actor: SignedInActor,
  input: PatientRegistration,
): Promise<Patient> {
  await requireBornInThePast(deps, input.date_of_birth);
  const person = await preparePerson(input);
  return inTransaction(deps, actor, async (trx) => {
    const user_id = await registerPerson(deps, trx, actor, 'PATIENT', person);
    const id = deps.ids.next();
    await trx
      .insertInto('patients')
      .values({ id, user_id, ...pick(input, PROFILE_FIELDS) })
      .execute();
    await recordAudit(trx, actor, {
      action: 'patient.register',
      object_type: 'patient',
      object_id: id,
      patient_id: id,
    });
    return readPatient(deps, trx, actor, id);
  });
}
