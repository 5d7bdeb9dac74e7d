import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import { mailedLink } from '../../../test/mailed-links.ts';
import { deactivateAccount } from './manage-accounts.ts';

const etiba = useEtiba();
const URL = '/api/auth/login/';

const logIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  etiba.anyone.post(URL, { email, password }, { headers });
const wrong = (email: string, headers: Record<string, string> = {}) =>
  logIn(email, 'not the password', headers);
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const statuses = (answers: { status: number }[]) =>
  answers.map((answer) => answer.status).sort((a, b) => a - b);

/** The cookies that an answer sets, by name: `[value, attributes]`. */
function cookiesOf({ headers }: { headers: Record<string, unknown> }): Map<string, [string, string]> {
  const lines = [headers['set-cookie'] ?? []].flat() as string[];
  return new Map(
    lines.map((line) => {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*);? ?(.*)$/.exec(line) ?? [];
      return [name, [value, attributes]];
    }),
  );
}

async function loginAudit({ user_id }: Person): Promise<string[]> {
  const rows = await etiba.deps.db
    .selectFrom('audit_events')
    .select('outcome')
    .where('action', '=', 'session.login')
    .where('actor_user_id', '=', user_id)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.outcome);
}

describe('POST /api/auth/login/', () => {
  it('opens a session that works', async () => {
    const doctor = await etiba.aDoctor();
    const answer = await logIn(doctor.email.toUpperCase(), doctor.password);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        access: expect.any(String),
        refresh: expect.any(String),
        user: { id: doctor.user_id, role: 'DOCTOR', doctor_id: doctor.id, patient_id: null },
      },
    });
    expect(await etiba.as(answer.body).get('/api/auth/me/')).toMatchObject({
      status: 200,
      body: answer.body.user,
    });
    expect(await loginAudit(doctor)).toEqual(['success']);
  });

  it('gives one answer to whatever is wrong', async () => {
    const patient = await etiba.aPatient();
    const gone = await etiba.aPatient();
    await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, gone.user_id));
    const answers = [
      await wrong(patient.email),
      await wrong(gone.email),
      await wrong('unknown@example.org'),
      await logIn(patient.email, `${patient.password} `),
      await logIn(patient.email, patient.password.slice(0, -1)),
      await logIn(patient.email, 'x'.repeat(1024)),
      await logIn('not an address', patient.password),
      await logIn(`${patient.email},${gone.email}`, patient.password),
    ];
    const bodies = answers.map(({ status, body }) => JSON.stringify([status, { ...body, request_id: '' }]));
    expect(new Set(bodies).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    expect(await loginAudit(patient)).toEqual(['failure', 'failure', 'failure', 'failure']);
  });

  it.each(['unverified', 'deactivated'])(
    'tells only who knows the password that the account is %s, and audits it',
    async (state) => {
      const patient = await etiba.aPatient();
      const change =
        state === 'unverified' ? { email_verified_at: null } : { deactivated_at: '2026-11-01T00:00:00Z' };
      await etiba.deps.db.updateTable('users').set(change).where('id', '=', patient.user_id).execute();
      expect((await wrong(patient.email)).status).toBe(401);
      expect(await logIn(patient.email, patient.password)).toMatchObject({
        status: 403,
        body: { code: 'account_not_active' },
      });
      expect(await loginAudit(patient)).toEqual(['failure', 'denied']);
    },
  );

  it.each([
    ['a number', { email: 5, password: 'x' }],
    ['null', { email: 'a@example.org', password: null }],
    ['a list', { email: ['a@example.org'], password: 'x' }],
    ['an object', { email: { $ne: null }, password: { $ne: null } }],
    ['more', { email: 'a@example.org', password: 'x', is_staff: true }],
    ['nothing', {}],
    ['a password that nobody has', { email: 'a@example.org', password: 'x'.repeat(1025) }],
    ['a NUL', { email: 'a@example.org\0', password: 'x' }],
    ['half a character', { email: 'a@example.org', password: '\ud800' }],
  ])('refuses %s', async (_, body) => {
    expect(await etiba.anyone.post(URL, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
  });

  it('opens no session for a password that is changed while it is being checked', async () => {
    const patient = await etiba.aPatient();
    const { db } = etiba.deps;
    const { promise, resolve } = Promise.withResolvers<void>();
    const changing = db.transaction().execute(async (trx) => {
      await trx
        .updateTable('users')
        .set({ password_hash: '$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA' })
        .where('id', '=', patient.user_id)
        .execute();
      await promise;
    });
    const login = logIn(patient.email, patient.password);
    await new Promise((done) => setTimeout(done, 150)); // it waits for the row now
    resolve();
    await changing;
    expect((await login).status).toBe(401);
  });
});

