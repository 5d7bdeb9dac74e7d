import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { readSpecialization } from './specializations.queries.ts';
import type { Specialization, SpecializationInput } from './specializations.schemas.ts';

/** @throws Problem specialization_taken */
export async function createSpecialization(
  deps: Deps,
  actor: SignedInActor,
  input: SpecializationInput,
): Promise<Specialization> {
  return inTransaction(deps, actor, async (trx) => {
    const id = deps.ids.next();
    await trx
      .insertInto('specializations')
      .values({ id, ...input })
      .execute();
    await recordAudit(trx, actor, {
      action: 'specialization.create',
      object_type: 'specialization',
      object_id: id,
    });
    return readSpecialization(trx, id);
  });
}
