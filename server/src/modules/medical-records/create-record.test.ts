import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, written } = useRecords(etiba);

let doctor: TestDoctor;
let patient: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await aPatientOf(doctor);
});

const full = () => ({
  patient: patient.id,
  record_type: 'diagnosis',
  title: 'Acute bronchitis',
  summary: 'Cough for a week.\nNo fever.',
  diagnosis: 'J20.9',
  treatment_plan: 'Rest.',
  medications: [
    {
      name: 'Amoxicillin',
      dose: '500 mg',
      route: 'oral',
      frequency: 'three times a day',
      duration: '7 days',
      instructions: 'With food.',
    },
  ],
  allergies: [{ substance: 'Penicillin', reaction: 'Rash', severity: 'moderate' }],
  lab_results: [
    { test: 'Haemoglobin', value: 13.5, unit: 'g/dL', reference_range: '12–15.5', flag: 'normal' },
    { test: 'Malaria', value: 'negative', unit: '', reference_range: '', flag: null },
  ],
  vital_signs: {
    systolic: 120,
    diastolic: 80,
    heart_rate: 72,
    temperature_c: 36.8,
    respiratory_rate: 16,
    oxygen_saturation: 98,
    weight_kg: 70.5,
    height_cm: 175,
  },
  is_confidential: false,
});

describe('writing a record', () => {
  it('keeps all that the doctor wrote, signed, and shows it to patient and administrator', async () => {
    const { status, body, headers } = await etiba.as(doctor).post(RECORDS, full());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...full(),
      doctor: doctor.id,
      doctor_details: { full_name: 'Dr. Grace Wanjiku', specializations: [] },
      patient_details: { id: patient.id },
      appointment: null,
      status: 'signed',
      version: 1,
      restricted: false,
      created_by: doctor.user_id,
    });
    for (const reader of [doctor, patient, admin]) {
      const read = await etiba.as(reader).get(recordUrl(body));
      expect(read.body).toEqual(body);
      expect(read.headers['etag']).toBe(headers['etag']);
    }
  });

  it('fills what is left out', async () => {
    const record = await written(doctor, patient, { medications: [{ name: 'Paracetamol' }] });
    expect(record).toMatchObject({
      summary: '',
      diagnosis: '',
      treatment_plan: '',
      allergies: [],
      vital_signs: {},
    });
    expect(record.medications).toEqual([
      { name: 'Paracetamol', dose: '', route: '', frequency: '', duration: '', instructions: '' },
    ]);
  });
});
