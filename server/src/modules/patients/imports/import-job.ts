import { Type } from 'typebox';
import type { Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { enqueue } from '../../../platform/jobs.ts';

/** The job that does the next piece of an import, whichever that is; imports.jobs.ts runs it. */
export const importJob = {
  name: 'work-on-patient-import',
  payload: Type.Object({ import_id: Type.String() }),
};

/** After the caller's transaction the next piece is done; asking twice makes no two. */
export async function goOnWithImport(deps: Deps, trx: Trx, importId: string): Promise<void> {
  await enqueue(deps, trx, importJob, { import_id: importId }, { key: importId });
}
