import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { reactivateAccount } from '../auth/manage-accounts.ts';
import { lockPatient } from './lock-patient.ts';
import { readPatient, requireVisiblePatient } from './patients.queries.ts';
import type { Patient } from './patients.schemas.ts';

/**
 * Gives a deactivated patient the account back as it was: active, or still to be verified. Cancelled visits stay
 * cancelled. A second time changes nothing.
 * @throws Problem not_found, patient_erased
 */
export async function reactivatePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
): Promise<Patient> {
  const patient = await requireVisiblePatient(deps, actor, patientId);
  return inTransaction(deps, actor, async (trx) => {
    const { deactivated_at } = await lockPatient(trx, patient);
    if (deactivated_at !== null) {
      await reactivateAccount(trx, patient.user_id);
      await recordAudit(trx, actor, {
        action: 'patient.reactivate',
        object_type: 'patient',
        object_id: patient.id,
        patient_id: patient.id,
      });
    }
    return readPatient(deps, trx, actor, patient.id);
  });
}
