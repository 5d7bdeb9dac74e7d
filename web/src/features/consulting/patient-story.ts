/** What records and visits together say of a patient. Pure. */
import type {
  Allergy,
  Appointment,
  MedicalRecord,
  Medication,
  RestrictedMedicalRecord,
} from '../../api/generated/types.gen.ts';
import type { VitalSign } from '../../lib/record-words.ts';

export type AnyRecord = MedicalRecord | RestrictedMedicalRecord;

/** A visit with what was written of it, or the records of one day without a visit that is shown here. */
export interface StoryItem {
  /** RFC 3339: of the visit, else of the record. */
  at: string;
  visit?: Appointment;
  records: AnyRecord[];
}

/**
 * Visits and records as one story, the latest first; a record stands with its visit.
 * @param dayOf the clinic's day of an instant
 */
export function storyOf(
  visits: readonly Appointment[],
  records: readonly AnyRecord[],
  dayOf: (instant: string) => string,
): StoryItem[] {
  const items = new Map<string, StoryItem>(
    visits.map((visit) => [visit.id, { at: visit.appointment_datetime, visit, records: [] }]),
  );
  for (const record of records) {
    const visit = record.restricted ? undefined : items.get(record.appointment ?? '');
    const day = dayOf(record.created_at);
    const item = visit ?? items.get(day) ?? { at: record.created_at, records: [] };
    item.records.push(record);
    if (!visit) items.set(day, item);
  }
  return [...items.values()].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** Records that count for what is known of the patient: signed, and not withdrawn; the latest first. */
export function validRecords(records: readonly AnyRecord[]): MedicalRecord[] {
  return records
    .filter((record): record is MedicalRecord => !record.restricted)
    .filter(({ status }) => status === 'signed' || status === 'amended')
    .sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
}

/** Every substance once, as the latest record has it. */
export function allergiesIn(valid: readonly MedicalRecord[]): Allergy[] {
  return firstByName(
    valid.flatMap(({ allergies }) => allergies),
    ({ substance }) => substance,
  );
}

export interface Prescribed extends Medication {
  /** RFC 3339 */
  at: string;
}

/** Every medicine once, as it was prescribed last. How long it is taken is told in words, so none is left out. */
export function medicinesIn(valid: readonly MedicalRecord[]): Prescribed[] {
  return firstByName(
    valid.flatMap(({ medications, created_at }) =>
      medications.map((medicine) => ({ ...medicine, at: created_at })),
    ),
    ({ name }) => name,
  );
}

export interface Measure {
  /** RFC 3339 */
  at: string;
  /** One number; of the blood pressure the systolic and the diastolic. */
  values: number[];
}

/** What was measured over time, the earliest first; signs that were never measured are left out. */
export function measuresIn(valid: readonly MedicalRecord[]): Map<VitalSign, Measure[]> {
  const series = new Map<VitalSign, Measure[]>();
  const signs: VitalSign[] = [
    'blood_pressure',
    'heart_rate',
    'temperature_c',
    'respiratory_rate',
    'oxygen_saturation',
    'weight_kg',
    'height_cm',
  ];
  for (const sign of signs) {
    const measures = valid.toReversed().flatMap(({ vital_signs, created_at }) => {
      const { systolic, diastolic } = vital_signs;
      const values = sign === 'blood_pressure' ? [systolic, diastolic] : [vital_signs[sign]];
      return values.every((value) => typeof value === 'number') ? [{ at: created_at, values }] : [];
    });
    if (measures.length > 0) series.set(sign, measures);
  }
  return series;
}

function firstByName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const found = new Map<string, Item>();
  for (const item of items) {
    const name = nameOf(item).trim().toLocaleLowerCase();
    if (!found.has(name)) found.set(name, item);
  }
  return [...found.values()];
}
