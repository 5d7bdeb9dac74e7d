import type { SignedInActor } from '../../../platform/actor.ts';
import { recordAudit } from '../../../platform/audit.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import type { Message } from '../../../platform/http/schemas.ts';
import { requireUnchanged } from '../../../platform/http/etag.ts';
import { problems } from '../../../platform/problems.ts';
import { importProblems } from './imports.problems.ts';
import { lockImport, readImport } from './imports.queries.ts';

/**
 * Forgets a file that was not imported, with all that stood in it.
 * @throws Problem not_found, stale, import_under_way
 */
export async function discardImport(deps: Deps, actor: SignedInActor, importId: string): Promise<Message> {
  return inTransaction(deps, actor, async (trx) => {
    const file = await lockImport(trx, importId);
    if (!file) throw problems.not_found();
    requireUnchanged(actor, await readImport(deps, trx, importId));
    if (file.status !== 'checking' && file.status !== 'checked') throw importProblems.import_under_way();
    await trx.deleteFrom('patient_imports').where('id', '=', importId).execute();
    await recordAudit(trx, actor, {
      action: 'patient_import.discard',
      object_type: 'patient_import',
      object_id: importId,
    });
    return { message: 'The file is forgotten.' };
  });
}
