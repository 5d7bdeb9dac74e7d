import { expect, test } from 'vitest';
import type { Allergy, Appointment, MedicalRecord, Medication } from '../../api/generated/types.gen.ts';
import {
  allergiesIn,
  measuresIn,
  medicinesIn,
  storyOf,
  validRecords,
  type AnyRecord,
} from './patient-story.ts';

const day = (number: number) => `2026-12-0${number}T07:00:00Z`;

function aRecord(id: string, created_at: string, changes: Partial<MedicalRecord> = {}): MedicalRecord {
  return {
    id,
    created_at,
    appointment: null,
    status: 'signed',
    restricted: false,
    medications: [],
    allergies: [],
    vital_signs: {},
    ...changes,
  } as MedicalRecord;
}

const aVisit = (id: string, at: string) => ({ id, appointment_datetime: at }) as Appointment;
const aStub = (id: string, created_at: string) => ({ id, created_at, restricted: true }) as AnyRecord;
const medicine = (name: string, dose: string) => ({ name, dose }) as Medication;
const allergy = (substance: string, severity: Allergy['severity']) => ({ substance, severity }) as Allergy;

test('records stand with their visit, others and stubs by their day, the latest first', () => {
  const story = storyOf(
    [aVisit('visit', day(2)), aVisit('coming', day(8))],
    [
      aRecord('elsewhere', day(4), { appointment: 'of another doctor' }),
      aStub('stub', day(4)),
      aRecord('written', day(3), { appointment: 'visit' }),
      aRecord('old', day(1)),
    ],
    (instant) => instant.slice(0, 10),
  );
  expect(story.map(({ at, visit, records }) => [at, visit?.id, records.map(({ id }) => id)])).toEqual([
    [day(8), 'coming', []],
    [day(4), undefined, ['elsewhere', 'stub']],
    [day(2), 'visit', ['written']],
    [day(1), undefined, ['old']],
  ]);
});

test('drafts, withdrawn records and what may not be read say nothing of the patient', () => {
  const records = [
    aRecord('draft', day(1), { status: 'draft' }),
    aRecord('wrong', day(2), { status: 'entered_in_error' }),
    aRecord('old', day(3)),
    aRecord('amended', day(4), { status: 'amended' }),
    aStub('stub', day(5)),
  ];
  expect(validRecords(records).map(({ id }) => id)).toEqual(['amended', 'old']);
});

test('an allergy and a medicine are named once, as the latest record has them', () => {
  const valid = validRecords([
    aRecord('old', day(1), {
      allergies: [allergy('Penicillin', 'mild')],
      medications: [medicine('Metformin', '500 mg'), medicine('Aspirin', '100 mg')],
    }),
    aRecord('new', day(2), {
      allergies: [allergy('penicillin ', 'severe')],
      medications: [medicine('metformin', '850 mg')],
    }),
  ]);
  expect(allergiesIn(valid).map(({ severity }) => severity)).toEqual(['severe']);
  expect(medicinesIn(valid).map(({ name, dose, at }) => [name, dose, at])).toEqual([
    ['metformin', '850 mg', day(2)],
    ['Aspirin', '100 mg', day(1)],
  ]);
});

test('measures run from the earliest on; half a blood pressure is none', () => {
  const valid = validRecords([
    aRecord('b', day(2), { vital_signs: { systolic: 120, diastolic: 80, weight_kg: 70 } }),
    aRecord('a', day(1), { vital_signs: { systolic: 130, weight_kg: 71 } }),
    aRecord('c', day(3), { vital_signs: { systolic: 118, diastolic: 78, heart_rate: null } }),
  ]);
  expect([...measuresIn(valid)]).toEqual([
    [
      'blood_pressure',
      [
        { at: day(2), values: [120, 80] },
        { at: day(3), values: [118, 78] },
      ],
    ],
    [
      'weight_kg',
      [
        { at: day(1), values: [71] },
        { at: day(2), values: [70] },
      ],
    ],
  ]);
});
