import type { Role, SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { readUser } from '../auth/accounts.ts';
import type { User } from '../auth/auth.schemas.ts';
import { lockUser, requireAnotherAdmin, setRole } from '../auth/manage-accounts.ts';
import { adminProblems } from './admin.problems.ts';
import type { RoleChange } from './admin.schemas.ts';

/**
 * Gives a person another role, from their next request on. DOCTOR and PATIENT want the profile of that role.
 * @throws Problem not_found, stale, last_administrator, profile_missing
 */
export async function changeRole(
  deps: Deps,
  actor: SignedInActor,
  userId: string,
  { role }: RoleChange,
): Promise<User> {
  return inTransaction(deps, actor, async (trx) => {
    // Before the person's own row: all administrators are locked in one order, whoever is to be demoted.
    if (role !== 'ADMIN') await requireAnotherAdmin(trx, userId);
    await lockUser(trx, userId);
    const user = await readUser(trx, userId);
    requireUnchanged(actor, user);
    requireProfile(user, role);
    await setRole(trx, userId, role);
    await recordAudit(trx, actor, {
      action: 'user.change_role',
      object_type: 'user',
      object_id: userId,
      patient_id: user.patient_id,
      detail: { from: user.role, to: role },
    });
    return readUser(trx, userId);
  });
}

function requireProfile({ patient_id, doctor_id }: User, role: Role): void {
  if (role === 'DOCTOR' && doctor_id === null)
    throw adminProblems.profile_missing('Register the doctor first.');
  if (role === 'PATIENT' && patient_id === null)
    throw adminProblems.profile_missing('Register the patient first.');
}
