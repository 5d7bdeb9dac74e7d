import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { updatePerson } from '../auth/manage-accounts.ts';
import { assignSpecializations, wantedSpecializations } from './assign-specializations.ts';
import { readDoctor, requireDoctorInCharge } from './doctors.queries.ts';
import type { Doctor, DoctorChange, DoctorReplacement } from './doctors.schemas.ts';
import { normalizeLicense } from './license-number.ts';
import { lockDoctor, lockSchedule } from './lock-doctor.ts';

const BLANK = {
  phone: null,
  years_of_experience: 0,
  consultation_fee: '0.00',
  bio: '',
  office_address: '',
  is_available: true,
};

/**
 * Replaces names, phone, profile and specializations; what is left out goes back to its default.
 * @throws Problem as `updateDoctor`
 */
export async function replaceDoctor(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  input: DoctorReplacement,
): Promise<Doctor> {
  const none = input.specializations === undefined ? { specialization_ids: [] } : {};
  return updateDoctor(deps, actor, doctorId, { ...BLANK, ...none, ...input });
}

/**
 * Changes what is named of names, phone, profile and specializations.
 * @throws Problem not_found, permission_denied, stale, license_taken, invalid_input
 */
export async function updateDoctor(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  change: DoctorChange,
): Promise<Doctor> {
  const doctor = await requireDoctorInCharge(deps, actor, doctorId);
  const { specialization_ids, specializations, first_name, last_name, phone, license_number, ...practice } =
    change;
  const wanted = wantedSpecializations({ specialization_ids, specializations });
  const license = license_number !== undefined && { license_number: normalizeLicense(license_number) };
  return inTransaction(deps, actor, async (trx) => {
    // Whoever books while the calendar is being closed to new bookings is waited for.
    if (change.is_available !== undefined) await lockSchedule(trx, doctor.id);
    await lockDoctor(trx, doctor);
    requireUnchanged(actor, await readDoctor(trx, actor, doctor.id));
    await updatePerson(trx, doctor.user_id, {
      ...(first_name !== undefined && { first_name }),
      ...(last_name !== undefined && { last_name }),
      ...(phone !== undefined && { phone }),
    });
    if (wanted) await assignSpecializations(trx, doctor.id, wanted);
    if (Object.keys(change).length > 0) {
      const profile = { ...practice, ...license, updated_at: sql<string>`clock_timestamp()` };
      await trx.updateTable('doctors').set(profile).where('id', '=', doctor.id).execute();
    }
    await recordAudit(trx, actor, {
      action: 'doctor.update',
      object_type: 'doctor',
      object_id: doctor.id,
      detail: { fields: Object.keys(change) },
    });
    return readDoctor(trx, actor, doctor.id);
  });
}
