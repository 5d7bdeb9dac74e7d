import { once } from 'node:events';
import { Value } from 'typebox/value';
import { closeDeps } from '../deps.ts';
import { AuditQuery } from '../modules/admin/admin.schemas.ts';
import { exportAudit } from '../modules/admin/export-audit.ts';
import { tellOfAuditTrouble } from '../modules/admin/operation-messages.ts';
import { systemActor } from '../platform/actor.ts';
import type { AuditReport } from '../platform/audit-log/report.ts';
import { verifyAudit } from '../platform/audit-log/verify-audit.ts';
import { openDatabase } from '../platform/database.ts';
import type { Deps } from '../platform/deps.ts';
import { invalidField } from '../platform/problems.ts';
import { lookForDatabase, openOwnDatabase, openReadyDeps, prepare, type Runtime } from './runtime.ts';

/**
 * `etiba audit verify`, beside a running Etiba or alone. When the audit is not as it was written it exits with 1, and
 * administrators are told.
 */
export async function runAuditVerify(): Promise<void> {
  await withAudit(async (deps, { config, secrets }) => {
    const keys = [secrets.keys, ...secrets.former_keys];
    const report = await verifyAudit(deps.db, keys, config.audit_seal_file);
    console.log(words(report));
    if (report.findings.length === 0) return;
    process.exitCode = 1;
    await tellOfAuditTrouble(deps, 'changed').catch(() => {}); // the exit code and the words above say it
  });
}

function words({ entries, seals, unsealed, findings, notes }: AuditReport): string {
  const count = (number: number, one: string, many: string) =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
  const named = findings.map(({ entry, what }) => (entry === undefined ? what : `entry ${entry}: ${what}`));
  const size = `${count(entries, 'entry', 'entries')} under ${count(seals, 'seal', 'seals')}, ${unsealed} not yet sealed`;
  const head =
    findings.length === 0
      ? [`The audit is whole: ${size}.`]
      : [
          `THE AUDIT IS NOT AS IT WAS WRITTEN. First: ${named[0]}`,
          ...named.slice(1).map((line) => `  also ${line}`),
          size,
        ];
  return [...head, ...notes.map((note) => `Note: ${note}`)].join('\n');
}

interface ExportOptions {
  format: string;
  from?: string;
  to?: string;
  user?: string;
  patient?: string;
  action?: string;
  outcome?: string;
  proof?: boolean;
}

/**
 * `etiba audit export`, to standard output.
 * @throws Problem invalid_input naming the option
 */
export async function runAuditExport(options: ExportOptions): Promise<void> {
  const { format, proof: with_proof = false } = options;
  if (format !== 'jsonl' && format !== 'csv') throw invalidField('--format', 'wants jsonl or csv');
  if (with_proof && format === 'csv') throw invalidField('--proof', 'goes with --format jsonl');
  const filter = readFilter(options);
  await withAudit(async (deps) => {
    const lines = exportAudit(deps, systemActor('cli:audit-export'), { filter, format, with_proof });
    for await (const some of lines) if (!process.stdout.write(some)) await once(process.stdout, 'drain');
  });
}

const fields = {
  from: 'date_from',
  to: 'date_to',
  user: 'user_id',
  patient: 'patient_id',
  action: 'action',
  outcome: 'outcome',
} as const;

function readFilter(options: ExportOptions): Partial<AuditQuery> {
  const filter: Partial<Record<(typeof fields)[keyof typeof fields], string>> = {};
  for (const [option, field] of Object.entries(fields) as [keyof typeof fields, keyof typeof filter][]) {
    const value = options[option];
    if (value === undefined) continue;
    filter[field] = value;
    if (!Value.Check(AuditQuery, { [field]: value })) throw invalidField(`--${option}`, 'has the wrong form');
  }
  return filter as Partial<AuditQuery>;
}

/** Statements that go through the whole audit may take their time. */
async function withAudit(work: (deps: Deps, runtime: Runtime) => Promise<void>): Promise<void> {
  const runtime = prepare({ log_level: 'silent' });
  await using opened = new AsyncDisposableStack();
  const { url } = (await lookForDatabase(runtime)) ?? opened.use(await openOwnDatabase(runtime));
  const deps = opened.adopt(await openReadyDeps(runtime, url, false), closeDeps);
  const patient = openDatabase(url, 2, () => {}, { statement_timeout: 0, query_timeout: 0 });
  opened.defer(() => patient.close());
  await work({ ...deps, db: patient.db }, runtime);
}
