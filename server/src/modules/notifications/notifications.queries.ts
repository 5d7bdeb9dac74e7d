import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import type { Notification, NotificationQuery } from './notifications.schemas.ts';

export const COLUMNS = [
  'id',
  'recipient',
  'actor',
  'verb',
  'target',
  'action_object',
  'description',
  'read',
  'timestamp',
] as const;

/** The actor's own notifications, the newest first, with how many of all are unread. */
export async function listNotifications(deps: Deps, actor: SignedInActor, query: NotificationQuery) {
  const own = deps.db.selectFrom('notifications').where('recipient', '=', actor.user_id);
  const filtered = query.read === undefined ? own : own.where('read', '=', query.read);
  const [page, { unread }] = await Promise.all([
    paginate(deps.db, actor, query, filtered, (rows) =>
      rows.select(COLUMNS).orderBy('timestamp', 'desc').orderBy('id', 'desc').$castTo<Notification>(),
    ),
    own
      .where('read', '=', false)
      .select((eb) => eb.fn.countAll<number>().as('unread'))
      .executeTakeFirstOrThrow(),
  ]);
  return { ...page, unread_count: unread };
}

/** @throws Problem not_found for what is not the actor's own */
export async function readNotification(
  db: Reader,
  actor: SignedInActor,
  notificationId: string,
): Promise<Notification> {
  const row = await db
    .selectFrom('notifications')
    .select(COLUMNS)
    .where('recipient', '=', actor.user_id)
    .where('id', '=', notificationId)
    .$castTo<Notification>()
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  return row;
}
