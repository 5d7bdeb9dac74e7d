import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

let patient: TestPatient;
let other: TestDoctor;
let doctor: TestDoctor;
beforeAll(async () => {
  patient = await etiba.aPatient();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor({ phone: '+254712345678' });
});

const url = () => `/api/doctors/${doctor.id}/update/`;
const read = async () => (await etiba.as(doctor).get('/api/doctors/me/')).body;

const full = {
  first_name: 'Halima',
  last_name: 'Njeri',
  phone: '+254733000111',
  years_of_experience: 20,
  consultation_fee: '2500.00',
  bio: 'Heart and soul.',
  office_address: 'Room 7',
  is_available: false,
};

describe('PUT /api/doctors/:doctor_id/update/', () => {
  it('replaces names, phone, profile and specializations', async () => {
    const { id, name } = await etiba.aSpecialization();
    const license_number = `NEW-${doctor.id}`;
    const { status, body } = await etiba
      .as(doctor)
      .put(url(), { ...full, license_number, specialization_ids: [id] });
    const { first_name, last_name, phone, ...profile } = full;
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...profile, license_number, full_name: 'Dr. Halima Njeri' });
    expect(body.user).toMatchObject({ first_name, last_name, phone });
    expect(body.specializations).toMatchObject([{ id, name }]);
  });

  it('puts what is left out back to its default', async () => {
    const { id } = await etiba.aSpecialization();
    const license_number = `PUT-${doctor.id}`;
    await etiba.as(doctor).put(url(), { ...full, license_number, specialization_ids: [id] });
    const { body } = await etiba
      .as(doctor)
      .put(url(), { first_name: 'Halima', last_name: 'Njeri', license_number });
    expect(body).toMatchObject({
      years_of_experience: 0,
      consultation_fee: '0.00',
      bio: '',
      office_address: '',
    });
    expect(body).toMatchObject({ is_available: true, specializations: [], user: { phone: null } });
  });

  it.each(['first_name', 'last_name', 'license_number'])('wants %s', async (field) => {
    const before = await read();
    const body: Record<string, unknown> = { ...full, license_number: 'X-1' };
    delete body[field];
    expect(await etiba.as(doctor).put(url(), body)).toMatchObject({
      status: 400,
      body: { errors: [{ field, message: 'is required' }] },
    });
    expect(await read()).toEqual(before);
  });

  it('refuses another doctor, a patient and a stale If-Match', async () => {
    const before = await read();
    const body = { ...full, license_number: 'X-2' };
    expect((await etiba.as(other).put(url(), body)).status).toBe(403);
    expect((await etiba.as(patient).put(url(), body)).status).toBe(403);
    expect((await etiba.as(doctor).put(url(), body, { headers: { 'if-match': '"old"' } })).status).toBe(412);
    expect(await read()).toEqual(before);
  });
});
