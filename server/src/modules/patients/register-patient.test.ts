import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
});

let counter = 0;
const amina = (overrides: object = {}) => ({
  email: `Amina${(counter += 1)}@Example.org`,
  first_name: 'Amina',
  last_name: 'Otieno',
  ...overrides,
});

const register = (body: object | string, by: Person = admin, headers: Record<string, string> = {}) =>
  etiba.as(by).post('/api/patients/register/', body, { headers });

describe('POST /api/patients/register/', () => {
  it('makes an inactive account with a profile and answers the patient', async () => {
    const input = amina({
      phone: '+254 712 345-678',
      date_of_birth: '1990-12-02',
      gender: 'F',
      address: '12 Moi Avenue\nNairobi',
      emergency_contact: 'Juma, +254733111222',
      insurance_provider: 'NHIF',
      insurance_number: 'NHIF-0012345',
      medical_history: 'Appendectomy in 2011.',
      allergies: 'Penicillin',
      current_medications: 'Metformin',
    });
    const answer = await register(input, doctor);

    expect(answer.status).toBe(201);
    const { email, first_name, last_name, phone: _, ...profile } = input as Record<string, unknown>;
    expect(answer.body).toEqual({
      id: expect.any(String),
      user: {
        id: expect.any(String),
        email: String(email).toLowerCase(),
        first_name,
        last_name,
        phone: '+254712345678',
        is_active: false,
        deactivated_at: null,
        erased_at: null,
      },
      full_name: 'Amina Otieno',
      age: 35,
      ...profile,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    const read = await etiba.as(admin).get(`/api/patients/${answer.body.id}/`);
    expect(read.body).toEqual(answer.body);
    expect(read.headers['etag']).toBe(answer.headers['etag']);
  });

  it('needs no more than a name and an address', async () => {
    const { status, body } = await register(amina());
    expect(status).toBe(201);
    expect(body).toMatchObject({ date_of_birth: null, age: null, gender: null, address: '', allergies: '' });
    expect(body.user.phone).toBeNull();
  });

  it('invites a patient without a password to choose one, in their language', async () => {
    const input = amina({ locale: 'fr' });
    await register(input);
    const mail = await lastMailTo(input.email);
    expect(mail).toMatchObject({ kind: 'invitation', subject: expect.stringContaining('Votre compte') });

    const [, uidb64, token] = /#uid=([\w-]+)&token=([\w-]+)/.exec(mail.text)!;
    const password = 'violet umbrella 77';
    expect(
      (await etiba.anyone.post('/api/auth/invitation/confirm/', { uidb64, token, password })).status,
    ).toBe(200);
    const login = await etiba.anyone.post('/api/auth/login/', { email: input.email, password });
    expect(login).toMatchObject({ status: 200, body: { user: { role: 'PATIENT', is_active: true } } });
  });

  it('lets a patient with a password in once the address is verified', async () => {
    const password = 'violet umbrella 77';
    const input = amina({ password, password2: password });
    await register(input);
    expect((await etiba.anyone.post('/api/auth/login/', { email: input.email, password })).status).toBe(403);
    const mail = await lastMailTo(input.email);
    expect(mail.kind).toBe('verify-email');
    const [, uid, token] = /#uid=([\w-]+)&token=([\w-]+)/.exec(mail.text)!;
    expect((await etiba.anyone.get(`/api/auth/verify-email/${uid}/${token}/`)).status).toBe(200);
    expect((await etiba.anyone.post('/api/auth/login/', { email: input.email, password })).status).toBe(200);
  });

  it('leaves a line in the audit without contacts', async () => {
    const { body } = await register(amina(), doctor);
    const lines = await auditOf(body.id);
    expect(lines).toMatchObject([{ action: 'patient.register', actor_user_id: doctor.user_id, detail: {} }]);
  });

  it.each(['same', 'SAME', 'ｓａｍｅ'])(
    'refuses the address of an existing user, written %s',
    async (written) => {
      await register(amina({ email: 'same@example.org' }));
      const before = await counts();
      const answer = await register(amina({ email: `${written}@example.org` }));
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'email_taken', errors: [{ field: 'email' }] },
      });
      expect(await counts()).toEqual(before);
    },
  );

  it('makes one of twenty that register an address at the same moment', async () => {
    const email = 'twenty@example.org';
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(amina({ email }))));
    const refused = answers.filter(({ status, body }) => status === 409 && body.code === 'email_taken');
    expect(refused).toHaveLength(19);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await counts()).toEqual({ users: before.users + 1, patients: before.patients + 1 });
  });

  it('happens once for one Idempotency-Key', async () => {
    const input = amina();
    const headers = { 'idempotency-key': 'register-once' };
    const [first, again] = [await register(input, admin, headers), await register(input, admin, headers)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it.each([
    ['an unknown field', { role: 'ADMIN' }, 'role'],
    ['a field of the answer', { id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }, 'id'],
    ['an activation', { is_active: true }, 'is_active'],
    ['no name', { first_name: undefined }, 'first_name'],
    ['a blank name', { last_name: ' ' }, 'last_name'],
    ['a name too long', { first_name: 'x'.repeat(101) }, 'first_name'],
    ['a name with a NUL', { first_name: 'Am\0ina' }, 'first_name'],
    ['a name that turns the direction of reading', { first_name: 'Amina\u202e' }, 'first_name'],
    ['a name with a line feed', { last_name: 'Otieno\nBcc: x@example.org' }, 'last_name'],
    ['a number for a name', { first_name: 5 }, 'first_name'],
    ['two addresses', { email: 'a@example.org,b@example.org' }, 'email'],
    ['a telephone number without country', { phone: '0712345678' }, 'phone'],
    ['a birth in the future', { date_of_birth: '2026-12-02' }, 'date_of_birth'],
    ['a birth too far back', { date_of_birth: '1874-12-31' }, 'date_of_birth'],
    ['a date that does not exist', { date_of_birth: '1990-02-30' }, 'date_of_birth'],
    ['an unknown gender', { gender: 'X' }, 'gender'],
    ['null for text', { address: null }, 'address'],
    ['text too long', { allergies: 'x'.repeat(5001) }, 'allergies'],
    ['a weak password', { password: 'password' }, 'password'],
    ['different passwords', { password: 'violet umbrella 77', password2: 'violet umbrella 78' }, 'password2'],
    ['an unknown language', { locale: 'de' }, 'locale'],
  ])('refuses %s', async (_, change, field) => {
    const before = await counts();
    const answer = await register(amina(change));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['a lone surrogate', '{"email":"s@example.org","first_name":"\\ud800","last_name":"X"}'],
    ['a prototype', '{"email":"s@example.org","first_name":"A","last_name":"X","__proto__":{"a":1}}'],
    ['a list', '[]'],
    ['text', '"amina"'],
    ['half a body', '{"email":'],
  ])('refuses %s for a body', async (_, payload) => {
    const before = await counts();
    expect((await register(payload, admin, { 'content-type': 'application/json' })).status).toBe(400);
    expect(await counts()).toEqual(before);
  });

  it('takes today for a birth by the calendar of the clinic', async () => {
    const now = new Date(etiba.clock.now()).toISOString();
    etiba.clock.set('2026-11-30T20:59:59Z'); // a second before midnight in Nairobi
    const early = await register(amina({ date_of_birth: '2026-12-01' }));
    etiba.clock.advance(1000);
    const born = await register(amina({ date_of_birth: '2026-12-01' }));
    etiba.clock.set(now);
    expect(early).toMatchObject({ status: 400, body: { errors: [{ field: 'date_of_birth' }] } });
    expect(born).toMatchObject({ status: 201, body: { age: 0 } });
  });

  it('is for staff', async () => {
    expect((await register(amina(), patient)).body).toMatchObject({ status: 403, code: 'permission_denied' });
    expect((await etiba.anyone.post('/api/patients/register/', amina())).status).toBe(401);
  });
});

async function counts() {
  const { db } = etiba.deps;
  const count = async (table: 'users' | 'patients') =>
    (
      await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow()
    ).rows;
  return { users: await count('users'), patients: await count('patients') };
}

async function lastMailTo(email: string) {
  const mails = await etiba.sentMail();
  return mails.findLast((mail) => mail.to === email.toLowerCase())!;
}

function auditOf(patientId: string) {
  return etiba.deps.db.selectFrom('audit_events').selectAll().where('patient_id', '=', patientId).execute();
}
