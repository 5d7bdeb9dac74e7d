import { invalidField } from '../../platform/problems.ts';
import type { MedicalRecord, NewRecord, RecordChange, RecordReplacement } from './medical-records.schemas.ts';

const FIELDS = [
  'record_type',
  'title',
  'summary',
  'diagnosis',
  'treatment_plan',
  'medications',
  'allergies',
  'lab_results',
  'vital_signs',
  'is_confidential',
] as const;

/** What a version holds. */
export type RecordContent = Pick<MedicalRecord, (typeof FIELDS)[number]>;

const EMPTY = {
  summary: '',
  diagnosis: '',
  treatment_plan: '',
  medications: [],
  allergies: [],
  lab_results: [],
  vital_signs: {},
  is_confidential: false,
};

/** The content of a new record: what is not named is empty. */
export function newContent(input: NewRecord): RecordContent {
  return checked(pick({ ...EMPTY, ...input }));
}

/** PUT: what is not named is empty again, but a record stays confidential unless told otherwise. */
export function replacedContent(present: RecordContent, input: RecordReplacement): RecordContent {
  return checked(pick({ ...EMPTY, is_confidential: present.is_confidential, ...input }));
}

/** PATCH: what is not named stays; a list or the vital signs are replaced as a whole. */
export function changedContent(present: RecordContent, input: RecordChange): RecordContent {
  return checked(pick({ ...present, ...input }));
}

/** Whether two contents say the same, whatever the order of keys in stored JSON. */
export function isSameContent(one: RecordContent, other: RecordContent): boolean {
  return JSON.stringify(sorted(pick(one))) === JSON.stringify(sorted(pick(other)));
}

/** As the columns of `medical_record_versions`. */
export function contentColumns({ medications, allergies, lab_results, vital_signs, ...rest }: RecordContent) {
  return {
    ...rest,
    medications: JSON.stringify(medications),
    allergies: JSON.stringify(allergies),
    lab_results: JSON.stringify(lab_results),
    vital_signs: JSON.stringify(vital_signs),
  };
}

function pick(content: RecordContent): RecordContent {
  return Object.fromEntries(FIELDS.map((field) => [field, content[field]])) as RecordContent;
}

/** What the schema cannot say of one field alone. */
function checked(content: RecordContent): RecordContent {
  const { systolic, diastolic } = content.vital_signs;
  if (systolic != null && diastolic != null && diastolic >= systolic) {
    throw invalidField('vital_signs/diastolic', 'is to be below the systolic pressure');
  }
  return content;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
