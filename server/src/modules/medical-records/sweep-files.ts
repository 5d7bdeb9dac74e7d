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
 * Takes away what uploads have left that were killed between file and row, and nothing that this installation has not put
 * there. With the grace and the pace of the job no file is without its row for longer than an hour.
 */
export const sweepFiles = defineJob({
  name: 'sweep-files',
  payload: Type.Object({}),
  cron: '*/20 * * * *',
  expire_in: 1200,
  retry_limit: 0, // the next one comes soon
  concurrency: 1,
  async run(deps) {
    const before = new Date(deps.clock.now() - GRACE).toISOString();
    let removed = 0;
    while (await sweepOne(deps, before)) removed += 1;
    if (removed === 0) return;
    await recordAudit(deps.db, systemActor('job:sweep-files'), {
      action: 'files.sweep',
      detail: { removed },
    });
  },
});

/** Holds the upload's own row meanwhile, which its end would take: then the file has no row and will have none. */
async function sweepOne(deps: Deps, before: string): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const upload = await trx
      .selectFrom('file_uploads')
      .select('storage_key')
      .where('started_at', '<', before)
      .orderBy('started_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!upload) return false;
    await deps.files.delete(upload.storage_key);
    await trx.deleteFrom('file_uploads').where('storage_key', '=', upload.storage_key).execute();
    return true;
  });
}

/** Goes through the store: keys of files that should have a row by now and have none. */
export async function findStrays(deps: Deps): Promise<string[]> {
  const strays: string[] = [];
  for await (const files of inBatches(deps.files.list())) {
    const withRow = await keysWithRow(
      deps,
      files.map(({ key }) => key),
    );
    for (const file of files) {
      if (withRow.has(file.key)) continue;
      const modified = await file.modified_at();
      if (modified !== undefined && modified < deps.clock.now() - GRACE) strays.push(file.key);
    }
  }
  return strays;
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
  const rows = await asSystem(deps.db, 'cli:verify-files', (trx) =>
    trx
      .selectFrom('medical_record_attachments')
      .select('storage_key')
      .where('storage_key', 'in', keys)
      .execute(),
  );
  return new Set(rows.map(({ storage_key }) => storage_key));
}
