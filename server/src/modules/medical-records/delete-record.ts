import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Message } from '../../platform/http/schemas.ts';
import { inActorTransaction, showDeletedRows } from '../../platform/row-security.ts';
import { lockRecord, updateCover } from './lock-record.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Takes a record out of sight; nothing of it is erased. An administrator may also delete what they may not read.
 * @throws Problem not_found, permission_denied, stale
 */
export async function deleteRecord(deps: Deps, actor: SignedInActor, recordId: string): Promise<Message> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const { patient_id } = await lockRecord(deps, trx, actor, recordId);
      await showDeletedRows(trx);
      await updateCover(deps, trx, actor, recordId, {
        deleted_at: instant(deps.clock),
        deleted_by: actor.user_id,
      });
      await auditAccess(trx, actor, 'delete', { object_id: recordId, patient_id });
      return { message: 'The record is deleted. An administrator can restore it.' };
    }),
  );
}
