import { sql, type RawBuilder } from 'kysely';
import type { Trx } from '../../platform/database.ts';
import type { StoredFile } from '../../platform/files/fetch-file.ts';
import { problems } from '../../platform/problems.ts';
import type { Attachment, AttachmentParams } from './attachments.schemas.ts';

/** The files of the record `r` in the order in which they came, as they are on the wire. */
export const attachmentsOfRecord: RawBuilder<Attachment[]> = sql<Attachment[]>`(
  select coalesce(json_agg(json_build_object(
    'id', f.id,
    'file', ${path('')},
    'thumbnail', case when f.thumbnail is not null then ${path('thumbnail/')} end,
    'filename', f.filename,
    'file_size', f.file_size,
    'content_type', f.content_type,
    'description', f.description,
    'sha256', f.sha256,
    'uploaded_by', f.uploaded_by,
    'uploaded_by_name', case fu.role when 'DOCTOR' then 'Dr. ' else '' end || fu.first_name || ' ' || fu.last_name,
    'uploaded_at', wire_instant(f.uploaded_at)) order by f.uploaded_at, f.id), '[]')
  from medical_record_attachments f join users fu on fu.id = f.uploaded_by
  where f.record_id = r.id and f.removed_at is null)`;

function path(end: '' | 'thumbnail/'): RawBuilder<string> {
  return sql`concat('/api/medical-records/', f.record_id, '/attachments/', f.id, '/', ${sql.lit(end)})`;
}

type KeptFile = StoredFile & Pick<Attachment, 'filename' | 'content_type'> & { thumbnail: Buffer | null };

/**
 * One file of a record that the actor may read, within a transaction that says who asks. It must be the record's.
 * @throws Problem not_found
 */
export async function findAttachment(
  trx: Trx,
  { record_id, attachment_id }: AttachmentParams,
): Promise<KeptFile> {
  const row = await trx
    .selectFrom('medical_record_attachments')
    .select(['filename', 'content_type', 'file_size', 'sha256', 'storage_key', 'thumbnail'])
    .where('id', '=', attachment_id)
    .where('record_id', '=', record_id)
    .where('removed_at', 'is', null)
    .$castTo<KeptFile>()
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  return row;
}
