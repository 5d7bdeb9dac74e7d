import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Reader } from './database.ts';
import type { Keys } from './secrets.ts';

/** PostgreSQL's `pg_snapshot` as text, `xmin:xmax:in-progress,…`: exactly which transactions one could see. */
export type Snapshot = string;

/** What one snapshot does not show and a later one does. */
export interface Span {
  since: Snapshot;
  until: Snapshot;
}

/** Transactions under way that a cursor names; with more it says less, and some things come twice. */
const MOST_IN_PROGRESS = 100;

export async function currentSnapshot(db: Reader): Promise<Snapshot> {
  const { rows } = await sql<{ snapshot: Snapshot }>`select pg_current_snapshot()::text as snapshot`.execute(
    db,
  );
  return rows[0]!.snapshot;
}

/** Whether the transaction of a mark (`xid8`) committed within the span. The two bounds are what an index can use. */
export function committedWithin(mark: RawBuilder<unknown>, { since, until }: Span): RawBuilder<boolean> {
  return sql<boolean>`(
    ${mark} >= pg_snapshot_xmin(${since}::pg_snapshot) and ${mark} < pg_snapshot_xmax(${until}::pg_snapshot)
    and not pg_visible_in_snapshot(${mark}, ${since}::pg_snapshot)
    and pg_visible_in_snapshot(${mark}, ${until}::pg_snapshot))`;
}

/**
 * A snapshot as the client keeps it. Sealed: its numbers would tell everybody how busy the clinic is, and nobody can
 * make one up.
 */
export function sealCursor(keys: Pick<Keys, 'stream'>, snapshot: Snapshot): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keys.stream, nonce);
  const body = Buffer.concat([cipher.update(shorten(snapshot), 'latin1'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** @returns undefined for anything that we did not seal */
export function openCursor(keys: Pick<Keys, 'stream'>, cursor: string): Snapshot | undefined {
  const sealed = Buffer.from(cursor, 'base64url');
  if (sealed.length < 12 + 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keys.stream, sealed.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAuthTag(sealed.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('latin1');
  } catch {
    return undefined;
  }
}

/** A snapshot from before the database was restored lies ahead of it and says nothing about it. */
export function isAhead(snapshot: Snapshot, now: Snapshot): boolean {
  return upperBound(snapshot) > upperBound(now);
}

function upperBound(snapshot: Snapshot): bigint {
  return BigInt(snapshot.split(':')[1]!);
}

/** With too many transactions under way: one that has seen nothing since the oldest of them began. */
function shorten(snapshot: Snapshot): Snapshot {
  const [xmin, , underWay = ''] = snapshot.split(':');
  return underWay.split(',').length > MOST_IN_PROGRESS ? `${xmin}:${xmin}:` : snapshot;
}
