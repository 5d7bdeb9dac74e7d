import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { StreamEvent } from '../../platform/http/event-stream.ts';
import type { LiveSource, News } from '../../platform/live.ts';
import { committedWithin, type Span } from '../../platform/live-cursor.ts';
import { COLUMNS } from './notifications.queries.ts';
import type { Notification } from './notifications.schemas.ts';

/** For one person at once; a list is read faster anew. */
const MOST_NEWS = 200;

/** New notifications as `notification`, and how many are unread as `unread`, to their recipients alone. */
export const notificationNews: LiveSource = {
  async greet(db, audience) {
    const unread = await readUnread(db, audience.map(userIdOf));
    return new Map(audience.map(({ user_id }) => [user_id, [unreadEvent(unread.get(user_id))]]));
  },

  async read(db, span, audience) {
    const recipients = await recipientsWithin(db, span, audience);
    if (recipients.length === 0) return new Map();
    const [added, unread] = await Promise.all([readAdded(db, span, recipients), readUnread(db, recipients)]);
    return new Map(
      recipients.map((recipient): [string, News] => {
        const own = added.filter((notification) => notification.recipient === recipient);
        if (own.length > MOST_NEWS) return [recipient, 'too much'];
        const events = own.map((notification) => ({ event: 'notification', data: notification }));
        return [recipient, [...events, unreadEvent(unread.get(recipient))]];
      }),
    );
  },
};

const userIdOf = ({ user_id }: SignedInActor) => user_id;

function unreadEvent(count = 0): StreamEvent {
  return { event: 'unread', data: { unread_count: count } };
}

/** Made within the span, whatever happened to it since. Who changes a row marks it, so `changed_in` bounds both. */
function addedWithin(span: Span) {
  return sql<boolean>`(changed_in >= pg_snapshot_xmin(${span.since}::pg_snapshot)
    and ${committedWithin(sql.ref('created_in'), span)})`;
}

async function recipientsWithin(
  db: Reader,
  span: Span,
  audience: readonly SignedInActor[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('notifications')
    .select('recipient')
    .distinct()
    .where((eb) => eb.or([committedWithin(sql.ref('changed_in'), span), addedWithin(span)]))
    .execute();
  const listening = new Set(audience.map(userIdOf));
  return rows.map(({ recipient }) => recipient).filter((recipient) => listening.has(recipient));
}

function readAdded(db: Reader, span: Span, recipients: readonly string[]): Promise<Notification[]> {
  return db
    .selectFrom('notifications')
    .select(COLUMNS)
    .where('recipient', '=', sql<string>`any(${recipients}::uuid[])`)
    .where(addedWithin(span))
    .orderBy('timestamp')
    .orderBy('id')
    .limit(MOST_NEWS * recipients.length + 1)
    .$castTo<Notification>()
    .execute();
}

async function readUnread(db: Reader, recipients: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('notifications')
    .select(['recipient', (eb) => eb.fn.countAll<number>().as('unread')])
    .where('recipient', '=', sql<string>`any(${recipients}::uuid[])`)
    .where('read', '=', false)
    .groupBy('recipient')
    .execute();
  return new Map(rows.map(({ recipient, unread }) => [recipient, unread]));
}