describe('guessing at one account', () => {
  it('ends after ten tries, however parallel and from however many addresses and processes', async () => {
    const patient = await etiba.aPatient();
    const second = await openTestEtiba({ beside: etiba.database });
    const guess = (app: TestEtiba, index: number) =>
      app.app.inject({
        method: 'POST',
        url: URL,
        remoteAddress: `203.0.113.${index}`,
        headers: { 'x-forwarded-for': `198.51.100.${index}` },
        payload: { email: patient.email, password: `guess ${index}` },
      });
    const answers = await times(40, (index) => guess(index % 2 ? etiba : second, index));
    await second.close();
    const counts = Object.groupBy(answers, (answer) => answer.statusCode);
    expect(counts[401]).toHaveLength(10);
    expect(counts[429]).toHaveLength(30);
  });

  it('is told to wait, longer at each try, also with the right password', async () => {
    const patient = await etiba.aPatient();
    await times(10, () => wrong(patient.email));
    const waits: number[] = [];
    for (const attempt of [wrong, (email: string) => logIn(email, patient.password), wrong]) {
      const answer = await attempt(patient.email);
      expect(answer).toMatchObject({ status: 429, body: { code: 'throttled' } });
      waits.push(Number(answer.headers['retry-after']));
    }
    expect(waits[0]).toBeGreaterThanOrEqual(900);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(new Set(waits).size).toBe(3);
    const audit = await loginAudit(patient);
    expect(audit.filter((outcome) => outcome === 'denied')).toHaveLength(1);
  });

  it('says the same of an address that nobody has', async () => {
    await times(10, () => wrong('nobody-there@example.org'));
    expect((await wrong('nobody-there@example.org')).status).toBe(429);
  });

  it('counts every spelling of an address as one', async () => {
    const patient = await etiba.aPatient();
    const spellings = [
      patient.email,
      patient.email.toUpperCase(),
      ` ${patient.email} `,
      patient.email.replace('@', '＠'),
    ];
    const answers = await times(16, (index) => wrong(spellings[index % 4]!));
    expect(statuses(answers)).toEqual([...Array<number>(10).fill(401), ...Array<number>(6).fill(429)]);
  });

  it('is over when the wait is over', async () => {
    const patient = await etiba.aPatient();
    await times(11, () => wrong(patient.email));
    // The limiter lives by the clock of the machine.
    await etiba.deps.db
      .updateTable('throttles')
      .set({ expire: Date.now() - 1 })
      .execute();
    expect((await logIn(patient.email, patient.password)).status).toBe(200);
  });

  it('does not lock out a device that has signed in before, which has a count of its own', async () => {
    const patient = await etiba.aPatient();
    const [device = ''] = cookiesOf(await logIn(patient.email, patient.password)).get('etiba_device') ?? [];
    await times(12, () => wrong(patient.email));
    expect((await logIn(patient.email, patient.password)).status).toBe(429);

    const cookie = `etiba_device=${device}`;
    expect((await logIn(patient.email, patient.password, { cookie })).status).toBe(200);
    const answers = await times(12, () => wrong(patient.email, { cookie }));
    expect(statuses(answers)).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  it('gets nothing from a device cookie that is forged, foreign or broken', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    const [foreign = ''] =
      cookiesOf(await logIn(stranger.email, stranger.password)).get('etiba_device') ?? [];
    await times(11, () => wrong(patient.email));
    const [name = '', mac = ''] = foreign.split('.');
    const forged = [
      foreign,
      `${name}.${'A'.repeat(43)}`,
      `${name}.${encodeURIComponent('é'.repeat(43))}`,
      `.${mac}`,
      'x',
      '%00',
    ];
    for (const device of forged) {
      const answer = await logIn(patient.email, patient.password, { cookie: `etiba_device=${device}` });
      expect({ device, status: answer.status }).toEqual({ device, status: 429 });
    }
  });

  it('leaves the way of a new password open', async () => {
    const patient = await etiba.aPatient();
    await times(11, () => wrong(patient.email));
    await etiba.anyone.post('/api/auth/password/reset/', { email: patient.email });
    const link = await mailedLink(etiba, patient.email);
    const password = 'a quite different one 5';
    expect((await etiba.anyone.post('/api/auth/password/reset/confirm/', { ...link, password })).status).toBe(
      200,
    );
    expect((await logIn(patient.email, password)).status).toBe(200);
  });

  it('does not count right passwords, however parallel', async () => {
    const patient = await etiba.aPatient();
    expect(statuses(await times(30, () => logIn(patient.email, patient.password)))).toEqual(
      Array<number>(30).fill(200),
    );
    const answers = await times(11, () => wrong(patient.email));
    expect(statuses(answers)).toEqual([...Array<number>(10).fill(401), 429]);
  });
});

describe('guessing from one address', () => {
  it('ends at the limit of the address, whatever accounts and forwarding headers', async () => {
    const patient = await etiba.aPatient();
    const other = await openTestEtiba({ beside: etiba.database });
    other.deps.config.limits.wrong_passwords_per_address = 20;
    const from = (remoteAddress: string, email: string, index: number, password = 'not the password') =>
      other.app.inject({
        method: 'POST',
        url: URL,
        remoteAddress,
        headers: {
          'x-forwarded-for': `198.51.100.${index}`,
          forwarded: `for=198.51.100.${index}`,
          'x-real-ip': `198.51.100.${index}`,
        },
        payload: { email, password },
      });
    const answers = await times(30, (index) =>
      from(`2001:db8:9:9::${index}`, `victim${index}@example.org`, index),
    );
    const counts = Object.groupBy(answers, (answer) => answer.statusCode);
    expect([counts[401]?.length, counts[429]?.length]).toEqual([20, 10]);
    expect((await from('2001:db8:9:9:ffff::1', patient.email, 1, patient.password)).statusCode).toBe(429);
    expect((await from('2001:db8:9:8::1', patient.email, 1, patient.password)).statusCode).toBe(200);
    await other.close();
  });

  it('believes the forwarding headers of a trusted proxy, and what stands before its own entry', async () => {
    const behind = await openTestEtiba({ beside: etiba.database, config: { trusted_proxies: ['10.0.0.1'] } });
    behind.deps.config.limits.wrong_passwords_per_address = 5;
    const from = (remoteAddress: string, forwarded: string, index: number) =>
      behind.app.inject({
        method: 'POST',
        url: URL,
        remoteAddress,
        headers: { 'x-forwarded-for': forwarded },
        payload: { email: `target${index}@example.org`, password: 'not the password' },
      });
    const one = await times(8, (index) => from('10.0.0.1', `198.51.100.${index}, 203.0.113.77`, index));
    expect(one.filter((answer) => answer.statusCode === 429)).toHaveLength(3);
    expect((await from('10.0.0.1', '203.0.113.78', 9)).statusCode).toBe(401);
    const direct = await times(8, (index) => from('10.0.0.2', `198.51.100.${index}`, index));
    expect(direct.filter((answer) => answer.statusCode === 429)).toHaveLength(3);
    await behind.close();
  });
});

describe('the cookies', () => {
  it('hold the refresh token where no script reads it, and then only there', async () => {
    const patient = await etiba.aPatient();
    const answer = await etiba.anyone.post(URL, {
      email: patient.email,
      password: patient.password,
      cookie: true,
    });
    expect(answer.body.refresh).toBeUndefined();
    const cookies = cookiesOf(answer);
    expect([...cookies.keys()].sort()).toEqual(['etiba_device', 'etiba_refresh']);
    for (const [, attributes] of cookies.values()) {
      expect(attributes).toMatch(/HttpOnly/);
      expect(attributes).toMatch(/Secure/);
      expect(attributes).toMatch(/SameSite=Strict/);
      expect(attributes).toMatch(/Path=\/api\/auth(;|$)/);
      expect(attributes).not.toMatch(/Domain/);
    }
  });

  it('hold no refresh token for a client that did not ask for one', async () => {
    const patient = await etiba.aPatient();
    expect([...cookiesOf(await logIn(patient.email, patient.password)).keys()]).toEqual(['etiba_device']);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin of the site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['the same name without TLS', { origin: 'http://etiba.test' }],
  ])('are not given to %s', async (_, headers) => {
    const patient = await etiba.aPatient();
    const body = { email: patient.email, password: patient.password, cookie: true };
    const answer = await etiba.anyone.post(URL, body, { headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } });
    expect(cookiesOf(answer).size).toBe(0);
    expect(await loginAudit(patient)).toEqual([]);
  });

  it.each([
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'https://etiba.test' }],
    ['a client that is no browser', {}],
  ])('are given to %s', async (_, headers) => {
    const patient = await etiba.aPatient();
    const body = { email: patient.email, password: patient.password, cookie: true };
    expect((await etiba.anyone.post(URL, body, { headers })).status).toBe(200);
  });
});
