import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let other: TestPatient;
let patient: TestPatient;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  other = await etiba.aPatient();
});
beforeEach(async () => {
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno', phone: '+254712345678' });
});

const url = (id = patient.id) => `/api/patients/${id}/update/`;
const read = async () => (await etiba.as(admin).get(`/api/patients/${patient.id}/`)).body;

const full = {
  first_name: 'Halima',
  last_name: 'Njeri',
  phone: '+254733000111',
  date_of_birth: '1985-05-05',
  gender: 'O',
  address: 'Kisumu',
  emergency_contact: 'Juma',
  insurance_provider: 'AAR',
  insurance_number: 'A-1',
  medical_history: 'Asthma',
  allergies: 'Nuts',
  current_medications: 'None',
};

describe('PATCH /api/patients/:patient_id/update/', () => {
  it('changes what it names', async () => {
    const before = await read();
    const answer = await etiba.as(patient).patch(url(), { last_name: 'Kamau', allergies: 'Latex' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      user: { ...before.user, last_name: 'Kamau' },
      full_name: 'Amina Kamau',
      allergies: 'Latex',
      updated_at: expect.any(String),
    });
    expect(answer.body.updated_at > before.updated_at).toBe(true);
    expect(await read()).toEqual(answer.body);
  });

  it('is open to administrators', async () => {
    const { status, body } = await etiba.as(admin).patch(url(), { address: 'Nakuru' });
    expect([status, body.address]).toEqual([200, 'Nakuru']);
  });

  it('takes a phone number away with null', async () => {
    expect((await etiba.as(patient).patch(url(), { phone: null })).body.user.phone).toBeNull();
  });

  it('changes nothing with nothing', async () => {
    const before = await read();
    expect((await etiba.as(patient).patch(url(), {})).body).toEqual(before);
  });

  it('says in the audit which fields, not what', async () => {
    await etiba.as(admin).patch(url(), { medical_history: 'Malaria in 2020', phone: null });
    const line = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('patient_id', '=', patient.id)
      .where('action', '=', 'patient.update')
      .executeTakeFirstOrThrow();
    expect(line).toMatchObject({
      actor_user_id: admin.user_id,
      detail: { fields: ['medical_history', 'phone'] },
    });
  });

  it.each([
    'id',
    'user',
    'email',
    'full_name',
    'age',
    'created_at',
    'updated_at',
    'is_active',
    'role',
    'password',
    'search_text',
    'user_id',
  ])('refuses %s by name', async (field) => {
    const before = await read();
    const answer = await etiba.as(admin).patch(url(), { address: 'Nakuru', [field]: before[field] ?? 'x' });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field, message: 'is not a field here' }] },
    });
    expect(await read()).toEqual(before);
  });

  it.each([
    [{ first_name: null }, 'first_name'],
    [{ first_name: '' }, 'first_name'],
    [{ phone: '12' }, 'phone'],
    [{ phone: '+99999999' }, 'phone'],
    [{ date_of_birth: '2027-01-01' }, 'date_of_birth'],
    [{ gender: '' }, 'gender'],
    [{ address: ['Nakuru'] }, 'address'],
    [{ insurance_number: 'a\nb' }, 'insurance_number'],
    [{ medical_history: 'a\u0000b' }, 'medical_history'],
  ])('refuses %j', async (change, field) => {
    const before = await read();
    expect(await etiba.as(patient).patch(url(), change)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    expect(await read()).toEqual(before);
  });

  it('hides another patient, and says so in the audit', async () => {
    const before = await read();
    const absent = await etiba
      .as(other)
      .patch(url('019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'), { address: 'Nakuru' });
    const hidden = await etiba.as(other).patch(url(), { address: 'Nakuru' });
    expect([absent.status, hidden.status]).toEqual([404, 404]);
    expect({ ...hidden.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' });
    expect(await read()).toEqual(before);
    const denials = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'outcome'])
      .where('object_id', '=', patient.id)
      .where('action', '=', 'access.denied')
      .execute();
    expect(denials).toEqual([{ actor_user_id: other.user_id, outcome: 'denied' }]);
  });

  it('is not for doctors', async () => {
    const before = await read();
    expect(await etiba.as(doctor).patch(url(), { allergies: 'Latex' })).toMatchObject({ status: 403 });
    expect(await read()).toEqual(before);
  });

  it('refuses a stale If-Match', async () => {
    const { headers } = await etiba.as(patient).get(`/api/patients/${patient.id}/`);
    const ifMatch = { headers: { 'if-match': String(headers['etag']) } };
    expect((await etiba.as(patient).patch(url(), { address: 'First' }, ifMatch)).status).toBe(200);
    const stale = await etiba.as(patient).patch(url(), { address: 'Second' }, ifMatch);
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } });
    expect((await read()).address).toBe('First');
  });

  it('loses no update of ten with one If-Match', async () => {
    const reads = await Promise.all(
      Array.from({ length: 10 }, () => etiba.as(patient).get('/api/patients/me/')),
    );
    const writes = reads.map(({ headers }, index) =>
      etiba
        .as(patient)
        .patch(url(), { address: `Place ${index}` }, { headers: { 'if-match': String(headers['etag']) } }),
    );
    const answers = await Promise.all(writes);
    const [winner, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 412));
    expect((await read()).address).toBe(winner!.body.address);
  });
});

