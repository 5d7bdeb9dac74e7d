import { Type, type Static } from 'typebox';
import { FILE_TYPES } from '../../platform/files/check.ts';
import { Closed, Instant, Nullable, OneOf, OptionalLine, Uuid, model } from '../../platform/http/schemas.ts';

export const MOST_ATTACHMENTS = 20;

const ID = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
const PATH = `/api/medical-records/${ID}/attachments/${ID}/`;

export const Attachment = model(
  'MedicalRecordAttachment',
  Closed({
    id: Uuid(),
    file: Type.String({ examples: [PATH], description: 'Where it is downloaded.' }),
    thumbnail: Nullable(
      Type.String({
        examples: [`${PATH}thumbnail/`],
        description: 'A JPEG of 400 pixels at most; of images.',
      }),
    ),
    filename: Type.String({ examples: ['blood-count.pdf'] }),
    file_size: Type.Integer({ examples: [48213], description: 'Bytes.' }),
    content_type: OneOf([...new Set(Object.values(FILE_TYPES))], { examples: ['application/pdf'] }),
    description: Type.String({ examples: ['Blood count of 1 December'] }),
    sha256: Type.String({
      examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
      description: 'Of the file as it is kept: images have lost what they said of place and author.',
    }),
    uploaded_by: Uuid(),
    uploaded_by_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
    uploaded_at: Instant(),
  }),
);
export type Attachment = Static<typeof Attachment>;

export const AttachmentForm = Closed({
  file: Type.String({ format: 'binary' }),
  description: Type.Optional(OptionalLine(500, { examples: ['Blood count of 1 December'] })),
});
export type AttachmentForm = Static<typeof AttachmentForm>;

export const AttachmentParams = Closed({ record_id: Uuid(), attachment_id: Uuid() });
export type AttachmentParams = Static<typeof AttachmentParams>;
