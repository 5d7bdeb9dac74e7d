import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { withLimits } from '../../../test/limits.ts';
import { mailedLink, mailKinds } from '../../../test/mailed-links.ts';
import { deactivateAccount } from './manage-accounts.ts';

const etiba = useEtiba();

const PASSWORD = 'violet umbrella 77';
const amina = {
  email: 'Amina@Example.org',
  password: PASSWORD,
  password2: PASSWORD,
  first_name: 'Amina',
  last_name: 'Otieno',
  phone: '+254 712 345 678',
  date_of_birth: '1990-04-17',
  gender: 'F',
};
const signUp = (fields: object) => etiba.anyone.post('/api/auth/register/', { ...amina, ...fields });
const logIn = (email: string, password = PASSWORD) =>
  etiba.anyone.post('/api/auth/login/', { email, password });
const verify = ({ uidb64, token }: { uidb64: string; token: string }) =>
  etiba.anyone.get(`/api/auth/verify-email/${uidb64}/${token}/`);

async function usersLike(email: string) {
  return etiba.deps.db
    .selectFrom('users')
    .leftJoin('patients', 'patients.user_id', 'users.id')
    .select([
      'users.email',
      'users.role',
      'users.is_active',
      'users.is_staff',
      'users.email_verified_at',
      'users.first_name',
    ])
    .select(['users.registered_by', 'patients.id as patient_id', 'patients.date_of_birth'])
    .where('users.email', 'like', email)
    .execute();
}

describe('POST /api/auth/register/', () => {
  it('makes an inactive account and mails a link that activates it', async () => {
    const answer = await signUp({});
    expect(answer.status).toBe(201);
    await etiba.runJobs();
    expect(await logIn(amina.email)).toMatchObject({ status: 403, body: { code: 'account_not_active' } });

    expect((await verify(await mailedLink(etiba, 'amina@example.org'))).status).toBe(200);
    const login = await logIn(amina.email);
    expect(login.status).toBe(200);
    expect(login.body.user).toMatchObject({
      email: 'amina@example.org',
      role: 'PATIENT',
      phone: '+254712345678',
      is_active: true,
      patient_id: expect.any(String),
      doctor_id: null,
    });
  });

  it.each([
    ['a role', { role: 'ADMIN' }],
    ['a doctor', { role: 'DOCTOR' }],
    ['a role in another case', { Role: 'PATIENT' }],
    ['the staff flag', { is_staff: true }],
    ['an active account', { is_active: true }],
    ['a verified address', { email_verified_at: '2026-01-01T00:00:00Z' }],
    ['an id', { id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
    ['a registrar', { registered_by: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('takes %s from nobody', async (_, smuggled) => {
    const answer = await signUp({ email: 'smuggler@example.org', ...smuggled });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(Object.keys(smuggled)[0]);
    expect(await usersLike('smuggler%')).toEqual([]);
  });

  it('takes no role from the query', async () => {
    const answer = await etiba.anyone.post('/api/auth/register/?role=ADMIN', {
      ...amina,
      email: 'query@example.org',
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'role' }] } });
    expect(await usersLike('query%')).toEqual([]);
  });

  it.each([
    ['first', '"role":"ADMIN","role":"PATIENT"'],
    ['last', '"role":"PATIENT","role":"ADMIN"'],
  ])('makes no administrator of a role that is given twice, the stronger one %s', async (_, roles) => {
    const body = `{${roles},${JSON.stringify({ ...amina, email: 'twice@example.org' }).slice(1)}`;
    await etiba.anyone.post('/api/auth/register/', body, { headers: { 'content-type': 'application/json' } });
    for (const user of await usersLike('twice%'))
      expect(user).toMatchObject({ role: 'PATIENT', is_staff: false, is_active: false });
  });

  it('accepts the one role that it gives', async () => {
    expect((await signUp({ email: 'patient@example.org', role: 'PATIENT' })).status).toBe(201);
    const [user] = await usersLike('patient@%');
    expect(user).toMatchObject({
      role: 'PATIENT',
      is_active: false,
      email_verified_at: null,
      date_of_birth: '1990-04-17',
    });
    expect(user?.patient_id).not.toBeNull();
  });
});

describe('an address that is known', () => {
  it('gets the same answer as one that is not, and its owner a mail', async () => {
    const owner = await etiba.aPatient({ first_name: 'Owner' });
    const fresh = await signUp({ email: 'fresh@example.org' });
    const known = await signUp({ email: owner.email, first_name: 'Stranger' });
    expect(known).toMatchObject({ status: fresh.status, body: fresh.body });
    expect(await mailKinds(etiba, owner.email)).toEqual(['known-address']);
    expect(await usersLike(owner.email)).toMatchObject([{ first_name: 'Owner' }]);
  });

  it('is told nothing once the account is deactivated, and stays deactivated', async () => {
    const gone = await etiba.aPatient();
    await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, gone.user_id));
    expect((await signUp({ email: gone.email })).status).toBe(201);
    expect(await mailKinds(etiba, gone.email)).toEqual([]);
    expect(await usersLike(gone.email)).toMatchObject([{ is_active: false, first_name: 'Test' }]);
  });

  it('belongs to the newest sign-up while none is verified', async () => {
    await signUp({ email: 'again@example.org', first_name: 'First' });
    const older = await mailedLink(etiba, 'again@example.org');
    await signUp({
      email: 'again@example.org',
      first_name: 'Second',
      password: 'another umbrella 88',
      password2: 'another umbrella 88',
    });
    expect((await verify(older)).status).toBe(400);
    expect((await verify(await mailedLink(etiba, 'again@example.org'))).status).toBe(200);
    expect((await logIn('again@example.org')).status).toBe(401);
    expect((await logIn('again@example.org', 'another umbrella 88')).body.user.first_name).toBe('Second');
  });

  it('gets no other password by a sign-up that may send no mail of its own', async () => {
    await withLimits(etiba, { mails_per_recipient: 1 }, async () => {
      await signUp({ email: 'victim@example.org' });
      const password = 'the attackers own 1';
      expect((await signUp({ email: 'victim@example.org', password, password2: password })).status).toBe(201);
    });
    expect((await verify(await mailedLink(etiba, 'victim@example.org'))).status).toBe(200);
    expect((await logIn('victim@example.org', 'the attackers own 1')).status).toBe(401);
    expect((await logIn('victim@example.org')).status).toBe(200);
  });

  it('becomes one account with one profile of fifty sign-ups at once, all answered alike', async () => {
    const spellings = [
      'crowd@example.org',
      'CROWD@example.org',
      'Crowd@Example.ORG',
      'ｃｒｏｗｄ@example.org',
      'crowd＠example.org',
    ];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => signUp({ email: spellings[index % spellings.length] })),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await usersLike('crowd%')).toHaveLength(1);
  }, 30_000);

  it('is one account however it is written', async () => {
    await signUp({ email: 'H\u0331al\u00e9@example.org' });
    const other = await signUp({ email: 'h\u0331ale\u0301@EXAMPLE.org' });
    expect(other.status).toBe(201);
    expect(await usersLike('\u1e96alé@%')).toHaveLength(1);
  });
});

