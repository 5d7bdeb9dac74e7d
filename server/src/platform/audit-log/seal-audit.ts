import { sql } from 'kysely';
import { isUnavailable, type Db, type Reader, type Trx } from '../database.ts';
import type { Deps } from '../deps.ts';
import { errorLabel } from '../jobs.ts';
import { entryColumns, FORMAT, hashEntry, type Entry } from './entries.ts';
import { merkleRoot } from './merkle.ts';
import { updateSealFile } from './seal-file.ts';
import { gapsBetween, hmacOfSeal, keyId, readNewestSeal, toMultirange, type Seal } from './seals.ts';

/** Between two rounds of a worker: an entry is sealed twice as fast as promised (10 s). */
const EVERY_MS = 5_000;
/** Entries of one seal, so that neither a statement nor the memory of a process grows with a backlog. */
const MOST_ENTRIES = 2_000;
/** Any number, as long as it is nobody else's. */
const LOCK = 0x0e71ba5ea1;

export interface SealingDeps extends Pick<Deps, 'db' | 'keys' | 'config' | 'log'> {
  /** Called when seals cannot be made or written down, other than for want of a database. */
  onTrouble?: () => void;
}

/** What seals at intervals, from any number of workers side by side. */
export interface Sealing {
  /** Seals what is there and ends. */
  stop(): Promise<void>;
}

export function startSealing(deps: SealingDeps): Sealing {
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  const round = () =>
    sealAudit(deps).catch((error: unknown) => {
      deps.log.error({ error: errorLabel(error) }, 'the audit or its seal file could not be written');
      if (!isUnavailable(error)) deps.onTrouble?.();
    });
  let running: Promise<unknown> = Promise.resolve();
  const next = () => {
    running = round().then(() => {
      if (!isStopping) timer = setTimeout(next, EVERY_MS);
    });
  };
  next();
  return {
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await running;
      await round();
    },
  };
}

/**
 * Seals all entries that have been committed and brings the seal file up to date, unless another process is at it.
 * Killed at any point it leaves whole seals; the next round goes on from there.
 * @returns how many entries it sealed; undefined where another process is at it
 */
export async function sealAudit(deps: SealingDeps): Promise<number | undefined> {
  return deps.db.connection().execute(async (db) => {
    const { rows } = await sql<{
      mine: boolean;
    }>`select pg_try_advisory_lock(${LOCK}::bigint) as mine`.execute(db);
    if (!rows[0]?.mine) return undefined;
    try {
      let sealed = 0;
      for (let isFull = true; isFull;) {
        const count = await db.transaction().execute((trx) => sealBatch(trx, deps.keys.audit_seal));
        sealed += count;
        isFull = count >= MOST_ENTRIES;
      }
      await updateSealFile(deps, db);
      return sealed;
    } finally {
      await unlock(db);
    }
  });
}

/** A connection that is lost has given the lock back by itself. */
async function unlock(db: Db): Promise<void> {
  await sql`select pg_advisory_unlock(${LOCK}::bigint)`.execute(db).catch(() => {});
}

/**
 * One more seal. Writers are never waited for and never wait: an entry belongs to the first seal that sees it
 * committed. Entries commit out of the order of their numbers, so a seal also takes those that an earlier one found
 * absent.
 * @returns how many entries it covers; without any there is no seal
 */
async function sealBatch(trx: Trx, key: Buffer): Promise<number> {
  await walkIndexes(trx);
  const previous = await readNewestSeal(trx);
  // Before the entries are read: what can never come after this moment is looked for once more below.
  const settled_seq = await settledSince(trx, previous.settled_seq);
  const late = await readLate(trx, previous);
  const tail = await readTail(trx, previous.highest_id);
  const entries = [...late, ...tail];
  if (entries.length === 0) return 0;

  const ids = entries.map(({ id }) => id);
  const tailIds = ids.slice(late.length);
  const leaves = entries.map((entry) => hashEntry(entry, FORMAT));
  const seal = {
    seq: previous.seq + 1,
    format: FORMAT,
    key_id: keyId(key),
    entry_ids: toMultirange(ids),
    absent_ids: gapsBetween(tailIds, previous.highest_id),
    highest_id: tailIds.at(-1) ?? previous.highest_id,
    settled_seq,
    entry_count: entries.length,
    root: merkleRoot(leaves),
    previous_hmac: previous.hmac,
    ...(await readMoment(trx)),
  };
  await writeSeal(trx, { ...seal, leaves: Buffer.concat(leaves), hmac: hmacOfSeal(key, seal) });
  return entries.length;
}

