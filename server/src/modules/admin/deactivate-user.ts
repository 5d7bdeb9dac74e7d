import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { readUser } from '../auth/accounts.ts';
import type { User } from '../auth/auth.schemas.ts';
import { deactivateAccount } from '../auth/manage-accounts.ts';
import { deactivateDoctor } from '../doctors/deactivate-doctor.ts';
import { deactivatePatient } from '../patients/deactivate-patient.ts';

/**
 * Switches an account off and ends its sessions. Whoever has a profile leaves as its module says: a patient's visits
 * to come are cancelled, those of a doctor want another time. Nobody has two profiles. Idempotent.
 * @throws Problem not_found, last_administrator
 */
export async function deactivateUser(deps: Deps, actor: SignedInActor, userId: string): Promise<User> {
  const { patient_id, doctor_id } = await readUser(deps.db, userId);
  if (patient_id !== null) await deactivatePatient(deps, actor, patient_id);
  else if (doctor_id !== null) await deactivateDoctor(deps, actor, doctor_id);
  else await deactivateStaff(deps, actor, userId);
  return readUser(deps.db, userId);
}

async function deactivateStaff(deps: Deps, actor: SignedInActor, userId: string): Promise<void> {
  await inTransaction(deps, actor, async (trx) => {
    await deactivateAccount(deps, trx, userId);
    await recordAudit(trx, actor, { action: 'user.deactivate', object_type: 'user', object_id: userId });
  });
}
