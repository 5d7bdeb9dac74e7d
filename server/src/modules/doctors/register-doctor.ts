import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { preparePerson, registerPerson } from '../auth/manage-accounts.ts';
import { assignSpecializations, wantedSpecializations } from './assign-specializations.ts';
import { readDoctor } from './doctors.queries.ts';
import type { Doctor, DoctorRegistration } from './doctors.schemas.ts';
import { normalizeLicense } from './license-number.ts';

/**
 * Adds a doctor: account, profile, an empty calendar and the mail that lets the doctor in (an invitation, or
 * with a password a link to verify the address), or none of them. Active once that link was used.
 * @throws Problem invalid_input, email_taken, license_taken
 */
export async function registerDoctor(
  deps: Deps,
  actor: SignedInActor,
  input: DoctorRegistration,
): Promise<Doctor> {
  const { email, password, password2, first_name, last_name, phone, locale, ...profile } = input;
  const { license_number, specialization_ids, specializations, ...practice } = profile;
  const wanted = wantedSpecializations({ specialization_ids, specializations });
  const person = await preparePerson({ email, password, password2, first_name, last_name, phone, locale });
  return inTransaction(deps, actor, async (trx) => {
    const user_id = await registerPerson(deps, trx, actor, 'DOCTOR', person);
    const id = deps.ids.next();
    await trx
      .insertInto('doctors')
      .values({ id, user_id, license_number: normalizeLicense(license_number), ...practice })
      .execute();
    await trx.insertInto('doctor_schedules').values({ doctor_id: id }).execute();
    if (wanted) await assignSpecializations(trx, id, wanted);
    await recordAudit(trx, actor, { action: 'doctor.register', object_type: 'doctor', object_id: id });
    return readDoctor(trx, actor, id);
  });
}