/** A planner that has not seen statistics yet would read the whole table for a handful of ranges. */
export async function walkIndexes(trx: Trx): Promise<void> {
  await sql`
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
      set_config('jit', 'off', true)`.execute(trx);
}

/**
 * A number that a seal found absent may still come while a transaction lives that was under way then. Once all those
 * are over it never will. The half minute covers the instant in which an insert has its number and is no transaction yet (a
 * statement has 10 s);
 * an xid from the future means that this is a restored copy on another cluster, where none of them lives; a day is
 * longer than any transaction of Etiba's, and keeps the search short beside one that somebody forgot.
 */
async function settledSince(trx: Trx, settled: number): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select coalesce(min(seq) filter (where not is_settled) - 1, max(seq), ${settled}) as seq
    from (
      select seq, sealed_at < clock_timestamp() - interval '30 seconds'
        and (next_xid <= pg_snapshot_xmin(snapshot) or next_xid > pg_snapshot_xmax(snapshot)
          or sealed_at < clock_timestamp() - interval '1 day') as is_settled
      from audit_seals, pg_current_snapshot() as snapshot
      where seq > ${settled}
    ) as recent`.execute(trx);
  return rows[0]!.seq;
}

async function readLate(trx: Trx, { settled_seq }: { settled_seq: number }): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${entryColumns}
    from (
      select unnest(range_agg(absent_ids) - range_agg(entry_ids)) as ids from audit_seals where seq > ${settled_seq}
    ) as absent
    cross join lateral (
      select * from audit_events where id >= lower(absent.ids) and id < upper(absent.ids)
    ) as e
    order by e.id
    limit ${MOST_ENTRIES}`.execute(trx);
  return rows;
}

/** Beyond the sequence lies only what was forged, and taking it in would leave the numbers before it without a seal. */
async function readTail(trx: Trx, highest: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${entryColumns}
    from audit_events as e
    where e.id > ${highest} and e.id <= (select last_value from audit_events_id_seq)
    order by e.id
    limit ${MOST_ENTRIES}`.execute(trx);
  return rows;
}

/**
 * After the entries were read: whoever holds an absent number began before our own transaction got its number here.
 * (The xmax of a snapshot would not do: it counts transactions that have ended, not those that have begun.)
 */
async function readMoment(db: Reader): Promise<Pick<Seal, 'sealed_at' | 'next_xid'>> {
  const { rows } = await sql<Pick<Seal, 'sealed_at' | 'next_xid'>>`
    select clock_timestamp() as sealed_at, pg_current_xact_id()::text as next_xid`.execute(db);
  return rows[0]!;
}

async function writeSeal(trx: Trx, seal: Seal): Promise<void> {
  const { seq, format, key_id, entry_ids, absent_ids, highest_id, settled_seq, next_xid } = seal;
  const { entry_count, leaves, root, previous_hmac, sealed_at, hmac } = seal;
  await sql`
    insert into audit_seals (seq, format, key_id, entry_ids, absent_ids, highest_id, settled_seq, next_xid, entry_count,
      leaves, root, previous_hmac, sealed_at, hmac)
    values (${seq}, ${format}, ${key_id}, ${entry_ids}, ${absent_ids}, ${highest_id}, ${settled_seq}, ${next_xid},
      ${entry_count}, ${leaves}, ${root}, ${previous_hmac}, ${sealed_at}, ${hmac})`.execute(trx);
}
