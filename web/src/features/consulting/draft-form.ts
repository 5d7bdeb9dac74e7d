/** What a doctor types into a record, and what of it can be kept. Pure. */
import type {
  Allergy,
  LabResult,
  MedicalRecord,
  Medication,
  VitalSigns,
} from '../../api/generated/types.gen.ts';
import type { RecordType } from '../../lib/record-words.ts';

/** What a version of a record holds, as it is sent and compared. */
export type Content = Pick<
  MedicalRecord,
  | 'record_type'
  | 'title'
  | 'summary'
  | 'diagnosis'
  | 'treatment_plan'
  | 'medications'
  | 'allergies'
  | 'lab_results'
  | 'vital_signs'
  | 'is_confidential'
>;

export type VitalField = keyof VitalSigns;

/** What a living patient can have, as the server has it (its clinical-parts.schemas.ts). */
export const VITAL_FIELDS: Record<
  VitalField,
  { least: number; most: number; isWhole: boolean; unit: string }
> = {
  systolic: { least: 30, most: 350, isWhole: true, unit: 'mmHg' },
  diastolic: { least: 10, most: 250, isWhole: true, unit: 'mmHg' },
  heart_rate: { least: 10, most: 350, isWhole: true, unit: '/min' },
  temperature_c: { least: 20, most: 46, isWhole: false, unit: '°C' },
  respiratory_rate: { least: 2, most: 120, isWhole: true, unit: '/min' },
  oxygen_saturation: { least: 20, most: 100, isWhole: false, unit: '%' },
  weight_kg: { least: 0.2, most: 650, isWhole: false, unit: 'kg' },
  height_cm: { least: 15, most: 280, isWhole: false, unit: 'cm' },
};
const VITAL_NAMES = Object.keys(VITAL_FIELDS) as VitalField[];

/** Rows carry a key of their own, so that inputs stay when one before them goes. */
export type Row<Entry> = Entry & { key: string };

export interface DraftForm extends Omit<
  Content,
  'medications' | 'allergies' | 'lab_results' | 'vital_signs'
> {
  medications: Row<Medication>[];
  allergies: Row<Allergy>[];
  lab_results: Row<Omit<LabResult, 'value'> & { value: string }>[];
  /** As typed. */
  vital_signs: Record<VitalField, string>;
}

/** What was typed and cannot be kept as it is. */
export type Held =
  | { part: 'vital_signs'; field: VitalField }
  | { part: 'medications' | 'allergies' | 'lab_results'; key: string };

export function emptyForm(record_type: RecordType): DraftForm {
  return {
    record_type,
    title: '',
    summary: '',
    diagnosis: '',
    treatment_plan: '',
    medications: [],
    allergies: [],
    lab_results: [],
    vital_signs: Object.fromEntries(VITAL_NAMES.map((field) => [field, ''])) as Record<VitalField, string>,
    is_confidential: false,
  };
}

export function formOf(record: Content): DraftForm {
  const { record_type, title, summary, diagnosis, treatment_plan, is_confidential } = record;
  return {
    record_type,
    title,
    summary,
    diagnosis,
    treatment_plan,
    is_confidential,
    medications: record.medications.map(asRow),
    allergies: record.allergies.map(asRow),
    lab_results: record.lab_results.map((result) => asRow({ ...result, value: String(result.value) })),
    vital_signs: {
      ...emptyForm(record_type).vital_signs,
      ...Object.fromEntries(
        Object.entries(record.vital_signs).map(([field, value]) => [
          field,
          value === null ? '' : String(value),
        ]),
      ),
    },
  };
}

let rows = 0;
export function asRow<Entry extends object>(entry: Entry): Row<Entry> {
  rows += 1;
  return { ...entry, key: String(rows) };
}

export const NEW_MEDICATION: Medication = {
  name: '',
  dose: '',
  route: '',
  frequency: '',
  duration: '',
  instructions: '',
};
export const NEW_ALLERGY: Allergy = { substance: '', reaction: '', severity: null };
export const NEW_LAB_RESULT = { test: '', value: '', unit: '', reference_range: '', flag: null };

/**
 * What can be sent of a form, and what is held back: a number that no patient has, an entry without its name. Rows in
 * which nothing stands are neither.
 * @param untitled the title while none is typed
 */
