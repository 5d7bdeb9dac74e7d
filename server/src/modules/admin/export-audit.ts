import { sql } from 'kysely';
import type { SystemActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { entryColumns, hashEntry, type Entry } from '../../platform/audit-log/entries.ts';
import { merkleLevels, merkleProof } from '../../platform/audit-log/merkle.ts';
import { idsOf, leavesOf, type Seal } from '../../platform/audit-log/seals.ts';
import { csvLines } from '../../platform/csv.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { AUDIT_COLUMNS, auditEventsFound, newestAuditEvent } from './audit-events.queries.ts';
import type { AuditFilters } from './admin.schemas.ts';

const ENTRIES_AT_ONCE = 1000;

export interface AuditExport {
  filter: AuditFilters;
  format: 'jsonl' | 'csv';
  /** With what proves each entry against its seal; JSON lines only. */
  with_proof: boolean;
}

/**
 * The entries up to this moment, the oldest first, for the command line. That somebody took them out is an entry too,
 * and it is written first.
 * @yields lines with their ends
 */
export async function* exportAudit(
  deps: Pick<Deps, 'db'>,
  actor: SystemActor,
  { filter, format, with_proof }: AuditExport,
): AsyncGenerator<string> {
  const { db } = deps;
  const up_to_id = await newestAuditEvent(db);
  const { patient_id } = filter;
  await recordAudit(db, actor, {
    action: 'audit.export',
    detail: { filters: Object.keys(filter), format, up_to_id },
    ...(patient_id !== undefined && { patient_id }),
  });
  const pages = readPages(db, { ...filter, up_to_id });
  if (format === 'csv') {
    yield* csvLines(AUDIT_COLUMNS, withCells(pages));
    return;
  }
  for await (const page of pages) {
    const ids = page.map(({ id }) => id);
    const proofs = with_proof ? await readProofs(db, ids) : undefined;
    yield page.map((entry) => `${JSON.stringify({ ...entry, ...proofs?.get(entry.id) })}\n`).join('');
  }
}

async function* readPages(db: Reader, filter: AuditFilters) {
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const page = await auditEventsFound(db, filter)
      .select(AUDIT_COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(ENTRIES_AT_ONCE)
      .execute();
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
  }
}

async function* withCells(pages: ReturnType<typeof readPages>) {
  for await (const page of pages)
    yield page.map((entry) => ({ ...entry, detail: JSON.stringify(entry.detail) }));
}

/** A leaf is the hash of all columns of an entry; with the path it gives the root, which the seal holds. */
interface Proof {
  leaf: string;
  path: string[];
  seal: { seq: number; root: string; hmac: string; sealed_at: string };
}

/** @returns by number of the entry; what is not sealed yet has none */
async function readProofs(db: Reader, ids: number[]): Promise<Map<number, Proof>> {
  const { rows: entries } = await sql<Entry>`
    select ${entryColumns} from audit_events as e where e.id = any(${ids}::bigint[])`.execute(db);
  const { rows: seals } = await sql<Seal>`
    select seq, format, entry_ids, leaves, root, hmac, sealed_at from audit_seals
    where entry_ids && (
      select range_agg(int8range(id, id, '[]')) from unnest(${ids}::bigint[]) as id
    )`.execute(db);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const proofs = new Map<number, Proof>();
  for (const seal of seals) {
    const levels = merkleLevels(leavesOf(seal));
    const { seq, sealed_at } = seal;
    const of = { seq, root: seal.root.toString('hex'), hmac: seal.hmac.toString('hex'), sealed_at };
    let index = 0;
    for (const id of idsOf(seal.entry_ids)) {
      const entry = byId.get(id);
      if (entry) {
        const path = merkleProof(levels, index).map(({ side, hash }) => `${side} ${hash.toString('hex')}`);
        proofs.set(id, { leaf: hashEntry(entry, seal.format).toString('hex'), path, seal: of });
      }
      index += 1;
    }
  }
  return proofs;
}
