import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { readUser } from '../auth/accounts.ts';
import type { User } from '../auth/auth.schemas.ts';
import { lockUser, reactivateAccount } from '../auth/manage-accounts.ts';
import { reactivateDoctor } from '../doctors/deactivate-doctor.ts';
import { reactivatePatient } from '../patients/reactivate-patient.ts';

/**
 * Takes a deactivation back. A patient's cancelled visits stay cancelled, a doctor's lose their mark, and an address
 * that was never verified still waits for that. Idempotent.
 * @throws Problem not_found
 */
export async function activateUser(deps: Deps, actor: SignedInActor, userId: string): Promise<User> {
  const { patient_id, doctor_id } = await readUser(deps.db, userId);
  if (patient_id !== null) await reactivatePatient(deps, actor, patient_id);
  else if (doctor_id !== null) await reactivateDoctor(deps, actor, doctor_id);
  else await activateStaff(deps, actor, userId);
  return readUser(deps.db, userId);
}

async function activateStaff(deps: Deps, actor: SignedInActor, userId: string): Promise<void> {
  await inTransaction(deps, actor, async (trx) => {
    await lockUser(trx, userId);
    await reactivateAccount(trx, userId);
    await recordAudit(trx, actor, { action: 'user.activate', object_type: 'user', object_id: userId });
  });
}
