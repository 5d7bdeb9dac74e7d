import { Type, type Static, type TSchema } from 'typebox';
import { ROLES } from '../../platform/actor.ts';
import { ordering, pageQuery } from '../../platform/http/paging.ts';
import {
  Closed,
  Instant,
  Line,
  Nullable,
  OneOf,
  OptionalLine,
  PlainDate,
  Text,
  Uuid,
  model,
  ref,
} from '../../platform/http/schemas.ts';
import { Attachment, MOST_ATTACHMENTS } from './attachments.schemas.ts';
import { Allergy, LabResult, Medication, VitalSigns } from './clinical-parts.schemas.ts';

export const RECORD_TYPES = [
  'consultation',
  'diagnosis',
  'prescription',
  'lab_result',
  'imaging',
  'procedure',
  'discharge',
  'referral',
] as const;
export const RECORD_STATUSES = ['draft', 'signed', 'amended', 'entered_in_error'] as const;

const Name = Type.String({ examples: ['Amina Otieno'] });
const MOST_ENTRIES = 100;
const Entries = <T extends TSchema>(entry: T, options: object = {}) =>
  Type.Array(entry, { maxItems: MOST_ENTRIES, ...options });

/** What a version holds, as it is read. */
const content = {
  record_type: OneOf(RECORD_TYPES),
  title: Type.String({ examples: ['Acute bronchitis'] }),
  summary: Type.String({ examples: ['Cough for a week, no fever.'] }),
  diagnosis: Type.String({ examples: ['Acute bronchitis (J20.9)'] }),
  treatment_plan: Type.String({ examples: ['Rest, fluids, review in a week.'] }),
  medications: Entries(ref(Medication)),
  allergies: Entries(ref(Allergy)),
  lab_results: Entries(ref(LabResult)),
  vital_signs: ref(VitalSigns),
  is_confidential: Type.Boolean({ examples: [false] }),
  status: OneOf(RECORD_STATUSES, { examples: ['signed'] }),
  version: Type.Integer({ examples: [1] }),
};

export const MedicalRecord = model(
  'MedicalRecord',
  Closed({
    id: Uuid(),
    patient: Uuid(),
    patient_details: Closed({
      id: Uuid(),
      full_name: Name,
      date_of_birth: Nullable(PlainDate({ examples: ['1990-04-17'] })),
      gender: Nullable(OneOf(['M', 'F', 'O', 'P'], { examples: ['F'] })),
      erased_at: Nullable(Instant({ examples: [], description: 'Then the name is a pseudonym.' })),
    }),
    doctor: Uuid(),
    doctor_details: Closed({
      id: Uuid(),
      full_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
      specializations: Type.Array(Type.String({ examples: ['Cardiology'] })),
    }),
    appointment: Nullable(Uuid()),
    ...content,
    attachments: Type.Array(ref(Attachment), { maxItems: MOST_ATTACHMENTS }),
    restricted: Type.Literal(false),
    created_by: Uuid(),
    updated_by: Uuid(),
    created_at: Instant(),
    updated_at: Instant(),
  }),
);
export type MedicalRecord = Static<typeof MedicalRecord>;

export const RestrictedRecord = model(
  'RestrictedMedicalRecord',
  Closed(
    {
      id: Uuid(),
      record_type: OneOf(RECORD_TYPES),
      created_at: Instant(),
      is_confidential: Type.Boolean({ examples: [true] }),
      restricted: Type.Literal(true),
    },
    { description: 'A confidential record to somebody who may know that it exists, and no more.' },
  ),
);
export type RestrictedRecord = Static<typeof RestrictedRecord>;

export const AnyRecord = Type.Union([ref(MedicalRecord), ref(RestrictedRecord)]);
export type AnyRecord = MedicalRecord | RestrictedRecord;

/** What a version holds, as it is written. */
const written = {
  record_type: OneOf(RECORD_TYPES),
  title: Line(200, { examples: ['Acute bronchitis'] }),
  summary: Type.Optional(Text(20_000, { examples: ['Cough for a week, no fever.'] })),
  diagnosis: Type.Optional(Text(20_000, { examples: ['Acute bronchitis (J20.9)'] })),
  treatment_plan: Type.Optional(Text(20_000, { examples: ['Rest, fluids, review in a week.'] })),
  medications: Type.Optional(Entries(ref(Medication))),
  allergies: Type.Optional(Entries(ref(Allergy))),
  lab_results: Type.Optional(Entries(ref(LabResult))),
  vital_signs: Type.Optional(ref(VitalSigns)),
  is_confidential: Type.Optional(Type.Boolean({ examples: [false] })),
};

