import { Type } from 'typebox';
import { systemActor, type SystemActor } from '../../../platform/actor.ts';
import { instant } from '../../../platform/clock.ts';
import { inTransaction, type Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { defineJob } from '../../../platform/jobs.ts';
import { checkRows } from './check-rows.ts';
import { goOnWithImport, importJob } from './import-job.ts';
import { importRows } from './import-rows.ts';
import { lockImport } from './imports.queries.ts';
import { takeBackRows } from './take-back-rows.ts';

export type Import = NonNullable<Awaited<ReturnType<typeof lockImport>>>;

/** Does one piece. @returns whether there is more of it */
export type Phase = (deps: Deps, trx: Trx, actor: SystemActor, file: Import) => Promise<boolean>;

const PHASES: Partial<Record<Import['status'], Phase>> = {
  checking: checkRows,
  importing: importRows,
  undoing: takeBackRows,
};

/**
 * One piece of an import in one transaction, which also asks for the next: whoever is killed has done a piece or not,
 * and others' jobs need not wait for the whole. What is left to do stands in the rows.
 */
const workOnImport = defineJob({
  ...importJob,
  retry_limit: 10,
  async run(deps, { import_id }) {
    const actor = systemActor(`job:${importJob.name}`);
    await inTransaction(deps, actor, async (trx) => {
      const file = await lockImport(trx, import_id);
      const phase = file && PHASES[file.status];
      if (file && (await phase?.(deps, trx, actor, file))) await goOnWithImport(deps, trx, import_id);
    });
  },
});

const KEPT_DAYS = 30;

/** Files of people hold more than a clinic needs to keep; that somebody was imported stays in the audit. */
const forgetImports = defineJob({
  name: 'forget-patient-imports',
  payload: Type.Object({}),
  cron: '43 2 * * *',
  async run(deps) {
    await deps.db
      .deleteFrom('patient_imports')
      .where('created_at', '<', instant(deps.clock, -KEPT_DAYS * 24 * 3600_000))
      .execute();
  },
});

export const importJobs = [workOnImport, forgetImports];
