import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../actor.ts';
import type { Reader, Trx } from '../database.ts';
import { problems } from '../problems.ts';
import type { Keys } from '../secrets.ts';

/** The client's Idempotency-Key and what it was sent with. */
export interface IdempotentCall {
  key: string;
  /** Method, path and body as sent. */
  request: string;
  /** Set when the answer is that of an earlier call; the response then says `Idempotent-Replayed: true`. */
  replayed: boolean;
}

/** How long a key is honoured; a scheduled job removes older ones. */
export const KEY_LIFETIME_HOURS = 48;

/**
 * Takes the key for this transaction. A second request with it waits here until the first has ended.
 * @returns the first answer if the key has one
 * @throws Problem idempotency_key_reused when the key came with another request before
 */
export async function claimIdempotencyKey(
  trx: Trx,
  keys: Keys,
  actor: Actor,
  call: IdempotentCall,
): Promise<{ answer: unknown } | undefined> {
  const claimed = await trx
    .insertInto('idempotency_keys')
    .values({ scope: scopeOf(actor), key: call.key, request_hash: requestHash(keys, call) })
    .onConflict((conflict) => conflict.columns(['scope', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  return claimed ? undefined : findAnswer(trx, keys, actor);
}

/**
 * The answer of an earlier call with this key, for operations that look at something before their transaction which
 * the first call has changed, such as a password or a link that works once.
 * @throws Problem idempotency_key_reused when the key came with another request before; not_found when the answer names a
 *   patient who has been erased since
 */
export async function findAnswer(
  db: Reader,
  keys: Keys,
  actor: Actor,
): Promise<{ answer: unknown } | undefined> {
  const call = actor.call.idempotency;
  if (!call) return undefined;
  const earlier = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'response'])
    .where('scope', '=', scopeOf(actor))
    .where('key', '=', call.key)
    .executeTakeFirst();
  if (!earlier) return undefined;
  if (!earlier.request_hash.equals(requestHash(keys, call))) throw problems.idempotency_key_reused();
  call.replayed = true;
  const text = earlier.response === null ? undefined : decrypt(keys, earlier.response);
  if (text !== undefined && (await namesErased(db, text))) throw problems.not_found();
  return { answer: text === undefined ? undefined : JSON.parse(text) };
}

async function namesErased(db: Reader, answer: string): Promise<boolean> {
  const ids = answer.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];
  const { rows } = await sql<{ is_so: boolean }>`select names_erased(${ids}::uuid[]) as is_so`.execute(db);
  return rows[0]!.is_so;
}

/** Stores the answer beside the effect, in its transaction. */
export async function keepAnswer(
  trx: Trx,
  keys: Keys,
  actor: Actor,
  call: IdempotentCall,
  answer: unknown,
): Promise<void> {
  await trx
    .updateTable('idempotency_keys')
    .set({ response: answer === undefined ? null : encrypt(keys, answer) })
    .where('scope', '=', scopeOf(actor))
    .where('key', '=', call.key)
    .execute();
}

export async function deleteOldIdempotencyKeys(trx: Trx): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', sql<string>`now() - make_interval(hours => ${KEY_LIFETIME_HOURS})`)
    .execute();
}

function scopeOf(actor: Actor): string {
  return actor.user_id ?? actor.role;
}

/** Keyed, because the request may hold a password. */
function requestHash(keys: Keys, call: IdempotentCall): Buffer {
  return createHmac('sha256', keys.idempotency).update(call.request).digest();
}

function encrypt(keys: Keys, answer: unknown): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keys.idempotency, nonce);
  const body = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(keys: Keys, stored: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', keys.idempotency, stored.subarray(0, 12));
  decipher.setAuthTag(stored.subarray(12, 28));
  return Buffer.concat([decipher.update(stored.subarray(28)), decipher.final()]).toString('utf8');
}