describe('PUT /api/patients/:patient_id/update/', () => {
  it('replaces names, phone and profile', async () => {
    const { status, body } = await etiba.as(patient).put(url(), full);
    const { first_name, last_name, phone, ...profile } = full;
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...profile, full_name: 'Halima Njeri', age: 41 });
    expect(body.user).toMatchObject({ first_name, last_name, phone });
  });

  it('blanks what is left out', async () => {
    await etiba.as(patient).put(url(), full);
    const { body } = await etiba.as(patient).put(url(), { first_name: 'Halima', last_name: 'Njeri' });
    expect(body).toMatchObject({ date_of_birth: null, age: null, gender: null, user: { phone: null } });
    expect(body).toMatchObject({
      address: '',
      emergency_contact: '',
      insurance_provider: '',
      insurance_number: '',
    });
    expect(body).toMatchObject({ medical_history: '', allergies: '', current_medications: '' });
  });

  it('wants the names', async () => {
    const before = await read();
    expect(await etiba.as(patient).put(url(), { first_name: 'Halima' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'last_name', message: 'is required' }] },
    });
    expect(await read()).toEqual(before);
  });

  it('hides another patient and is not for doctors', async () => {
    const before = await read();
    const put = async (by: Person) => (await etiba.as(by).put(url(), full)).status;
    expect([await put(other), await put(doctor)]).toEqual([404, 403]);
    expect(await read()).toEqual(before);
  });
});

describe('/api/patients/me/', () => {
  it('is the own profile, to read, replace and change', async () => {
    const me = await etiba.as(patient).get('/api/patients/me/');
    expect(me).toMatchObject({ status: 200, body: { id: patient.id } });
    expect(me.body).toEqual(await read());
    const replaced = await etiba.as(patient).put('/api/patients/me/', full);
    expect(replaced.body).toMatchObject({ id: patient.id, address: 'Kisumu', allergies: 'Nuts' });
    const changed = await etiba.as(patient).patch('/api/patients/me/', { address: 'Nyeri' });
    expect(changed.body).toMatchObject({ id: patient.id, address: 'Nyeri', allergies: 'Nuts' });
  });

  it('honours If-Match', async () => {
    const headers = { 'if-match': '"another"' };
    expect(
      (await etiba.as(patient).patch('/api/patients/me/', { address: 'Nyeri' }, { headers })).status,
    ).toBe(412);
    expect((await etiba.as(patient).put('/api/patients/me/', full, { headers })).status).toBe(412);
  });

  it('is for patients', async () => {
    for (const person of [admin, doctor])
      expect((await etiba.as(person).get('/api/patients/me/')).status).toBe(403);
    expect((await etiba.as(admin).patch('/api/patients/me/', {})).status).toBe(403);
    expect((await etiba.anyone.get('/api/patients/me/')).status).toBe(401);
  });
});

describe('GET /api/patients/:patient_id/', () => {
  it('shows staff every patient, each time with a line in the audit', async () => {
    expect((await etiba.as(doctor).get(`/api/patients/${patient.id}/`)).status).toBe(200);
    expect((await etiba.as(admin).get(`/api/patients/${patient.id}`)).status).toBe(200);
    expect((await etiba.as(patient).get(`/api/patients/${patient.id}/`)).status).toBe(200);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'actor_role', 'session_id', 'object_id'])
      .where('patient_id', '=', patient.id)
      .where('action', '=', 'patient.read')
      .orderBy('id')
      .execute();
    expect(lines).toMatchObject([
      { actor_user_id: doctor.user_id, actor_role: 'DOCTOR', object_id: patient.id },
      { actor_user_id: admin.user_id, actor_role: 'ADMIN', object_id: patient.id },
    ]);
  });

  it('shows patients themselves only', async () => {
    const hidden = await etiba.as(other).get(`/api/patients/${patient.id}/`);
    const absent = await etiba.as(other).get('/api/patients/019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d/');
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    expect({ ...hidden.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' });
    expect((await etiba.anyone.get(`/api/patients/${patient.id}/`)).status).toBe(401);
  });

  it.each(['1', 'null', '019b2c5e', '%00', '..', "' or 1=1"])('answers 404 for the id %s', async (id) => {
    expect((await etiba.as(admin).get(`/api/patients/${encodeURIComponent(id)}/`)).status).toBe(404);
  });

  it.each([
    ['2026-11-30T21:00:00Z', '1990-12-01', 36], // midnight in Nairobi
    ['2026-11-30T20:59:59Z', '1990-12-01', 35],
    ['2026-02-28T12:00:00Z', '2004-02-29', 21],
    ['2026-03-01T12:00:00Z', '2004-02-29', 22],
    ['2026-12-01T05:00:00Z', '2026-12-01', 0],
  ])('at %s somebody born on %s has the age %i', async (now, date_of_birth, age) => {
    await etiba.deps.db.updateTable('patients').set({ date_of_birth }).where('id', '=', patient.id).execute();
    const before = etiba.clock.now();
    etiba.clock.set(now);
    const { body } = await etiba.as(admin).get(`/api/patients/${patient.id}/`);
    etiba.clock.set(new Date(before).toISOString());
    expect(body.age).toBe(age);
  });
});
