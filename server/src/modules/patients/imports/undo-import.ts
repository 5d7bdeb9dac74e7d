import type { SignedInActor } from '../../../platform/actor.ts';
import { recordAudit } from '../../../platform/audit.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { problems } from '../../../platform/problems.ts';
import { goOnWithImport } from './import-job.ts';
import { importProblems } from './imports.problems.ts';
import { lockImport, readImport } from './imports.queries.ts';
import type { PatientImport } from './imports.schemas.ts';

/**
 * Stops an import and takes back, piece by piece in a job, the patients whom it has made and to whom nothing has happened
 * since. Within 24 hours of its end.
 * @throws Problem not_found, import_final
 */
export async function undoImport(deps: Deps, actor: SignedInActor, importId: string): Promise<PatientImport> {
  return inTransaction(deps, actor, async (trx) => {
    if (!(await lockImport(trx, importId))) throw problems.not_found();
    const before = await readImport(deps, trx, importId);
    if (before.undo_until === null) throw importProblems.import_final();
    await trx.updateTable('patient_imports').set({ status: 'undoing' }).where('id', '=', importId).execute();
    await recordAudit(trx, actor, {
      action: 'patient_import.undo',
      object_type: 'patient_import',
      object_id: importId,
      detail: { imported: before.rows.imported },
    });
    await goOnWithImport(deps, trx, importId);
    return readImport(deps, trx, importId);
  });
}

/**
 * Asks for the next piece once more, for an import whose job has failed to the last; where one is waiting or running,
 * nothing is done twice.
 * @throws Problem not_found
 */
export async function resumeImport(
  deps: Deps,
  actor: SignedInActor,
  importId: string,
): Promise<PatientImport> {
  return inTransaction(deps, actor, async (trx) => {
    if (!(await lockImport(trx, importId))) throw problems.not_found();
    await recordAudit(trx, actor, {
      action: 'patient_import.resume',
      object_type: 'patient_import',
      object_id: importId,
    });
    await goOnWithImport(deps, trx, importId);
    return readImport(deps, trx, importId);
  });
}
