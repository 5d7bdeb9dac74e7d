import type { SignedInActor } from '../../../platform/actor.ts';
import { recordAudit } from '../../../platform/audit.ts';
import { instant } from '../../../platform/clock.ts';
import { inTransaction, type Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { invalidField, problems } from '../../../platform/problems.ts';
import { goOnWithImport } from './import-job.ts';
import { importProblems } from './imports.problems.ts';
import { isOnlyAlike, lockImport, readImport } from './imports.queries.ts';
import type { PatientImport, PatientImportStart } from './imports.schemas.ts';

/**
 * After the check: the rows that are ready become patients, piece by piece in a job; of the duplicates those that are
 * wanted nevertheless.
 * @throws Problem not_found, import_not_checked, invalid_input for a line that is no such duplicate
 */
export async function startImport(
  deps: Deps,
  actor: SignedInActor,
  importId: string,
  { with_invitations = false, with_duplicates = false, duplicate_lines = [] }: PatientImportStart,
): Promise<PatientImport> {
  return inTransaction(deps, actor, async (trx) => {
    const file = await lockImport(trx, importId);
    if (!file) throw problems.not_found();
    if (file.status !== 'checked') throw importProblems.import_not_checked();
    const wanted = await wantDuplicates(trx, importId, with_duplicates ? 'all' : duplicate_lines);
    await trx
      .updateTable('patient_imports')
      .set({ status: 'importing', with_invitations, started_at: instant(deps.clock) })
      .where('id', '=', importId)
      .execute();
    await recordAudit(trx, actor, {
      action: 'patient_import.start',
      object_type: 'patient_import',
      object_id: importId,
      detail: { with_invitations, duplicates: wanted },
    });
    await goOnWithImport(deps, trx, importId);
    return readImport(deps, trx, importId);
  });
}

/** @returns how many duplicates are to be imported */
async function wantDuplicates(trx: Trx, importId: string, which: 'all' | readonly number[]): Promise<number> {
  const lines = which === 'all' ? [] : [...new Set(which)];
  if (which !== 'all' && lines.length === 0) return 0;
  const { numUpdatedRows } = await trx
    .updateTable('patient_import_rows as r')
    .set({ is_wanted: true, state: 'ready' })
    .where('r.import_id', '=', importId)
    .where('r.state', '=', 'duplicate')
    .where(isOnlyAlike)
    .$if(which !== 'all', (update) => update.where('r.line', 'in', lines))
    .executeTakeFirst();
  const wanted = Number(numUpdatedRows);
  if (which !== 'all' && wanted < lines.length)
    throw invalidField('duplicate_lines', 'names a row that does not only look like somebody');
  return wanted;
}