export function contentOf(form: DraftForm, untitled: string): { content: Content; held: Held[] } {
  const held: Held[] = [];
  const { record_type, title, summary, diagnosis, treatment_plan, is_confidential } = form;
  const named = <Entry extends Row<object>>(
    part: 'medications' | 'allergies' | 'lab_results',
    entries: readonly Entry[],
    isWhole: (entry: Entry) => boolean,
  ) =>
    entries.filter((entry) => {
      if (isBlank(entry)) return false;
      if (isWhole(entry)) return true;
      held.push({ part, key: entry.key });
      return false;
    });
  const content = {
    record_type,
    summary,
    diagnosis,
    treatment_plan,
    is_confidential,
    title: title.trim() || untitled,
    medications: named('medications', form.medications, ({ name }) => name.trim() !== '').map(withoutKey),
    allergies: named('allergies', form.allergies, ({ substance }) => substance.trim() !== '').map(withoutKey),
    lab_results: named(
      'lab_results',
      form.lab_results,
      ({ test, value }) => test.trim() !== '' && value.trim() !== '',
    ).map((result) => withoutKey({ ...result, value: asNumber(result.value) })),
    vital_signs: {} as VitalSigns,
  };
  for (const field of VITAL_NAMES) {
    const typed = form.vital_signs[field].trim();
    if (typed === '') continue;
    const value = vitalOf(field, typed);
    if (value === undefined) held.push({ part: 'vital_signs', field });
    else content.vital_signs[field] = value;
  }
  const { systolic, diastolic } = content.vital_signs;
  if (typeof systolic === 'number' && typeof diastolic === 'number' && diastolic >= systolic) {
    delete content.vital_signs.diastolic;
    held.push({ part: 'vital_signs', field: 'diastolic' });
  }
  return { content, held };
}

/** Whether nothing is typed that would be worth keeping. */
export function isUntouched(form: DraftForm): boolean {
  const { title, summary, diagnosis, treatment_plan, vital_signs } = form;
  const entries = [...form.medications, ...form.allergies, ...form.lab_results];
  return (
    [title, summary, diagnosis, treatment_plan, ...Object.values(vital_signs)].every(
      (text) => text.trim() === '',
    ) && entries.every(isBlank)
  );
}

export function isSameContent(one: Content, other: Content): boolean {
  return fieldsThatDiffer(one, other).length === 0;
}

const FIELDS = [
  'record_type',
  'title',
  'summary',
  'diagnosis',
  'treatment_plan',
  'vital_signs',
  'medications',
  'allergies',
  'lab_results',
  'is_confidential',
] as const satisfies readonly (keyof Content)[];
export type Field = (typeof FIELDS)[number];

export function fieldsThatDiffer(one: Content, other: Content): Field[] {
  return FIELDS.filter((field) => sorted(one[field]) !== sorted(other[field]));
}

/** One content out of two: of the fields that differ, those that were chosen from `theirs`. */
export function merged(mine: Content, theirs: Content, fromTheirs: ReadonlySet<Field>): Content {
  const taken = Object.fromEntries([...fromTheirs].map((field) => [field, theirs[field]]));
  return { ...mine, ...taken };
}

/** A comma is a decimal point too. */
function vitalOf(field: VitalField, typed: string): number | undefined {
  const { least, most, isWhole } = VITAL_FIELDS[field];
  if (!/^\d+([.,]\d+)?$/.test(typed)) return undefined;
  const value = Number(typed.replace(',', '.'));
  return value >= least && value <= most && (!isWhole || Number.isInteger(value)) ? value : undefined;
}

/** A number where it says the same as what was typed: 6.50 stays a text, for its digits mean something. */
function asNumber(typed: string): string | number {
  const text = typed.trim();
  return text === String(Number(text)) ? Number(text) : text;
}

function isBlank({ key: _key, ...entry }: Row<object>): boolean {
  return Object.values(entry).every(
    (value) => value === null || (typeof value === 'string' && value.trim() === ''),
  );
}

function withoutKey<Entry extends object>({ key: _key, ...entry }: Row<Entry>): Omit<Row<Entry>, 'key'> {
  return entry;
}

/** What is not measured may be left out or null. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([, inner]) => inner !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}
