import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { lockUser, renewInvitation } from '../auth/manage-accounts.ts';

/**
 * Mails somebody who has never set a password a new link to choose one; earlier links are void.
 * @throws Problem not_found, invitation_not_needed, account_deactivated, throttled
 */
export async function renewUserInvitation(deps: Deps, actor: SignedInActor, userId: string) {
  return inTransaction(deps, actor, async (trx) => {
    const user = await lockUser(trx, userId);
    await renewInvitation(deps, trx, user);
    await recordAudit(trx, actor, {
      action: 'user.renew_invitation',
      object_type: 'user',
      object_id: userId,
    });
    return { message: 'A new invitation is on its way; earlier ones are void.' };
  });
}