export const NewRecord = model(
  'NewMedicalRecord',
  Closed({
    patient: Uuid(),
    doctor: Type.Optional(
      Uuid({ description: 'The author. Doctors may leave it out; administrators must name one.' }),
    ),
    appointment: Type.Optional(Nullable(Uuid({ description: 'A visit of this patient with this doctor.' }))),
    ...written,
    draft: Type.Optional(
      Type.Boolean({ examples: [false], description: 'Not signed yet: the patient does not see it.' }),
    ),
  }),
);
export type NewRecord = Static<typeof NewRecord>;

const amendment = {
  status: Type.Optional(
    OneOf(['entered_in_error'], { description: 'Withdraws a signed record; it stays readable.' }),
  ),
  amendment_reason: Type.Optional(OptionalLine(500, { examples: ['Dose corrected'] })),
};

export const RecordReplacement = model('MedicalRecordReplacement', Closed({ ...written, ...amendment }));
export type RecordReplacement = Static<typeof RecordReplacement>;

export const RecordChange = model(
  'MedicalRecordChange',
  Closed({
    ...written,
    record_type: Type.Optional(written.record_type),
    title: Type.Optional(written.title),
    ...amendment,
  }),
);
export type RecordChange = Static<typeof RecordChange>;

export const RecordVersion = model(
  'MedicalRecordVersion',
  Closed({
    ...content,
    amendment_reason: Type.String({ examples: ['Dose corrected'] }),
    created_by: Uuid(),
    created_by_name: Name,
    created_at: Instant(),
    signed_by: Nullable(Uuid()),
    signed_at: Nullable(Instant()),
  }),
);
export type RecordVersion = Static<typeof RecordVersion>;

export const ACCESS_TYPES = [
  'view',
  'restricted_view',
  'list',
  'create',
  'update',
  'sign',
  'delete',
  'restore',
  'versions',
  'access_log',
  'download',
  'preview',
  'upload',
  'remove_file',
  'restore_file',
  'emergency_access',
  'denied',
] as const;
export const PURPOSES = ['own_record', 'treatment', 'administration', 'emergency'] as const;

export const RecordAccessEntry = model(
  'MedicalRecordAccess',
  Closed({
    id: Type.Integer({ examples: [1042] }),
    record: Uuid(),
    accessed_by: Nullable(Uuid()),
    accessed_by_name: Nullable(
      Type.String({ examples: ['Dr. Grace Wanjiku'], description: 'Not of other patients.' }),
    ),
    role: OneOf(ROLES, { examples: ['DOCTOR'] }),
    access_type: OneOf(ACCESS_TYPES, {
      examples: ['view'],
      description: '`restricted_view`: only that the record exists was shown.',
    }),
    purpose: OneOf(PURPOSES, { examples: ['treatment'] }),
    ip_address: Type.Optional(
      Nullable(Type.String({ examples: ['192.0.2.7'], description: 'For administrators.' })),
    ),
    user_agent: Type.Optional(
      Nullable(Type.String({ examples: ['Firefox'], description: 'For administrators.' })),
    ),
    created_at: Instant(),
  }),
);
export type RecordAccessEntry = Static<typeof RecordAccessEntry>;

export const RecordParams = Closed({ record_id: Uuid() });

export const RecordQuery = Closed({
  ...pageQuery,
  ordering: ordering(['created_at']),
  patient_id: Type.Optional(Uuid()),
  doctor_id: Type.Optional(Uuid()),
  appointment_id: Type.Optional(Uuid()),
  record_type: Type.Optional(OneOf(RECORD_TYPES)),
  status: Type.Optional(OneOf(RECORD_STATUSES)),
  date_from: Type.Optional(PlainDate()),
  date_to: Type.Optional(PlainDate()),
  is_confidential: Type.Optional(Type.Boolean()),
  search: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Full text over what the actor may read.' }),
  ),
});
export type RecordQuery = Static<typeof RecordQuery>;

/** Of lists that belong to one record. */
export const PartQuery = Closed(pageQuery);
export type PartQuery = Static<typeof PartQuery>;

export const Restoration = model(
  'Restoration',
  Closed({ reason: Text(500, { minLength: 1, examples: ['Deleted by mistake'] }) }),
);
export type Restoration = Static<typeof Restoration>;
