import { createHash, createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Reader } from '../database.ts';
import { canonicalBytes } from './entries.ts';
import { HASH_BYTES } from './merkle.ts';

/** A row of `audit_seals`, see migration 0008. Multiranges are PostgreSQL's text, `{[1,5),[7,8)}`. */
export interface Seal {
  seq: number;
  format: number;
  key_id: Buffer;
  entry_ids: string;
  absent_ids: string;
  highest_id: number;
  settled_seq: number;
  next_xid: string;
  entry_count: number;
  leaves: Buffer;
  root: Buffer;
  previous_hmac: Buffer;
  /** RFC 3339 in UTC with microseconds, by the clock of the database, as `occurred_at` of the entries. */
  sealed_at: string;
  hmac: Buffer;
}

/** What stands before the first seal. */
export const GENESIS = { seq: 0, highest_id: 0, settled_seq: 0, hmac: Buffer.alloc(HASH_BYTES) } as const;

/** Names a key without telling it. */
export function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('etiba audit key').update(key).digest().subarray(0, 8);
}

export function hmacOfSeal(key: Buffer, seal: Omit<Seal, 'hmac' | 'leaves'>): Buffer {
  const { seq, format, key_id, entry_ids, absent_ids, highest_id, settled_seq } = seal;
  const { next_xid, entry_count, root, previous_hmac, sealed_at } = seal;
  const what = [seq, format, key_id, entry_ids, absent_ids, highest_id, settled_seq, next_xid];
  const bytes = canonicalBytes([...what, entry_count, root, previous_hmac, sealed_at]);
  return createHmac('sha256', key).update(bytes).digest();
}

/** The seals after one, in their order. */
export async function readSeals(db: Reader, after: number, limit: number): Promise<Seal[]> {
  const { rows } = await sql<Seal>`
    select seq, format, key_id, entry_ids, absent_ids, highest_id, settled_seq, next_xid, entry_count, leaves, root,
      previous_hmac, sealed_at, hmac
    from audit_seals where seq > ${after} order by seq limit ${limit}`.execute(db);
  return rows;
}

export async function readNewestSeal(
  db: Reader,
): Promise<Pick<Seal, 'seq' | 'highest_id' | 'settled_seq' | 'hmac'> & { sealed_at?: string }> {
  const { rows } = await sql<Seal>`
    select seq, highest_id, settled_seq, hmac, sealed_at from audit_seals order by seq desc limit 1`.execute(
    db,
  );
  return rows[0] ?? GENESIS;
}

/** @param ids in ascending order */
export function toMultirange(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last?.[1] === id) last[1] = id + 1;
    else ranges.push([id, id + 1]);
  }
  return textOf(ranges);
}

/**
 * What lies between numbers.
 * @param ids in ascending order
 * @param after where the space begins, itself not included; it ends at the last of the ids
 */
export function gapsBetween(ids: readonly number[], after: number): string {
  const gaps: [number, number][] = [];
  let next = after + 1;
  for (const id of ids) {
    if (id > next) gaps.push([next, id]);
    next = id + 1;
  }
  return textOf(gaps);
}

function textOf(ranges: readonly [number, number][]): string {
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}

/** The numbers of a multirange in order, as ranges from the first to the one after the last. */
export function rangesOf(multirange: string): [number, number][] {
  return [...multirange.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)]);
}

/** @yields every number of a multirange, in order */
export function* idsOf(multirange: string): Generator<number> {
  for (const [from, to] of rangesOf(multirange)) for (let id = from; id < to; id += 1) yield id;
}

export function leavesOf({ leaves }: Pick<Seal, 'leaves'>): Buffer[] {
  return Array.from({ length: Math.floor(leaves.length / HASH_BYTES) }, (_, index) =>
    leaves.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}
