import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import { FileDamaged, fetchFile, type StoredFile } from '../../platform/files/fetch-file.ts';
import { fileProblems } from '../../platform/files/file.problems.ts';
import type { Spool } from '../../platform/files/spool.ts';
import { Download } from '../../platform/http/download.ts';
import { Turns } from '../../platform/http/turns.ts';
import { spoolFolder } from '../../platform/http/upload.ts';
import { problems } from '../../platform/problems.ts';
import { findAttachment } from './attachments.queries.ts';
import type { AttachmentParams } from './attachments.schemas.ts';
import { withReadableRecord } from './medical-records.queries.ts';

/** Each lies on our disk until its client has it. */
const turns = new Turns(64, 24);
/** Milliseconds that a client may take. */
const PATIENCE = 300_000;

/**
 * One file of a record, for whoever may read the record in full. It is audited, then fetched and held against its hash,
 * and only then does a byte of it leave.
 * @throws Problem not_found, record_restricted, throttled, file_damaged; FileStoreUnavailable
 */
export async function downloadAttachment(
  deps: Deps,
  actor: SignedInActor,
  params: AttachmentParams,
): Promise<Download> {
  const giveBack = turns.take(actor.user_id);
  try {
    const file = await withReadableRecord(
      deps,
      actor,
      params.record_id,
      'download',
      (trx) => findAttachment(trx, params),
      { attachment_id: params.attachment_id.toLowerCase() },
    );
    const content = await fetch(deps, actor, params, file);
    const body = content.stream({ dispose: true });
    const hurry = setTimeout(() => body.destroy(new Error('a download took too long')), PATIENCE).unref();
    body.once('close', () => {
      clearTimeout(hurry);
      giveBack();
    });
    return new Download(file.filename, file.content_type, body, file.file_size);
  } catch (error) {
    giveBack();
    throw error;
  }
}

async function fetch(
  deps: Deps,
  actor: SignedInActor,
  { record_id, attachment_id }: AttachmentParams,
  file: StoredFile,
): Promise<Spool> {
  try {
    return await fetchFile(deps.files, spoolFolder(deps.config), file);
  } catch (error) {
    if (!(error instanceof FileDamaged)) throw error;
    await recordAudit(deps.db, actor, {
      action: 'attachment.damaged',
      object_type: 'attachment',
      object_id: attachment_id.toLowerCase(),
      outcome: 'failure',
      detail: { record: record_id.toLowerCase(), what: error.what },
    });
    deps.log.error({ attachment_id, what: error.what }, 'a stored file is damaged');
    throw fileProblems.file_damaged();
  }
}

/**
 * The small picture of an image.
 * @throws Problem not_found where there is none; record_restricted
 */
export async function previewAttachment(
  deps: Deps,
  actor: SignedInActor,
  params: AttachmentParams,
): Promise<Download> {
  const thumbnail = await withReadableRecord(
    deps,
    actor,
    params.record_id,
    'preview',
    async (trx) => {
      const file = await findAttachment(trx, params);
      if (!file.thumbnail) throw problems.not_found();
      return file.thumbnail;
    },
    { attachment_id: params.attachment_id.toLowerCase() },
  );
  return new Download('thumbnail.jpg', 'image/jpeg', thumbnail);
}
