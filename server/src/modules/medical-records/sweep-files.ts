import { Type } from 'typebox';
import { systemActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import type { ListedFile } from '../../platform/files/store.ts';
import { defineJob } from '../../platform/jobs.ts';
import { asSystem } from '../../platform/row-security.ts';

/** Milliseconds that a file may wait for its row: an upload takes seconds from one to the other. */
const GRACE = 30 * 60_000;
const AT_ONCE = 500;
/**
 * More files than these that nobody knows, and more than are known: then this is not the database of these files. A few
 * killed processes leave fewer; each has 64 uploads at most.
 */
const MANY = 300;

/**
 * Takes away what uploads have left that were killed between file and row. With the grace and the pace of the job no
 * file is without its row for longer than an hour.
 */
export const sweepFiles = defineJob({
  name: 'sweep-files',
  payload: Type.Object({}),
  cron: '*/20 * * * *',
  expire_in: 1200,
  retry_limit: 0, // the next one comes soon
  concurrency: 1,
  async run(deps) {
    const { known, strays } = await findStrays(deps);
    if (strays.length > MANY && strays.length > known) {
      throw new Error('most files of the store have no row: is this their database?');
    }
    let removed = 0;
    for (let at = 0; at < strays.length; at += AT_ONCE) {
      const keys = strays.slice(at, at + AT_ONCE);
      const kept = await keysWithRow(deps, keys); // a row that came since the store was listed
      for (const key of keys) {
        if (kept.has(key)) continue;
        await deps.files.delete(key);
        removed += 1;
      }
    }
    if (removed === 0) return;
    await recordAudit(deps.db, systemActor('job:sweep-files'), {
      action: 'files.sweep',
      detail: { removed },
    });
  },
});

/**
 * Goes through the store.
 * @returns how many files have a row, and the keys of those that should have one by now
 */
export async function findStrays(deps: Deps): Promise<{ known: number; strays: string[] }> {
  const found = { known: 0, strays: [] as string[] };
  for await (const files of inBatches(deps.files.list())) {
    const withRow = await keysWithRow(
      deps,
      files.map(({ key }) => key),
    );
    found.known += withRow.size;
    for (const file of files) {
      if (withRow.has(file.key)) continue;
      const modified = await file.modified_at();
      if (modified !== undefined && modified < deps.clock.now() - GRACE) found.strays.push(file.key);
    }
  }
  return found;
}

async function* inBatches(files: AsyncIterable<ListedFile>): AsyncGenerator<ListedFile[]> {
  let batch: ListedFile[] = [];
  for await (const file of files) {
    batch.push(file);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function keysWithRow(deps: Deps, keys: string[]): Promise<Set<string>> {
  const rows = await asSystem(deps.db, 'job:sweep-files', (trx) =>
    trx
      .selectFrom('medical_record_attachments')
      .select('storage_key')
      .where('storage_key', 'in', keys)
      .execute(),
  );
  return new Set(rows.map(({ storage_key }) => storage_key));
}
