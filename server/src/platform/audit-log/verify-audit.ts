import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import {
  COLUMNS_OF_FORMAT,
  entryColumns,
  hashEntry,
  isDated,
  isSigned,
  LONGEST_TRANSACTION,
  type Entry,
} from './entries.ts';
import { merkleRoot } from './merkle.ts';
import { walkIndexes } from './seal-audit.ts';
import { GENESIS, hmacOfSeal, idsOf, keyId, leavesOf, rangesOf, readSeals, type Seal } from './seals.ts';
import { openSealLines, type SealLines } from './seal-lines.ts';
import type { AuditKeys, AuditReport, Finding, Tally } from './report.ts';
import { checkUnsealed } from './unsealed.ts';

/** Enough to see what happened; a table that was replaced as a whole would fill the memory with them. */
const MOST_FINDINGS = 100;
const SEALS_AT_ONCE = 32;
/** Milliseconds by which clocks of machines may differ, and by which one may be set right. */
const CLOCK_TOLERANCE = 60_000;

/**
 * Holds every entry and every seal against the hashes, the signatures and the seal file, in one snapshot and one pass.
 * @param keys of the installation, the present ones first
 * @param sealFile path of the file that the worker writes
 */
export async function verifyAudit(
  db: Db,
  keys: readonly AuditKeys[],
  sealFile: string,
): Promise<AuditReport> {
  await using lines = await openSealLines(
    sealFile,
    keys.map(({ audit_seal }) => audit_seal),
  );
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`set local statement_timeout = 0`.execute(trx);
      await walkIndexes(trx);
      return new Verification(trx, keys, lines).run();
    });
}

class Verification implements Tally {
  readonly findings: Finding[] = [];
  readonly notes: string[] = [];
  unsealed = 0;
  readonly #trx: Trx;
  readonly #entryKeys: Buffer[];
  readonly #sealKeys: Map<string, Buffer>;
  readonly #lines: SealLines;
  #entries = 0;
  #seals = 0;
  #signed = 0;
  /** Entries from before any was signed. */
  #older = 0;

  constructor(trx: Trx, keys: readonly AuditKeys[], lines: SealLines) {
    this.#trx = trx;
    this.#entryKeys = keys.map(({ audit_entry }) => audit_entry);
    this.#sealKeys = new Map(keys.map(({ audit_seal }) => [keyId(audit_seal).toString('hex'), audit_seal]));
    this.#lines = lines;
  }

