import { createHash, randomBytes } from 'node:crypto';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Message } from '../../platform/http/schemas.ts';
import { tellOfFeed } from './calendar-feed-message.ts';
import type { CalendarFeed, NewCalendarFeed } from './calendar-feeds.schemas.ts';

/** Whether the actor has an address, and since when; never the address. */
export async function readCalendarFeed({ db }: Deps, { user_id }: SignedInActor): Promise<CalendarFeed> {
  const feed = await db
    .selectFrom('calendar_feeds')
    .select('created_at')
    .where('user_id', '=', user_id)
    .executeTakeFirst();
  return { created_at: feed?.created_at ?? null };
}

/** Makes the actor's secret address; one that they had before shows nothing from now on. */
export async function makeCalendarFeed(deps: Deps, actor: SignedInActor): Promise<NewCalendarFeed> {
  return inTransaction(deps, actor, async (trx) => {
    const token = randomBytes(32).toString('base64url');
    const row = { token_hash: hashFeedToken(token), created_at: instant(deps.clock) };
    const { created_at } = await trx
      .insertInto('calendar_feeds')
      .values({ user_id: actor.user_id, ...row })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
      .returning('created_at')
      .executeTakeFirstOrThrow();
    await recordAudit(trx, actor, { action: 'calendar_feed.make' });
    await tellOfFeed(deps, trx, actor.user_id, created_at);
    const url = `${deps.config.public_url}/api/calendar-feed/${token}.ics`;
    return { url, webcal_url: url.replace(/^https?:/, 'webcal:'), created_at };
  });
}

/** The address shows nothing from now on. The same again changes nothing. */
export async function revokeCalendarFeed(deps: Deps, actor: SignedInActor): Promise<Message> {
  return inTransaction(deps, actor, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('calendar_feeds')
      .where('user_id', '=', actor.user_id)
      .executeTakeFirst();
    if (numDeletedRows > 0n) await recordAudit(trx, actor, { action: 'calendar_feed.revoke' });
    return { message: 'Your visits have no calendar address any more.' };
  });
}

export function hashFeedToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
