import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
let patient: TestPatient;
let other: TestDoctor;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku', phone: '+254712345678' });
});

const url = (id = doctor.id) => `/api/doctors/${id}/update/`;
const get = (id = doctor.id) => etiba.as(admin).get(`/api/doctors/${id}/`);
const read = async (id = doctor.id) => (await get(id)).body;
const ifMatch = (etag: unknown) => ({ headers: { 'if-match': String(etag) } });

describe('PATCH /api/doctors/:doctor_id/update/', () => {
  it('changes what it names', async () => {
    const before = await read();
    const answer = await etiba.as(doctor).patch(url(), { last_name: 'Kamau', consultation_fee: '99.9' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      user: { ...before.user, last_name: 'Kamau' },
      full_name: 'Dr. Grace Kamau',
      consultation_fee: '99.90',
      updated_at: expect.any(String),
    });
    expect(answer.body.updated_at > before.updated_at).toBe(true);
    const after = await get();
    expect(after.body).toEqual(answer.body);
    expect(after.headers['etag']).toBe(answer.headers['etag']);
  });

  it('is open to administrators', async () => {
    const { status, body } = await etiba.as(admin).patch(url(), { office_address: 'Room 9' });
    expect([status, body.office_address]).toEqual([200, 'Room 9']);
  });

  it('knows the doctor in whatever case the id is written', async () => {
    expect((await etiba.as(doctor).patch(url(doctor.id.toUpperCase()), { bio: 'Kind.' })).status).toBe(200);
  });

  it('takes a phone number away with null', async () => {
    expect((await etiba.as(doctor).patch(url(), { phone: null })).body.user.phone).toBeNull();
  });

  it('changes nothing with nothing', async () => {
    const before = await read();
    expect((await etiba.as(doctor).patch(url(), {})).body).toEqual(before);
  });

  it('notes the time of the change whatever is changed', async () => {
    const { id } = await etiba.aSpecialization();
    for (const change of [
      { first_name: 'Joy' },
      { phone: null },
      { specialization_ids: [id] },
      { is_available: false },
    ]) {
      const before = await read();
      await etiba.as(doctor).patch(url(), change);
      expect((await read()).updated_at > before.updated_at).toBe(true);
    }
  });

  it('says in the audit which fields, not what', async () => {
    await etiba.as(doctor).patch(url(), { bio: 'New', phone: null });
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('object_id', '=', doctor.id)
      .execute();
    expect(lines).toMatchObject([
      { action: 'doctor.update', actor_user_id: doctor.user_id, detail: { fields: ['bio', 'phone'] } },
    ]);
  });

  it('keeps the own licence in other letters', async () => {
    const { license_number } = await read();
    const answer = await etiba.as(doctor).patch(url(), { license_number: license_number.toLowerCase() });
    expect(answer).toMatchObject({ status: 200, body: { license_number: license_number.toLowerCase() } });
  });

  it('refuses the licence of another doctor in other letters', async () => {
    const before = await read();
    const { license_number } = await read(other.id);
    const answer = await etiba
      .as(doctor)
      .patch(url(), { bio: 'x', license_number: license_number.toLowerCase() });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'license_taken', errors: [{ field: 'license_number', message: 'is taken' }] },
    });
    expect(await read()).toEqual(before);
  });

  it.each([
    'id',
    'user',
    'email',
    'password',
    'full_name',
    'created_at',
    'updated_at',
    'is_active',
    'role',
    'user_id',
    'affected_appointments',
  ])('refuses %s by name', async (field) => {
    const before = await read();
    const answer = await etiba.as(admin).patch(url(), { bio: 'x', [field]: before[field] ?? 'x' });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field, message: 'is not a field here' }] },
    });
    expect(await read()).toEqual(before);
  });

  it.each([
    '{"bio":"x","__proto__":{}}',
    '{"bio":"x","constructor":{"prototype":{}}}',
    '{"bio":"x"',
    '5',
    'null',
  ])('refuses the body %s', async (body) => {
    const before = await read();
    const headers = { 'content-type': 'application/json' };
    expect((await etiba.as(admin).patch(url(), body, { headers })).status).toBe(400);
    expect(await read()).toEqual(before);
  });

  it.each<[object | string, string]>([
    [{ first_name: null }, 'first_name'],
    [{ first_name: '' }, 'first_name'],
    [{ phone: '12' }, 'phone'],
    [{ license_number: null }, 'license_number'],
    [{ consultation_fee: 12 }, 'consultation_fee'],
    [{ consultation_fee: null }, 'consultation_fee'],
    [{ years_of_experience: '3' }, 'years_of_experience'],
    [{ bio: 'a\u0000b' }, 'bio'],
    [{ bio: '\udfff' }, 'bio'],
    [{ office_address: {} }, 'office_address'],
    [{ specialization_ids: [ABSENT] }, 'specialization_ids'],
    [{ specialization_ids: 'all' }, 'specialization_ids'],
    [{ specialization_ids: [], specializations: [] }, 'specialization_ids'],
    [[{ bio: 'x' }], 'body'],
  ])('refuses %j', async (change, field) => {
    const before = await read();
    expect(await etiba.as(doctor).patch(url(), change)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    expect(await read()).toEqual(before);
  });

  it('refuses another doctor openly, and says so in the audit', async () => {
    const before = await read();
    expect(await etiba.as(other).patch(url(), { bio: 'Bad.' })).toMatchObject({
      status: 403,
      body: { code: 'permission_denied' },
    });
    expect(await read()).toEqual(before);
    const denials = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'outcome'])
      .where('object_id', '=', doctor.id)
      .execute();
    expect(denials).toEqual([{ actor_user_id: other.user_id, outcome: 'denied' }]);
  });

  it('is not for patients', async () => {
    const before = await read();
    expect((await etiba.as(patient).patch(url(), { bio: 'Bad.' })).status).toBe(403);
    expect((await etiba.anyone.patch(url(), { bio: 'Bad.' })).status).toBe(401);
    expect(await read()).toEqual(before);
  });

  it('answers the same for a doctor who has left and one who never was', async () => {
    await etiba.as(admin).delete(`/api/doctors/${doctor.id}/deactivate/`);
    const before = await read();
    const left = await etiba.as(other).patch(url(), { bio: 'Bad.' });
    const never = await etiba.as(other).patch(url(ABSENT), { bio: 'Bad.' });
    expect([left.status, never.status]).toEqual([404, 404]);
    expect({ ...left.body, request_id: '' }).toEqual({ ...never.body, request_id: '' });
    expect((await etiba.as(other).patch(url('urn:uuid:' + doctor.id), { bio: 'Bad.' })).status).toBe(404);
    expect(await read()).toEqual(before);
  });

  it('refuses a stale If-Match', async () => {
    const { headers } = await etiba.as(doctor).get(`/api/doctors/${doctor.id}/`);
    expect((await etiba.as(doctor).patch(url(), { bio: 'First' }, ifMatch(headers['etag']))).status).toBe(
      200,
    );
    const stale = await etiba.as(doctor).patch(url(), { bio: 'Second' }, ifMatch(headers['etag']));
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } });
    expect((await read()).bio).toBe('First');
  });

  it('loses no update of ten with one If-Match', async () => {
    const reads = await Promise.all(
      Array.from({ length: 10 }, () => etiba.as(doctor).get('/api/doctors/me/')),
    );
    const answers = await Promise.all(
      reads.map(({ headers }, index) =>
        etiba.as(doctor).patch(url(), { bio: `Text ${index}` }, ifMatch(headers['etag'])),
      ),
    );
    const [winner, ...losers] = answers.toSorted((a, b) => a.status - b.status);
    expect(winner!.status).toBe(200);
    expect(losers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 412));
    expect((await read()).bio).toBe(winner!.body.bio);
  });
});