  async run(): Promise<AuditReport> {
    let previous: Seal | typeof GENESIS = GENESIS;
    for (;;) {
      const seals = await readSeals(this.#trx, previous.seq, SEALS_AT_ONCE);
      if (seals.length === 0) break;
      const entries = await readEntries(this.#trx, seals);
      for (const seal of seals) {
        this.#checkSeal(seal, previous, entries);
        await this.#lines.compare(this, seal);
        previous = seal;
      }
    }
    await this.#lines.finish(this, previous, await this.#now());
    await this.#checkCopies();
    await checkUnsealed(this.#trx, this, this.#entryKeys, previous);
    if (this.#older > 0) this.notes.push(`${this.#older} entries are from before entries were signed`);
    const findings = this.findings.sort(byEntry);
    return {
      entries: this.#entries,
      seals: this.#seals,
      unsealed: this.unsealed,
      findings,
      notes: this.notes,
    };
  }

  find(what: string, entry?: number): void {
    this.findings.push({ what, ...(entry !== undefined && { entry }) });
    if (this.findings.length <= MOST_FINDINGS) return;
    this.findings.sort(byEntry); // the first bad entry is among them, whenever it is found
    this.findings.pop();
  }

  #checkSeal(seal: Seal, previous: Seal | typeof GENESIS, entries: ReadonlyMap<number, Entry>): void {
    const name = `seal ${seal.seq}`;
    const first = rangesOf(seal.entry_ids)[0]?.[0];
    this.#seals += 1;
    if (seal.seq !== previous.seq + 1) {
      const gap =
        previous.seq + 2 === seal.seq
          ? `seal ${previous.seq + 1}`
          : `seals ${previous.seq + 1} to ${seal.seq - 1}`;
      this.find(`${gap} missing before ${name}`, previous.highest_id + 1);
    }
    const key = this.#sealKeys.get(seal.key_id.toString('hex'));
    if (!key) {
      this.find(
        `${name} is under a key that is not known here; was the secret changed? See ETIBA_FORMER_SECRETS`,
        first,
      );
      return;
    }
    if (!hmacOfSeal(key, seal).equals(seal.hmac)) {
      this.find(`${name} was rewritten`, first);
      return; // nothing that it says can be believed
    }
    if (!COLUMNS_OF_FORMAT[seal.format]) {
      this.find(`${name} was made by a newer Etiba; verify with that`, first);
      return;
    }
    if (seal.seq === previous.seq + 1 && !seal.previous_hmac.equals(previous.hmac))
      this.find(`${name} does not follow on the one before it`, first);
    if (!merkleRoot(leavesOf(seal)).equals(seal.root))
      this.find(`the hashes kept with ${name} were changed`, first);
    if ('sealed_at' in previous && timeOf(seal.sealed_at) < timeOf(previous.sealed_at) - CLOCK_TOLERANCE)
      this.find(
        `the clock was turned back before ${name}, from ${previous.sealed_at} to ${seal.sealed_at}`,
        first,
      );
    this.#checkEntries(seal, previous, entries);
  }

  #checkEntries(seal: Seal, previous: Seal | typeof GENESIS, entries: ReadonlyMap<number, Entry>): void {
    const leaves = leavesOf(seal);
    let index = 0;
    for (const id of idsOf(seal.entry_ids)) {
      const leaf = leaves[index];
      const entry = entries.get(id);
      index += 1;
      if (!entry) this.find('was deleted', id);
      else if (!leaf || !hashEntry(entry, seal.format).equals(leaf))
        this.find(`was changed after seal ${seal.seq}`, id);
      else this.#checkOrigin(entry, seal, previous);
    }
    this.#entries += index;
  }

  /** What was in the table already when it was sealed may still be none of Etiba's. */
  #checkOrigin(entry: Entry, seal: Seal, previous: Seal | typeof GENESIS): void {
    if (entry.mac === null && this.#signed === 0) this.#older += 1;
    else if (!isSigned(this.#entryKeys, entry)) return this.find('was not written by Etiba', entry.id);
    else this.#signed += 1;
    const time = timeOf(entry.occurred_at);
    const isNew = entry.id > previous.highest_id; // a late one may be as late as its transaction was long
    const earliest =
      isNew && 'sealed_at' in previous ? timeOf(previous.sealed_at) - LONGEST_TRANSACTION : -Infinity;
    if (time > timeOf(seal.sealed_at) + CLOCK_TOLERANCE || time < earliest || isDated(entry))
      this.find('bears a time that is not its own, or the clock was turned', entry.id);
  }

  /** An entry that was copied under another number has a signature that is good. */
  async #checkCopies(): Promise<void> {
    const { rows } = await sql<{ id: number }>`
      select max(id) as id from audit_events where entry_id is not null
      group by entry_id having count(*) > 1 order by 1 limit ${MOST_FINDINGS}`.execute(this.#trx);
    for (const { id } of rows) this.find('is a copy of another entry', id);
  }

  async #now(): Promise<string> {
    const { rows } = await sql<{ now: string }>`select clock_timestamp() as now`.execute(this.#trx);
    return rows[0]!.now;
  }
}

function byEntry(one: Finding, other: Finding): number {
  const [a, b] = [one.entry ?? Infinity, other.entry ?? Infinity];
  return a === b ? 0 : a - b;
}

/** Milliseconds since the epoch; NaN, which is never in order, for what is no time such as `infinity`. */
function timeOf(instant: string): number {
  return Date.parse(instant);
}

async function readEntries(trx: Trx, seals: readonly Seal[]): Promise<Map<number, Entry>> {
  const { rows } = await sql<Entry>`
    select ${entryColumns}
    from (select unnest(range_agg(ids)) as ids from unnest(${seals.map(({ entry_ids }) => entry_ids)}::text[]::int8multirange[]) as ids) as sealed
    cross join lateral (
      select * from audit_events where id >= lower(sealed.ids) and id < upper(sealed.ids)
    ) as e`.execute(trx);
  return new Map(rows.map((entry) => [entry.id, entry]));
}
