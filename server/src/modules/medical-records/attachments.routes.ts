import { FILE_TYPES } from '../../platform/files/check.ts';
import { FileAnswer } from '../../platform/http/download.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { receivedFile } from '../../platform/http/upload.ts';
import { attachFile } from './attach-file.ts';
import { Attachment, AttachmentForm, AttachmentParams } from './attachments.schemas.ts';
import { downloadAttachment, previewAttachment } from './download-attachment.ts';
import { RecordParams } from './medical-records.schemas.ts';
import { removeAttachment } from './remove-attachment.ts';
import { restoreAttachment } from './restore-attachment.ts';

export const attachmentRoutes: readonly Route[] = [
  route(
    'POST',
    '/api/medical-records/:record_id/attachments/',
    {
      access: 'records:write',
      operation_id: 'attachFile',
      summary: 'Add a file to a record: pdf, jpg, jpeg, png, doc or docx',
      description:
        'Extension, first bytes and structure must agree. Images lose what they say of place, device and author, and ' +
        'are otherwise kept bit for bit.',
      params: RecordParams,
      upload: true,
      body: AttachmentForm,
      answer: ref(Attachment),
      status: 201,
      problems: [
        'record_restricted',
        'withdrawn',
        'patient_erased',
        'too_many_attachments',
        'file_too_large',
        'file_not_accepted',
      ],
    },
    ({ deps, actor, params, body, request }) =>
      attachFile(deps, actor, params.record_id, body, receivedFile(request)),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/attachments/:attachment_id/',
    {
      access: 'records:read',
      operation_id: 'downloadAttachment',
      summary: 'A file of a record',
      params: AttachmentParams,
      answer: FileAnswer,
      download: { media_type: [...new Set(Object.values(FILE_TYPES))], only: true },
      problems: ['record_restricted', 'throttled', 'file_damaged'],
    },
    ({ deps, actor, params }) => downloadAttachment(deps, actor, params),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/attachments/:attachment_id/thumbnail/',
    {
      access: 'records:read',
      operation_id: 'previewAttachment',
      summary: 'A small picture of an image of a record',
      params: AttachmentParams,
      answer: FileAnswer,
      download: { media_type: 'image/jpeg', only: true },
      problems: ['record_restricted'],
    },
    ({ deps, actor, params }) => previewAttachment(deps, actor, params),
  ),

  route(
    'DELETE',
    '/api/medical-records/:record_id/attachments/:attachment_id/',
    {
      access: 'records:write',
      operation_id: 'removeAttachment',
      summary: 'Take a file of a record out of sight',
      params: AttachmentParams,
      answer: ref(Message),
      problems: ['record_restricted', 'withdrawn', 'patient_erased'],
    },
    ({ deps, actor, params }) => removeAttachment(deps, actor, params),
  ),

  route(
    'POST',
    '/api/medical-records/:record_id/attachments/:attachment_id/restore/',
    {
      access: 'records:write',
      operation_id: 'restoreAttachment',
      summary: 'Bring a removed file back',
      params: AttachmentParams,
      answer: ref(Attachment),
      problems: ['record_restricted', 'withdrawn', 'patient_erased', 'not_removed', 'too_many_attachments'],
    },
    ({ deps, actor, params }) => restoreAttachment(deps, actor, params),
  ),
];
