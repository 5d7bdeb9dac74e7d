import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { deactivateAccount, requireAnotherAdmin } from '../auth/manage-accounts.ts';
import { lockPatient } from './lock-patient.ts';
import { patientDeactivated } from './patients.hooks.ts';
import { readPatient, requireVisiblePatient } from './patients.queries.ts';
import type { Patient } from './patients.schemas.ts';

/**
 * Switches a patient's account off, ends the sessions and cancels what is booked ahead, in one transaction. A second
 * time changes nothing.
 * @throws Problem not_found, patient_erased, stale, last_administrator
 */
export async function deactivatePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
): Promise<Patient> {
  const patient = await requireVisiblePatient(deps, actor, patientId);
  return inTransaction(deps, actor, async (trx) => {
    await requireAnotherAdmin(trx, patient.user_id); // locks administrators, whom everybody locks before others
    const { deactivated_at } = await lockPatient(trx, patient);
    requireUnchanged(actor, await readPatient(deps, trx, actor, patient.id));
    if (deactivated_at === null) {
      await deactivateAccount(deps, trx, patient.user_id);
      await patientDeactivated.run(deps, trx, actor, { patient_id: patient.id });
      await recordAudit(trx, actor, {
        action: 'patient.deactivate',
        object_type: 'patient',
        object_id: patient.id,
        patient_id: patient.id,
      });
    }
    return readPatient(deps, trx, actor, patient.id);
  });
}
