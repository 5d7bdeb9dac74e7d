import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { mailedLink, mailKinds } from '../../../test/mailed-links.ts';
import { aRegistration, countRegistered } from './doctors.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
beforeAll(async () => {
  admin = await etiba.anAdmin();
});

const register = (body: object, by: Person = admin, headers: Record<string, string> = {}) =>
  etiba.as(by).post('/api/doctors/register/', body, { headers });

describe('POST /api/doctors/register/', () => {
  it('makes an inactive account with a profile and answers the doctor', async () => {
    const heart = await etiba.aSpecialization('Cardiology');
    const answer = await register(
      aRegistration({
        email: 'Grace.Wanjiku@Example.org',
        phone: '+254 712 345-678',
        license_number: ' KMPDC-20481 ',
        years_of_experience: 12,
        consultation_fee: '1500.5',
        bio: 'Listens first.\nThen speaks.',
        office_address: 'Room 4',
        is_available: false,
        specialization_ids: [heart.id],
      }),
    );
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      user: {
        id: expect.any(String),
        first_name: 'Grace',
        last_name: 'Wanjiku',
        is_active: false,
        deactivated_at: null,
        email: 'grace.wanjiku@example.org',
        phone: '+254712345678',
      },
      full_name: 'Dr. Grace Wanjiku',
      license_number: 'KMPDC-20481',
      specializations: [
        { id: heart.id, name: 'Cardiology', board_certified: false, certification_date: null },
      ],
      years_of_experience: 12,
      consultation_fee: '1500.50',
      bio: 'Listens first.\nThen speaks.',
      office_address: 'Room 4',
      is_available: false,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    const read = await etiba.as(admin).get(`/api/doctors/${answer.body.id}/`);
    expect(read.body).toEqual(answer.body);
    expect(read.headers['etag']).toBe(answer.headers['etag']);
  });

  it('needs no more than a name, an address and a licence', async () => {
    const { status, body } = await register(aRegistration());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      years_of_experience: 0,
      consultation_fee: '0.00',
      bio: '',
      office_address: '',
    });
    expect(body).toMatchObject({ is_available: true, specializations: [], user: { phone: null } });
  });

  it('gives the doctor an empty calendar that can be changed', async () => {
    const { body } = await register(aRegistration());
    expect((await etiba.as(admin).get(`/api/doctors/${body.id}/availability/`)).body).toEqual([]);
    const week = [{ day_of_week: 0, start_time: '09:00', end_time: '17:00' }];
    expect((await etiba.as(admin).put(`/api/doctors/${body.id}/availability/`, week)).status).toBe(200);
    const locks = await etiba.deps.db
      .selectFrom('doctor_schedules')
      .selectAll()
      .where('doctor_id', '=', body.id)
      .execute();
    expect(locks).toHaveLength(1);
  });

  it('invites a doctor without a password; accepting makes the doctor active and seen', async () => {
    const input = aRegistration();
    const { body } = await register(input);
    await etiba.runJobs();
    expect(await mailKinds(etiba, input.email)).toEqual(['invitation']);
    const patient = await etiba.aPatient();
    expect((await etiba.as(patient).get(`/api/doctors/${body.id}/`)).status).toBe(404);

    const password = 'violet umbrella 77';
    const link = await mailedLink(etiba, input.email);
    expect((await etiba.anyone.post('/api/auth/invitation/confirm/', { ...link, password })).status).toBe(
      200,
    );
    expect((await etiba.as(patient).get(`/api/doctors/${body.id}/`)).status).toBe(200);
    const login = await etiba.anyone.post('/api/auth/login/', { email: input.email, password });
    expect(login.body.user).toMatchObject({ role: 'DOCTOR', doctor_id: body.id, is_active: true });
  });

  it('with a password still wants the address verified', async () => {
    const password = 'violet umbrella 77';
    const { email, ...input } = aRegistration();
    await register({ email, ...input, password, password2: password });
    await etiba.runJobs();
    expect(await mailKinds(etiba, email)).toEqual(['verify-email']);
    expect((await etiba.anyone.post('/api/auth/login/', { email, password })).status).toBe(403);
    const { uidb64, token } = await mailedLink(etiba, email);
    await etiba.anyone.get(`/api/auth/verify-email/${uidb64}/${token}/`);
    expect((await etiba.anyone.post('/api/auth/login/', { email, password })).status).toBe(200);
  });

  it('takes specializations with their certification', async () => {
    const { id } = await etiba.aSpecialization('Dermatology');
    const other = await etiba.aSpecialization('Allergology');
    const { body } = await register(
      aRegistration({
        specializations: [{ id, board_certified: true, certification_date: '2018-06-30' }, { id: other.id }],
      }),
    );
    expect(body.specializations).toEqual([
      { id: other.id, name: 'Allergology', board_certified: false, certification_date: null },
      { id, name: 'Dermatology', board_certified: true, certification_date: '2018-06-30' },
    ]);
  });

  it('keeps the names of all the world as they are', async () => {
    const { body } = await register(aRegistration({ first_name: 'Ngũgĩ', last_name: 'wa Thiong’o 李' }));
    expect(body.full_name).toBe('Dr. Ngũgĩ wa Thiong’o 李');
  });

  it('leaves one line in the audit, without contacts', async () => {
    const { body } = await register(aRegistration({ phone: '+254712345678' }));
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('object_id', '=', body.id)
      .execute();
    expect(lines).toMatchObject([
      { action: 'doctor.register', actor_user_id: admin.user_id, outcome: 'success', detail: {} },
    ]);
  });

  it('does it once for one Idempotency-Key', async () => {
    const input = aRegistration();
    const key = { 'idempotency-key': 'register-grace' };
    const first = await register(input, admin, key);
    const before = await countRegistered(etiba);
    const again = await register(input, admin, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await countRegistered(etiba)).toEqual(before);
    expect((await register({ ...input, bio: 'Other' }, admin, key)).status).toBe(422);
  });

  it('is for administrators only', async () => {
    const people = [await etiba.aDoctor(), await etiba.aPatient()];
    const before = await countRegistered(etiba);
    for (const person of people) {
      expect(await register(aRegistration(), person)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
    }
    expect((await etiba.anyone.post('/api/doctors/register/', aRegistration())).status).toBe(401);
    expect(await countRegistered(etiba)).toEqual(before);
  });
});
