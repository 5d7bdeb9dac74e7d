import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { withoutKey, type Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { issueAccessToken } from '../../platform/http/tokens.ts';
import { problems } from '../../platform/problems.ts';
import { noteForSignal } from '../../platform/signals.ts';
import { tellOfReplay } from './security-messages.ts';

const DAY = 24 * 3600_000;
/** A session ends when it was not used for this long. */
const IDLE_LIMIT = 30 * DAY;
/** Two tabs may refresh with one token at the same moment; a later second use means that somebody copied it. */
const REPLAY_GRACE = 10_000;

export interface TokenPair {
  access: string;
  refresh: string;
}

export type EndReason =
  | 'logout'
  | 'logout_all'
  | 'password_change'
  | 'password_reset'
  | 'deactivated'
  | 'ended_by_admin'
  | 'ended_by_user'
  | 'refresh_replay'
  | 'restored';

/** Opens a session for a user who has just proved who they are. */
export async function startSession(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  userId: string,
): Promise<TokenPair & { session_id: string }> {
  const session = { id: deps.ids.next(), nonce: randomBytes(32), generation: 0 };
  const now = instant(deps.clock);
  await trx
    .insertInto('sessions')
    .values({
      ...session,
      user_id: userId,
      created_at: now,
      last_used_at: now,
      rotated_at: now,
      expires_at: instant(deps.clock, IDLE_LIMIT),
      address: actor.call.address,
      user_agent: actor.call.user_agent,
    })
    .execute();
  return { ...(await tokensOf(deps, session)), session_id: session.id };
}

/**
 * Exchanges a refresh token for its successor. The same successor is given again within 10 s; a later replay ends
 * the session with all its tokens and is audited (OAuth 2.0 Security BCP, RFC 9700, section 4.14).
 * @throws Problem not_authenticated
 */
export async function refreshSession(
  deps: Deps,
  actor: Actor,
  refreshToken: string | undefined,
): Promise<TokenPair> {
  const given = parse(refreshToken);
  if (!given) throw problems.not_authenticated();
  // An answer kept for an Idempotency-Key would hand out tokens again after the grace, after a logout, or (a cookie is no
  // part of the body) to somebody else with the same key.
  const tokens = await inTransaction(deps, withoutKey(actor), async (trx) => {
    const session = await trx
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select([
        'sessions.id',
        'sessions.nonce',
        'sessions.generation',
        'sessions.rotated_at',
        'sessions.user_id',
      ])
      .where('sessions.id', '=', given.id)
      .where('sessions.ended_at', 'is', null)
      .where('sessions.expires_at', '>', instant(deps.clock))
      .where('users.is_active', '=', true)
      .forUpdate('sessions')
      .executeTakeFirst();
    if (!session || !isGenuine(deps, session.nonce, given)) return undefined;

    if (given.generation === session.generation) {
      const generation = session.generation + 1;
      const now = instant(deps.clock);
      await trx
        .updateTable('sessions')
        .set({ generation, rotated_at: now, last_used_at: now, expires_at: instant(deps.clock, IDLE_LIMIT) })
        .set({ address: actor.call.address, user_agent: actor.call.user_agent })
        .where('id', '=', session.id)
        .execute();
      return tokensOf(deps, { ...session, generation });
    }
    const sinceRotation = deps.clock.now() - Date.parse(session.rotated_at);
    if (given.generation === session.generation - 1 && sinceRotation <= REPLAY_GRACE)
      return tokensOf(deps, session);

    await endSessions(deps, trx, session.user_id, 'refresh_replay', { only: session.id });
    await recordAudit(trx, actor, {
      action: 'session.replay_detected',
      object_type: 'session',
      object_id: session.id,
      user_id: session.user_id,
      outcome: 'denied',
    });
    await tellOfReplay(deps, trx, session.id);
    return undefined; // not thrown here: the end of the session must be committed
  });
  if (!tokens) throw problems.not_authenticated();
  return tokens;
}

/** The session that a refresh token belongs to, if the token is genuine; for logout, which an old token may ask for. */
export async function sessionOfRefreshToken(
  deps: Deps,
  refreshToken: string | undefined,
): Promise<string | undefined> {
  const given = parse(refreshToken);
  if (!given) return undefined;
  const session = await deps.db
    .selectFrom('sessions')
    .select(['id', 'nonce'])
    .where('id', '=', given.id)
    .executeTakeFirst();
  return session && isGenuine(deps, session.nonce, given) ? session.id : undefined;
}

/**
 * Ends sessions of a user; no access or refresh token of theirs works once this has committed.
 * @returns how many were alive
 */
export async function endSessions(
  deps: Deps,
  trx: Trx,
  userId: string,
  reason: EndReason,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  let query = trx
    .updateTable('sessions')
    .set({ ended_at: instant(deps.clock), end_reason: reason })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null);
  if (which.only !== undefined) query = query.where('id', '=', which.only);
  if (which.except !== undefined) query = query.where('id', '!=', which.except);
  const { numUpdatedRows } = await query.executeTakeFirst();
  noteForSignal(trx, { user: userId });
  return Number(numUpdatedRows);
}

/**
 * Ends the sessions of everybody.
 * @returns how many were alive
 */
export async function endAllSessions(deps: Deps, trx: Trx, reason: EndReason): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('sessions')
    .set({ ended_at: instant(deps.clock), end_reason: reason })
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

interface Generation {
  id: string;
  generation: number;
}

async function tokensOf(deps: Deps, session: Generation & { nonce: Buffer }): Promise<TokenPair> {
  const { id, generation, nonce } = session;
  return {
    access: await issueAccessToken(deps, id),
    refresh: `${id}.${generation}.${seal(deps, nonce, session)}`,
  };
}

function seal(deps: Deps, nonce: Buffer, { id, generation }: Generation): string {
  return createHmac('sha256', deps.keys.refresh_token)
    .update(nonce)
    .update(`${id}.${generation}`)
    .digest('base64url');
}

function isGenuine(deps: Deps, nonce: Buffer, given: Generation & { mac: string }): boolean {
  return timingSafeEqual(Buffer.from(seal(deps, nonce, given)), Buffer.from(given.mac));
}

function parse(token: string | undefined): (Generation & { mac: string }) | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9]\d{0,8})\.([\w-]{43})$/.exec(
    token ?? '',
  );
  if (!match) return undefined;
  const [, id = '', generation = '', mac = ''] = match;
  return { id, generation: Number(generation), mac };
}
