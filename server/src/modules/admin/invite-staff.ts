import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { readUser } from '../auth/accounts.ts';
import type { User } from '../auth/auth.schemas.ts';
import { preparePerson, registerPerson } from '../auth/manage-accounts.ts';
import type { StaffInvitation } from './admin.schemas.ts';

/** Where people of the other roles are made, together with the profile that they need. */
const registeredAt = { DOCTOR: '/api/doctors/register/', PATIENT: '/api/patients/register/' } as const;

/**
 * Adds an account without a password and mails an invitation to choose one, good for 72 hours.
 * @throws Problem email_taken, invalid_input
 */
export async function inviteStaff(deps: Deps, actor: SignedInActor, input: StaffInvitation): Promise<User> {
  const { role, ...personal } = input;
  if (role !== 'ADMIN')
    throw invalidField('role', `wants ADMIN here; use ${registeredAt[role]} for this role`);
  const person = await preparePerson(personal);
  return inTransaction(deps, actor, async (trx) => {
    const user_id = await registerPerson(deps, trx, actor, role, person);
    await recordAudit(trx, actor, {
      action: 'user.invite',
      object_type: 'user',
      object_id: user_id,
      detail: { role },
    });
    return readUser(trx, user_id);
  });
}
