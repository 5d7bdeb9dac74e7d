import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { normalizePhone, readUser } from './accounts.ts';
import type { AccountChange, User } from './auth.schemas.ts';

/** @throws Problem stale, invalid_input */
export async function updateOwnAccount(
  deps: Deps,
  actor: SignedInActor,
  change: AccountChange,
): Promise<User> {
  const { phone, ...rest } = change;
  const values = { ...rest, ...(phone !== undefined && { phone: normalizePhone(phone) }) };
  return inTransaction(deps, actor, async (trx) => {
    await trx.selectFrom('users').select('id').where('id', '=', actor.user_id).forUpdate().execute();
    requireUnchanged(actor, await readUser(trx, actor.user_id));
    if (Object.keys(values).length > 0) {
      await trx.updateTable('users').set(values).where('id', '=', actor.user_id).execute();
    }
    const fields = Object.keys(values);
    await recordAudit(trx, actor, {
      action: 'account.update',
      object_type: 'user',
      object_id: actor.user_id,
      detail: { fields },
    });
    return readUser(trx, actor.user_id);
  });
}
