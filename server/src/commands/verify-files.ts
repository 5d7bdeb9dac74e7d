import { closeDeps } from '../deps.ts';
import { verifyFiles, type FilesReport } from '../modules/medical-records/verify-files.ts';
import { systemActor } from '../platform/actor.ts';
import { FileStoreUnavailable } from '../platform/files/store.ts';
import { lookForDatabase, openOwnDatabase, openReadyDeps, prepare } from './runtime.ts';
import { StartError } from './start-errors.ts';

/**
 * `etiba verify-files`, beside a running Etiba or alone. Exits with 1 when a file is not as it was stored.
 * @throws StartError when the store does not answer
 */
export async function runVerifyFiles(): Promise<void> {
  const runtime = prepare({ log_level: 'silent' });
  await using opened = new AsyncDisposableStack();
  const { url } = (await lookForDatabase(runtime)) ?? opened.use(await openOwnDatabase(runtime));
  const deps = opened.adopt(await openReadyDeps(runtime, url, false), closeDeps);
  try {
    const report = await verifyFiles(deps, systemActor('cli:verify-files'));
    console.log(words(report));
    if (report.findings.length > 0) process.exitCode = 1;
  } catch (error) {
    if (error instanceof FileStoreUnavailable)
      throw new StartError(`FILES_URL: the file store does not answer (${error.code}).`);
    throw error;
  }
}

/** Ids and keys; what a file is called may say whose it is. */
function words({ files, bytes, findings, strays }: FilesReport): string {
  const count = `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}, ${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const head =
    findings.length === 0
      ? [`All files are as they were stored: ${count}.`]
      : [
          `FILES ARE NOT AS THEY WERE STORED: ${findings.length} of ${count}.`,
          ...findings.map(
            ({ attachment_id, record_id, storage_key, what }) =>
              `  attachment ${attachment_id} of record ${record_id}: ${storage_key} is ${what}`,
          ),
        ];
  const left = strays.map((key) => `Note: ${key} has no row here.`);
  return [...head, ...left].join('\n');
}
