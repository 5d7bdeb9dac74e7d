import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { readSpecialization } from './specializations.queries.ts';
import type { Specialization, SpecializationChange, SpecializationInput } from './specializations.schemas.ts';

/** @throws Problem not_found, stale, specialization_taken */
export async function replaceSpecialization(
  deps: Deps,
  actor: SignedInActor,
  id: string,
  input: SpecializationInput,
): Promise<Specialization> {
  return updateSpecialization(deps, actor, id, { description: '', ...input });
}

/** @throws Problem not_found, stale, specialization_taken */
export async function updateSpecialization(
  deps: Deps,
  actor: SignedInActor,
  id: string,
  change: SpecializationChange,
): Promise<Specialization> {
  return inTransaction(deps, actor, async (trx) => {
    await trx.selectFrom('specializations').select('id').where('id', '=', id).forNoKeyUpdate().execute();
    requireUnchanged(actor, await readSpecialization(trx, id));
    if (Object.keys(change).length > 0) {
      await trx.updateTable('specializations').set(change).where('id', '=', id).execute();
    }
    await recordAudit(trx, actor, {
      action: 'specialization.update',
      object_type: 'specialization',
      object_id: id,
      detail: { fields: Object.keys(change) },
    });
    return readSpecialization(trx, id);
  });
}
