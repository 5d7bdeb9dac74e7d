import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { readSpecialization } from './specializations.queries.ts';

/**
 * Whether a doctor has it is decided by the foreign key alone: a look before the deletion could miss the
 * doctor who gets it at the same moment.
 * @throws Problem not_found, stale, specialization_in_use
 */
export async function deleteSpecialization(
  deps: Deps,
  actor: SignedInActor,
  id: string,
): Promise<{ message: string }> {
  return inTransaction(deps, actor, async (trx) => {
    await trx.selectFrom('specializations').select('id').where('id', '=', id).forUpdate().execute();
    requireUnchanged(actor, await readSpecialization(trx, id));
    await trx.deleteFrom('specializations').where('id', '=', id).execute();
    await recordAudit(trx, actor, {
      action: 'specialization.delete',
      object_type: 'specialization',
      object_id: id,
    });
    return { message: 'The specialization is deleted.' };
  });
}
