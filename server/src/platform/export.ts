import { sql, type Expression, type IsolationLevel } from 'kysely';
import type { SignedInActor } from './actor.ts';
import { recordAudit, type AuditEntry } from './audit.ts';
import { csvLines, type Cell } from './csv.ts';
import type { Reader, Trx } from './database.ts';
import type { Deps } from './deps.ts';
import { Download } from './http/download.ts';
import { problems } from './problems.ts';

export const CSV = { media_type: 'text/csv; charset=utf-8', only: true };

const BATCH = 500;
/** Each holds a connection while its client reads; the rest are for everybody else. */
const MOST_AT_ONCE = 3;
const LONGEST_MS = 10 * 60_000;
const SNAPSHOT: IsolationLevel = 'repeatable read';

let running = 0;

/** What is exported: how the file is called, its columns in order, and what the audit says of it. */
interface Export {
  file_name: string;
  columns: readonly string[];
  action: AuditEntry['action'];
  /** Names of the filters; their values may be names of people. */
  filters: readonly string[];
}

/**
 * All rows of a query as a CSV file, read by a cursor as fast as the client takes them: neither we nor the database
 * hold more than a batch. What goes wrong before the first rows is a problem; later the transfer breaks off, so that
 * nobody takes half for the whole. Who exports what is in the audit before the first byte leaves.
 * @param rows columns and order, over the given connection
 * @throws Problem throttled
 */
export async function exportRows<Row extends Record<string, Cell>>(
  deps: Deps,
  actor: SignedInActor,
  { file_name, columns, action, filters }: Export,
  rows: (db: Reader) => Expression<Row> | Promise<Expression<Row>>,
): Promise<Download> {
  if (running >= MOST_AT_ONCE)
    throw problems.throttled('Other exports are under way; try again shortly.', { retry_after: 10 });
  running += 1;
  const batches = readBatches(deps, rows);
  try {
    const first = await batches.next();
    await recordAudit(deps.db, actor, { action, detail: { filters: [...filters] } });
    const download = new Download(file_name, CSV.media_type, csvLines(columns, resumed(first, batches)));
    // Also of a client who hangs up before the first byte, when no part of the chain has begun to run.
    download.body.once('close', () => void batches.return(undefined).catch(() => {}));
    return download;
  } catch (error) {
    await batches.return(undefined);
    throw error;
  }
}

async function* resumed<Row>(first: IteratorResult<Row[]>, rest: AsyncGenerator<Row[]>) {
  if (!first.done) yield first.value;
  yield* rest;
}

async function* readBatches<Row>(
  deps: Deps,
  rows: (db: Reader) => Expression<Row> | Promise<Expression<Row>>,
): AsyncGenerator<Row[]> {
  const until = performance.now() + LONGEST_MS;
  let trx: (Trx & { rollback(): { execute(): Promise<void> } }) | undefined;
  try {
    trx = await deps.db.startTransaction().setIsolationLevel(SNAPSHOT).setAccessMode('read only').execute();
    await sql`declare exported no scroll cursor for ${await rows(trx)}`.execute(trx);
    for (;;) {
      const { rows: batch } = await sql<Row>`fetch ${sql.lit(BATCH)} from exported`.execute(trx);
      if (batch.length === 0) return;
      yield batch;
      if (performance.now() > until) throw new Error('an export took too long');
    }
  } finally {
    running -= 1;
    await trx?.rollback().execute();
  }
}
