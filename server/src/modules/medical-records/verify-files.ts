import type { SystemActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import { findDamage, type Damage, type StoredFile } from '../../platform/files/fetch-file.ts';
import { asSystem } from '../../platform/row-security.ts';
import { findStrays } from './sweep-files.ts';

const ROWS_AT_ONCE = 200;
const MOST_NAMED = 100;

export interface FilesReport {
  /** Files that were read, and how much they hold. */
  files: number;
  bytes: number;
  findings: { attachment_id: string; record_id: string; storage_key: string; what: Damage }[];
  /** Keys of files that have had no row for half an hour. */
  strays: string[];
}

/**
 * Reads every file that a row speaks of, removed ones too, and holds it against its hash; looks what else lies in the
 * store. Changes nothing; that it was done, and what was found, is in the audit.
 * @throws FileStoreUnavailable
 */
export async function verifyFiles(deps: Deps, actor: SystemActor): Promise<FilesReport> {
  const report: FilesReport = { files: 0, bytes: 0, findings: [], strays: [] };
  for await (const { id: attachment_id, record_id, ...stored } of storedFiles(deps)) {
    const what = await findDamage(deps.files, stored);
    report.files += 1;
    report.bytes += stored.file_size;
    if (what) report.findings.push({ attachment_id, record_id, storage_key: stored.storage_key, what });
  }
  report.strays = await findStrays(deps);
  await recordAudit(deps.db, actor, {
    action: 'files.verify',
    outcome: report.findings.length > 0 ? 'failure' : 'success',
    detail: {
      files: report.files,
      damaged: report.findings.length,
      attachments: report.findings.slice(0, MOST_NAMED).map(({ attachment_id }) => attachment_id),
      strays: report.strays.length,
    },
  });
  return report;
}

async function* storedFiles(deps: Deps): AsyncGenerator<StoredFile & { id: string; record_id: string }> {
  for (let after: string | undefined; ;) {
    const rows = await asSystem(deps.db, 'cli:verify-files', (trx) =>
      trx
        .selectFrom('medical_record_attachments')
        .select(['id', 'record_id', 'storage_key', 'file_size', 'sha256'])
        .$if(after !== undefined, (all) => all.where('id', '>', after!))
        .orderBy('id')
        .limit(ROWS_AT_ONCE)
        .execute(),
    );
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)!.id;
  }
}
