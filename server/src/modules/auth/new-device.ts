import { sql } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { isBrowser } from './device-name.ts';

const HOUR = 3600_000;
/** Whoever knows a password must not be able to fill its owner's mailbox. */
const MOST_IN_AN_HOUR = 10;

/**
 * Whether the owner is to be told of a sign-in that came without the device cookie. Not of the first one soon after the
 * address was verified, and not of a script at its usual address, which keeps no cookies.
 */
export async function isNewDevice(deps: Deps, trx: Trx, actor: Actor, userId: string): Promise<boolean> {
  const { address, user_agent } = actor.call;
  const { rows } = await sql<{ sessions: number; recent: number; is_usual: boolean; is_fresh: boolean }>`
    select count(s.id) as sessions,
      count(s.id) filter (where s.created_at > ${instant(deps.clock, -HOUR)}) as recent,
      coalesce(bool_or(s.address = ${address} and s.user_agent = ${user_agent}), false) as is_usual,
      u.email_verified_at > ${instant(deps.clock, -24 * HOUR)} as is_fresh
    from users u left join sessions s on s.user_id = u.id
    where u.id = ${userId} group by u.id`.execute(trx);
  const { sessions, recent, is_usual, is_fresh } = rows[0]!;
  if (recent >= MOST_IN_AN_HOUR || (sessions === 0 && is_fresh)) return false;
  return isBrowser(user_agent) || !is_usual;
}
