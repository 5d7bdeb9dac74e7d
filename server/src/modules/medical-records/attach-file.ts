import { sql } from 'kysely';
import { withoutKey, type SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { checkFile, type CheckedFile } from '../../platform/files/check.ts';
import { newFileKey } from '../../platform/files/store.ts';
import { findAnswer } from '../../platform/http/idempotency.ts';
import { spoolFolder, type ReceivedFile } from '../../platform/http/upload.ts';
import { Problem, problems } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { MOST_ATTACHMENTS, type Attachment, type AttachmentForm } from './attachments.schemas.ts';
import { lockContent, updateCover } from './lock-record.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import { replayPart } from './read-record.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Adds a file to a record: for its author, or an administrator where it is not confidential. The file is in the store
 * before the row is, and written down before it is there: what is killed in between, the sweep takes away.
 * @throws Problem not_found, permission_denied, record_restricted, withdrawn, too_many_attachments, file_not_accepted;
 *   FileStoreUnavailable
 */
export async function attachFile(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  { description = '' }: AttachmentForm,
  { name, content }: ReceivedFile,
): Promise<Attachment> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, async () => {
    const replay = replayPart<Attachment>(deps, actor, recordId);
    const earlier = await findAnswer(deps.db, deps.keys, actor);
    if (earlier)
      return inActorTransaction(deps, withoutKey(actor), (trx) => replay(trx, earlier.answer as Attachment));
    const storage_key = newFileKey();
    await announce(deps, actor, recordId, storage_key); // before the file costs anything
    const checked = await checkFile(spoolFolder(deps.config), content, name).catch(async (error: unknown) => {
      await discard(deps, storage_key);
      throw error;
    });
    try {
      return await keep(deps, actor, recordId, storage_key, { description, filename: name, ...checked });
    } finally {
      await checked.content[Symbol.asyncDispose]();
    }
  });
}

type NewFile = CheckedFile & Pick<Attachment, 'filename' | 'description'>;

/**
 * Writes down that a file is coming, for the sweep, if the actor may attach one. Without the Idempotency-Key, which belongs
 * to the transaction that has an effect.
 */
async function announce(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  storage_key: string,
): Promise<void> {
  await inActorTransaction(deps, withoutKey(actor), async (trx) => {
    await lockForFiles(deps, trx, actor, recordId);
    await trx
      .insertInto('file_uploads')
      .values({ storage_key, started_at: instant(deps.clock) })
      .execute();
  });
}

/**
 * Takes a record for a change of its files.
 * @throws Problem not_found, permission_denied, record_restricted, withdrawn, stale
 */
export async function lockForFiles(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
): Promise<{ id: string; patient_id: string }> {
  const record = await lockContent(deps, trx, actor, recordId);
  if (record.status === 'entered_in_error') throw recordProblems.withdrawn();
  return { id: record.id, patient_id: record.patient };
}

async function keep(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  storage_key: string,
  file: NewFile,
): Promise<Attachment> {
  await deps.files.put(storage_key, file.content.stream(), file.content.size);
  let isKept = false;
  try {
    return await inActorTransaction(
      deps,
      actor,
      async (trx) => {
        isKept = true;
        return insert(deps, trx, actor, recordId, storage_key, file);
      },
      replayPart(deps, actor, recordId),
    );
  } catch (error) {
    // Refused is refused; after anything else the row may be there all the same, and the sweep will know.
    if (error instanceof Problem) isKept = false;
    throw error;
  } finally {
    if (!isKept) await discard(deps, storage_key);
  }
}

/** What does not come to its end here, the sweep brings there. */
async function discard(deps: Deps, storage_key: string): Promise<void> {
  try {
    await deps.files.delete(storage_key);
    await deps.db.deleteFrom('file_uploads').where('storage_key', '=', storage_key).execute();
  } catch {
    // the note stays
  }
}

async function insert(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
  storage_key: string,
  { content, content_type, filename, description, thumbnail }: NewFile,
): Promise<Attachment> {
  const { id: record_id, patient_id } = await lockForFiles(deps, trx, actor, recordId);
  const { numDeletedRows } = await trx
    .deleteFrom('file_uploads')
    .where('storage_key', '=', storage_key)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw problems.service_unavailable('The upload took too long.'); // swept away
  const id = deps.ids.next();
  await trx
    .insertInto('medical_record_attachments')
    .values({
      id,
      record_id,
      position: await freePosition(trx, record_id),
      filename,
      description,
      content_type,
      storage_key,
      file_size: content.size,
      sha256: content.sha256,
      thumbnail: thumbnail ?? null,
      uploaded_by: actor.user_id,
      uploaded_at: instant(deps.clock),
    })
    .execute();
  await updateCover(deps, trx, actor, record_id, {});
  const detail = { attachment_id: id, content_type, file_size: content.size, sha256: content.sha256 };
  await auditAccess(trx, actor, 'upload', { object_id: record_id, patient_id, detail });
  return readBack(deps, trx, actor, record_id, id);
}

/**
 * The lowest place of a locked record that no file has.
 * @throws Problem too_many_attachments
 */
export async function freePosition(trx: Trx, recordId: string): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    select place as position from generate_series(1, ${MOST_ATTACHMENTS}::integer) place
    where not exists (
      select 1 from medical_record_attachments f
      where f.record_id = ${recordId} and f.position = place and f.removed_at is null)
    order by place limit 1`.execute(trx);
  const [free] = rows;
  if (!free) throw recordProblems.too_many_attachments();
  return free.position;
}

/** The file as the record has it now. */
export async function readBack(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
  attachmentId: string,
): Promise<Attachment> {
  const { record } = await findRecord(deps, trx, actor, recordId);
  const attachment = record.restricted ? undefined : record.attachments.find(({ id }) => id === attachmentId);
  if (!attachment) throw new Error('an attached file is not with its record');
  return attachment;
}
