import type { SignedInActor } from '../../platform/actor.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { readNotification } from './notifications.queries.ts';
import type { Notification } from './notifications.schemas.ts';

/**
 * Marks one of the actor's own notifications as read or unread.
 * @throws Problem not_found, stale
 */
export async function markNotification(
  deps: Deps,
  actor: SignedInActor,
  notificationId: string,
  { read }: { read: boolean },
): Promise<Notification> {
  return inTransaction(deps, actor, async (trx) => {
    const own = { id: notificationId, recipient: actor.user_id };
    await trx
      .selectFrom('notifications')
      .select('id')
      .where((eb) => eb.and(own))
      .forUpdate()
      .execute();
    const notification = await readNotification(trx, actor, notificationId);
    requireUnchanged(actor, notification);
    await trx
      .updateTable('notifications')
      .set({ read })
      .where((eb) => eb.and(own))
      .execute();
    return { ...notification, read };
  });
}

/** Marks all of the actor's notifications as read. */
export async function markAllRead(deps: Deps, actor: SignedInActor) {
  return inTransaction(deps, actor, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('notifications')
      .set({ read: true })
      .where('recipient', '=', actor.user_id)
      .where('read', '=', false)
      .executeTakeFirst();
    return { message: 'All notifications are read.', marked: Number(numUpdatedRows) };
  });
}
