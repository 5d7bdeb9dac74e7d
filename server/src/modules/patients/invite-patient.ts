import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { renewInvitation } from '../auth/manage-accounts.ts';
import { lockPatient } from './lock-patient.ts';
import { requireVisiblePatient } from './patients.queries.ts';

/**
 * Mails a patient whom staff registered a new link to set the first password; earlier links are void.
 * @throws Problem not_found, patient_erased, invitation_not_needed, account_deactivated, throttled
 */
export async function invitePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
): Promise<{ message: string }> {
  const patient = await requireVisiblePatient(deps, actor, patientId);
  return inTransaction(deps, actor, async (trx) => {
    const user = await lockPatient(trx, patient);
    await renewInvitation(deps, trx, user);
    await recordAudit(trx, actor, {
      action: 'patient.invite',
      object_type: 'patient',
      object_id: patient.id,
      patient_id: patient.id,
    });
    return { message: 'A new invitation is on its way; earlier ones are void.' };
  });
}