describe('what a sign-up may say', () => {
  const wrong: [string, object, string][] = [
    ['a list of addresses', { email: 'a@example.org,b@example.org' }, 'email'],
    ['a line break in the address', { email: 'a@example.org\r\nBcc: b@example.org' }, 'email'],
    ['a display name', { email: 'Amina <a@example.org>' }, 'email'],
    ['a letter that nobody sees in the address', { email: 'a\u200b@example.org' }, 'email'],
    ['an address without a domain', { email: 'amina@localhost' }, 'email'],
    [
      'an address of 255 characters',
      { email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.org` },
      'email',
    ],
    ['another second password', { password2: 'violet umbrella 78' }, 'password2'],
    ['a short password', { password: 'umbrella1', password2: 'umbrella1' }, 'password'],
    ['a common password', { password: 'password123', password2: 'password123' }, 'password'],
    ['the own name as password', { password: 'Otieno-1990', password2: 'Otieno-1990' }, 'password'],
    ['a number as password', { password: 1234567890 }, 'password'],
    ['a blank name', { first_name: ' \u00a0\u200d ' }, 'first_name'],
    ['a line break in a name', { last_name: 'Otieno\nAdmin' }, 'last_name'],
    ['a name that turns the line around', { last_name: '\u202eonetO' }, 'last_name'],
    ['a name of 101 characters', { first_name: 'A'.repeat(101) }, 'first_name'],
    ['a phone without country', { phone: '0712345678' }, 'phone'],
    ['a phone that is too long for E.164', { phone: '+49123456789012345' }, 'phone'],
    ['a birthday that does not exist', { date_of_birth: '2023-02-29' }, 'date_of_birth'],
    ['a birthday tomorrow', { date_of_birth: '2026-12-02' }, 'date_of_birth'],
    ['a birthday of long ago', { date_of_birth: '1874-12-31' }, 'date_of_birth'],
    ['another gender', { gender: 'X' }, 'gender'],
    ['null for a name', { first_name: null }, 'first_name'],
    ['a language that we do not speak', { locale: 'de' }, 'locale'],
  ];

  it.each(wrong)('refuses %s, naming the field', async (_, fields, field) => {
    const answer = await signUp({ email: 'wrong@example.org', ...fields });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await usersLike('wrong%')).toEqual([]);
  });

  it('keeps the names of all the world as they are', async () => {
    const names = [
      'Nguyễn Thị Ánh',
      "O'Brien-Smith",
      'Müller',
      '李小龍',
      'محمد',
      'Ng’ang’a',
      'நா\u200dள்',
      '🙂 Juma',
      'X',
    ];
    const answers = await Promise.all(
      names.map((first_name, index) => signUp({ email: `name${index}@example.org`, first_name })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(names.map(() => 201));
    const users = await usersLike('name%');
    expect(users.map((user) => user.first_name).sort()).toEqual(names.sort());
  });
});

describe('the limit of the public forms', () => {
  it('refuses an address that signs up too often, and no other', async () => {
    const from = (remoteAddress: string, index: number) => {
      const payload = { ...amina, email: `flood${index}@example.org` };
      return etiba.app.inject({ method: 'POST', url: '/api/auth/register/', remoteAddress, payload });
    };
    await withLimits(etiba, { registrations_per_address: 3 }, async () => {
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map((index) => from(`2001:db8:1:1::${index}`, index)),
      );
      expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([
        201, 201, 201, 429, 429,
      ]);
      expect(
        Number(answers.find((answer) => answer.statusCode === 429)?.headers['retry-after']),
      ).toBeGreaterThan(3000);
      expect((await from('2001:db8:1:2::1', 6)).statusCode).toBe(201);
    });
    expect(await usersLike('flood%')).toHaveLength(4);
  });
});
