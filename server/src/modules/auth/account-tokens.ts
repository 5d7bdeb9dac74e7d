import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { AccountTokenPurpose } from '../../platform/database.generated.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { instant } from '../../platform/clock.ts';

export const TOKEN_MINUTES: Record<AccountTokenPurpose, number> = {
  verify_email: 24 * 60,
  invitation: 72 * 60,
  reset_password: 30,
};

/**
 * Makes the user's one token for a purpose; an earlier one is void from now on. The token is an HMAC of its id, so
 * the mail can be written later without the token being kept anywhere: the table holds only its hash.
 */
export async function issueAccountToken(
  deps: Deps,
  trx: Trx,
  user: { id: string; email: string },
  purpose: AccountTokenPurpose,
): Promise<string> {
  const id = deps.ids.next();
  const row = {
    id,
    email: user.email,
    token_hash: hash(tokenOf(deps, id)),
    expires_at: instant(deps.clock, TOKEN_MINUTES[purpose] * 60_000),
  };
  await trx
    .insertInto('account_tokens')
    .values({ user_id: user.id, purpose, ...row })
    .onConflict((conflict) => conflict.columns(['user_id', 'purpose']).doUpdateSet(row))
    .execute();
  return id;
}

/** Whether a token would be accepted now; decides what a request may cost and learn before it is used up. */
export async function isAccountToken(deps: Deps, db: Reader, token: GivenToken): Promise<boolean> {
  const row = await db
    .selectFrom('account_tokens')
    .select('id')
    .where(isAccepted(deps, token))
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Uses a token up: of any number of requests with it, exactly one gets true. It must be the newest of its purpose,
 * unexpired, and the user's address still the one it was sent to.
 */
export async function useAccountToken(deps: Deps, trx: Trx, token: GivenToken): Promise<boolean> {
  // The user's row first, as whoever issues or voids tokens locks it.
  await trx.selectFrom('users').select('id').where('id', '=', token.user_id).forUpdate().execute();
  const { numDeletedRows } = await trx
    .deleteFrom('account_tokens')
    .where(isAccepted(deps, token))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Makes all links void that a user has been sent and has not used. */
export async function voidAccountTokens(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('account_tokens').where('user_id', '=', userId).execute();
}

interface GivenToken {
  user_id: string;
  purpose: AccountTokenPurpose;
  token: string;
}

function isAccepted(deps: Deps, { user_id, purpose, token }: GivenToken) {
  return sql<boolean>`account_tokens.user_id = ${user_id}
    and account_tokens.purpose = ${purpose}
    and account_tokens.token_hash = ${hash(token)}
    and account_tokens.expires_at > ${instant(deps.clock)}
    and exists (
      select from users
      where users.id = account_tokens.user_id
        and users.email = account_tokens.email
        and users.deactivated_at is null
    )`;
}

/** The link of a mail, or null when its token has been used, replaced or has expired. */
export async function accountLink(
  deps: Deps,
  db: Reader,
  page: string,
  { user_id, token_id }: { user_id: string; token_id: string },
): Promise<string | null> {
  const row = await db
    .selectFrom('account_tokens')
    .select('id')
    .where('id', '=', token_id)
    .where('user_id', '=', user_id)
    .where('expires_at', '>', instant(deps.clock))
    .executeTakeFirst();
  if (!row) return null;
  // In the fragment: it reaches no server log and no Referer header.
  return `${deps.config.public_url}/${page}#uid=${encodeUid(user_id)}&token=${tokenOf(deps, token_id)}`;
}

/** Django's `uidb64`: the id in URL-safe base64. */
export function encodeUid(userId: string): string {
  return Buffer.from(userId, 'utf8').toString('base64url');
}

/** @returns undefined for anything that is not an id */
export function decodeUid(uidb64: string): string | undefined {
  const id = Buffer.from(uidb64, 'base64url').toString('utf8');
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/** The token that a first start prints: it makes the first administrator as long as there is none. */
export function setupToken(deps: Pick<Deps, 'keys'>): string {
  return createHmac('sha256', deps.keys.account_token).update('first administrator').digest('base64url');
}

export function isSetupToken(deps: Pick<Deps, 'keys'>, token: string): boolean {
  return timingSafeEqual(hash(token), hash(setupToken(deps)));
}

function tokenOf(deps: Pick<Deps, 'keys'>, tokenId: string): string {
  return createHmac('sha256', deps.keys.account_token).update(tokenId).digest('base64url');
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
