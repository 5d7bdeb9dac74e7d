import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { problems } from '../../platform/problems.ts';
import { inActorTransaction, showDeletedRows } from '../../platform/row-security.ts';
import { freePosition, lockForFiles, readBack } from './attach-file.ts';
import type { Attachment, AttachmentParams } from './attachments.schemas.ts';
import { updateCover } from './lock-record.ts';
import { replayPart } from './read-record.ts';
import { recordProblems } from './medical-records.problems.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Brings a removed file back, for whoever may remove it.
 * @throws Problem not_found, permission_denied, record_restricted, withdrawn, not_removed, too_many_attachments
 */
export async function restoreAttachment(
  deps: Deps,
  actor: SignedInActor,
  params: AttachmentParams,
): Promise<Attachment> {
  const { record_id } = params;
  const attachment_id = params.attachment_id.toLowerCase();
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: record_id }, () =>
    inActorTransaction(
      deps,
      actor,
      async (trx) => {
        const { id, patient_id } = await lockForFiles(deps, trx, actor, record_id);
        await showDeletedRows(trx);
        const row = await trx
          .selectFrom('medical_record_attachments')
          .select('removed_at')
          .where('id', '=', attachment_id)
          .where('record_id', '=', id)
          .executeTakeFirst();
        if (!row) throw problems.not_found();
        if (row.removed_at === null) throw recordProblems.not_removed();
        await trx
          .updateTable('medical_record_attachments')
          .set({ position: await freePosition(trx, id), removed_by: null, removed_at: null })
          .where('id', '=', attachment_id)
          .execute();
        await updateCover(deps, trx, actor, id, {});
        await auditAccess(trx, actor, 'restore_file', {
          object_id: id,
          patient_id,
          detail: { attachment_id },
        });
        return readBack(deps, trx, actor, id, attachment_id);
      },
      replayPart(deps, actor, record_id),
    ),
  );
}
