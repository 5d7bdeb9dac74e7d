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

  it.each<[string, object]>([
    ['vital_signs/systolic', { vital_signs: { systolic: 351 } }],
    ['vital_signs/diastolic', { vital_signs: { systolic: 120, diastolic: 120 } }],
    ['vital_signs/temperature_c', { vital_signs: { temperature_c: 98.6 } }],
    ['vital_signs/oxygen_saturation', { vital_signs: { oxygen_saturation: 101 } }],
    ['vital_signs/height_cm', { vital_signs: { height_cm: 1.75 } }],
    ['vital_signs/heart_rate', { vital_signs: { heart_rate: 72.5 } }],
    ['vital_signs/mood', { vital_signs: { mood: 5 } }],
    ['medications/0/name', { medications: [{ dose: '500 mg' }] }],
    ['allergies/0/severity', { allergies: [{ substance: 'Latex', severity: 'fatal' }] }],
    ['lab_results/0/value', { lab_results: [{ test: 'Haemoglobin', value: '' }] }],
    ['lab_results/0/flag', { lab_results: [{ test: 'Haemoglobin', value: 13, flag: 'odd' }] }],
    ['record_type', { record_type: 'horoscope' }],
    ['title', { title: '' }],
  ])('refuses what no record holds, and names the field: %s', async (field, wrong) => {
    const { status, body } = await etiba.as(doctor).post(RECORDS, { ...full(), ...wrong });
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'invalid_input', field]);
  });

  it('is about a visit of this patient with this doctor, or about none', async () => {
    const [other, stranger] = [await etiba.aDoctor(), await aPatientOf(doctor)];
    const at = (day: number) => ({ appointment_datetime: `2027-04-0${day}T08:00:00Z` });
    const own = await etiba.aVisit(patient, doctor, at(1));
    for (const visit of [
      await etiba.aVisit(stranger, doctor, at(2)),
      await etiba.aVisit(patient, other, at(3)),
    ]) {
      const { status, body } = await etiba.as(doctor).post(RECORDS, { ...full(), appointment: visit.id });
      expect([status, body.errors[0].field]).toEqual([400, 'appointment']);
    }
    expect((await etiba.as(doctor).post(RECORDS, { ...full(), appointment: own.id })).body.appointment).toBe(
      own.id,
    );
  });

  it('is written by doctors of patients in their care, and by administrators in the name of a doctor', async () => {
    const [other, theirs] = [await etiba.aDoctor(), await etiba.aPatient()];
    const tries = [
      [doctor, { ...full(), doctor: other.id }, 403, 'permission_denied'],
      [doctor, { ...full(), patient: theirs.id }, 403, 'not_in_care'],
      [patient, full(), 403, 'permission_denied'],
      [admin, full(), 400, 'invalid_input'],
      [admin, { ...full(), doctor: patient.id }, 400, 'invalid_input'],
    ] as const;
    for (const [person, body, ...refusal] of tries) {
      const answer = await etiba.as(person).post(RECORDS, body);
      expect([answer.status, answer.body.code]).toEqual(refusal);
    }
    const { status, body } = await etiba.as(admin).post(RECORDS, { ...full(), doctor: doctor.id });
    expect([status, body.doctor, body.created_by]).toEqual([201, doctor.id, admin.user_id]);
  });
});
