import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { lockUser } from '../auth/manage-accounts.ts';
import { endSessions } from '../auth/sessions.ts';

/**
 * Signs a person out everywhere; no request of theirs succeeds after this.
 * @throws Problem not_found
 */
export async function endUserSessions(deps: Deps, actor: SignedInActor, userId: string) {
  return inTransaction(deps, actor, async (trx) => {
    await lockUser(trx, userId);
    const ended = await endSessions(deps, trx, userId, 'ended_by_admin');
    await recordAudit(trx, actor, {
      action: 'user.end_sessions',
      object_type: 'user',
      object_id: userId,
      detail: { ended },
    });
    return { message: 'All sessions of this person are ended.' };
  });
}
