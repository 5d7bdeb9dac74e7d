import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { updatePerson } from '../auth/manage-accounts.ts';
import { requireBornInThePast } from '../auth/register.ts';
import { lockPatient } from './lock-patient.ts';
import { PERSON_FIELDS, pick, PROFILE_FIELDS } from './patient-fields.ts';
import { readPatient, requireVisiblePatient } from './patients.queries.ts';
import type { Patient, PatientChange, PatientReplacement } from './patients.schemas.ts';

const BLANK = {
  phone: null,
  date_of_birth: null,
  gender: null,
  address: '',
  emergency_contact: '',
  insurance_provider: '',
  insurance_number: '',
  medical_history: '',
  allergies: '',
  current_medications: '',
};

/**
 * Replaces names, phone and profile; what is left out becomes blank.
 * @throws Problem not_found, patient_erased, stale, invalid_input
 */
export async function replacePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
  input: PatientReplacement,
): Promise<Patient> {
  return updatePatient(deps, actor, patientId, { ...BLANK, ...input });
}

/**
 * Changes what is named of names, phone and profile.
 * @throws Problem not_found, patient_erased, stale, invalid_input
 */
export async function updatePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
  change: PatientChange,
): Promise<Patient> {
  await requireBornInThePast(deps, change.date_of_birth);
  const patient = await requireVisiblePatient(deps, actor, patientId);
  return inTransaction(deps, actor, async (trx) => {
    await lockPatient(trx, patient);
    requireUnchanged(actor, await readPatient(deps, trx, actor, patient.id));
    await updatePerson(trx, patient.user_id, pick(change, PERSON_FIELDS));
    const profile = pick(change, PROFILE_FIELDS);
    if (Object.keys(profile).length > 0) {
      await trx.updateTable('patients').set(profile).where('id', '=', patient.id).execute();
    }
    await recordAudit(trx, actor, {
      action: 'patient.update',
      object_type: 'patient',
      object_id: patient.id,
      patient_id: patient.id,
      detail: { fields: Object.keys(change) },
    });
    return readPatient(deps, trx, actor, patient.id);
  });
}
