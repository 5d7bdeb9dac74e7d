import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Message } from '../../platform/http/schemas.ts';
import { inActorTransaction, showDeletedRows } from '../../platform/row-security.ts';
import { lockForFiles } from './attach-file.ts';
import { findAttachment } from './attachments.queries.ts';
import type { AttachmentParams } from './attachments.schemas.ts';
import { updateCover } from './lock-record.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Takes a file of a record out of sight; like a deleted record it is kept.
 * @throws Problem not_found, permission_denied, record_restricted, withdrawn, stale
 */
export async function removeAttachment(
  deps: Deps,
  actor: SignedInActor,
  params: AttachmentParams,
): Promise<Message> {
  const { record_id, attachment_id } = params;
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: record_id }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const { id, patient_id } = await lockForFiles(deps, trx, actor, record_id);
      await findAttachment(trx, params);
      await showDeletedRows(trx);
      await trx
        .updateTable('medical_record_attachments')
        .set({ removed_by: actor.user_id, removed_at: instant(deps.clock) })
        .where('id', '=', attachment_id)
        .execute();
      await updateCover(deps, trx, actor, id, {});
      const detail = { attachment_id: attachment_id.toLowerCase() };
      await auditAccess(trx, actor, 'remove_file', { object_id: id, patient_id, detail });
      return { message: 'The file is removed.' };
    }),
  );
}
