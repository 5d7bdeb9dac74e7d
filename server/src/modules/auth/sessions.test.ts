import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import { deactivateAccount } from './manage-accounts.ts';
import { endSessions } from './sessions.ts';

const etiba = useEtiba();
let other: TestEtiba;
beforeAll(async () => {
  other = await openTestEtiba({ beside: etiba.database });
});
afterAll(() => other?.close());

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

/** Time passes on both processes. */
function advance(milliseconds: number): void {
  etiba.clock.advance(milliseconds);
  other.clock.advance(milliseconds);
}

interface Tokens {
  access: string;
  refresh: string;
}

const refresh = (token: string, on: TestEtiba = etiba) =>
  on.anyone.post('/api/auth/token/refresh/', { refresh: token });
const logIn = async ({ email, password }: Person): Promise<Tokens> =>
  (await etiba.anyone.post('/api/auth/login/', { email, password })).body;
const me = ({ access }: Tokens, on: TestEtiba = etiba) => on.as({ access }).get('/api/auth/me/');
const cookie = (token: string) => ({ cookie: `etiba_refresh=${token}` });

async function auditOf(action: string, person: Person): Promise<number> {
  const rows = await etiba.deps.db
    .selectFrom('audit_events')
    .select('id')
    .where('action', '=', action)
    .where('actor_user_id', '=', person.user_id)
    .execute();
  return rows.length;
}

/** Statuses of reads and refreshes with these tokens, sent at once on both processes. */
async function everythingWith(tokens: Tokens): Promise<number[]> {
  const apps = [etiba, other];
  const reads = apps.flatMap((app) => Array.from({ length: 10 }, () => me(tokens, app)));
  const refreshes = apps.map((app) => refresh(tokens.refresh, app));
  return (await Promise.all([...reads, ...refreshes])).map((answer) => answer.status);
}

describe('POST /api/auth/token/refresh/', () => {
  it('gives one successor; the old access token lives on with the session', async () => {
    const patient = await etiba.aPatient();
    const next = await refresh(patient.refresh);
    expect(next).toMatchObject({
      status: 200,
      body: { access: expect.any(String), refresh: expect.any(String) },
    });
    expect(next.body.refresh).not.toBe(patient.refresh);
    expect((await me(next.body)).status).toBe(200);
    expect((await me(patient)).status).toBe(200);
  });

  it('gives the same successor to all who use a token at the same moment and for ten seconds after', async () => {
    const patient = await etiba.aPatient();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refresh(patient.refresh, index % 2 ? etiba : other)),
    );
    advance(10 * SECOND);
    answers.push(await refresh(patient.refresh));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.refresh}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect((await refresh(answers[0]?.body.refresh)).status).toBe(200);
  });

  it('ends the family at a later replay, and audits it', async () => {
    const patient = await etiba.aPatient();
    const { body: thief } = await refresh(patient.refresh);
    advance(10 * SECOND + 1);
    expect((await refresh(patient.refresh)).status).toBe(401);
    expect((await refresh(thief.refresh)).status).toBe(401);
    expect((await me(thief, other)).status).toBe(401);
    expect(await auditOf('session.replay_detected', patient)).toBe(1);
  });

  it('ends the family at the replay of a token that was replaced twice', async () => {
    const patient = await etiba.aPatient();
    const { body: second } = await refresh(patient.refresh);
    const { body: third } = await refresh(second.refresh);
    expect((await refresh(patient.refresh)).status).toBe(401);
    expect((await me(third)).status).toBe(401);
  });

  it('spares the other sessions of the person', async () => {
    const patient = await etiba.aPatient();
    const elsewhere = await logIn(patient);
    await refresh(patient.refresh);
    advance(11 * SECOND);
    await refresh(patient.refresh);
    expect((await me(elsewhere)).status).toBe(200);
  });

  it('lives for thirty days after the last use', async () => {
    const [used, idle] = [await etiba.aPatient(), await etiba.aPatient()];
    advance(29 * DAY);
    const { body: next } = await refresh(used.refresh);
    advance(2 * DAY);
    expect((await refresh(next.refresh)).status).toBe(200);
    expect((await refresh(idle.refresh)).status).toBe(401);
  });

  it('refuses what is not a token of ours', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    const [id, generation, mac = ''] = patient.refresh.split('.');
    const [foreignId] = stranger.refresh.split('.');
    const forged = [
      'x',
      patient.access,
      `${id}.${generation}.${'A'.repeat(43)}`,
      `${id}.1.${mac}`,
      `${foreignId}.${generation}.${mac}`,
      `${id}.00.${mac}`,
      `${id}.${generation}.${mac}=`,
      `${id}.${generation}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'B' : 'A'}`,
      `${id}.-1.${mac}`,
      `${id}.99999999999.${mac}`,
      `${id?.toUpperCase()}.${generation}.${mac}`,
    ];
    for (const token of forged)
      expect(await refresh(token)).toMatchObject({ status: 401, body: { code: 'not_authenticated' } });
    expect((await etiba.anyone.post('/api/auth/token/refresh/')).status).toBe(401);
    expect((await refresh(patient.refresh)).status).toBe(200);
  });

  it('refuses other types and more fields', async () => {
    for (const body of [
      { refresh: 5 },
      { refresh: null },
      { refresh: ['x'] },
      { refresh: 'x', user_id: 'y' },
      [],
      'x',
      null,
    ]) {
      const headers = { 'content-type': 'application/json' };
      const answer = await etiba.anyone.post('/api/auth/token/refresh/', JSON.stringify(body), { headers });
      expect({ body, status: answer.status }).toEqual({ body, status: 400 });
    }
  });

  it('keeps no answer for an Idempotency-Key: not for somebody else with a cookie, not after the end', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    const withKey = (token: string) =>
      etiba.anyone.post('/api/auth/token/refresh/', undefined, {
        headers: { ...cookie(token), 'idempotency-key': '1' },
      });
    const own = await withKey(patient.refresh);
    const theirs = await withKey(stranger.refresh);
    expect([own.status, theirs.status]).toEqual([200, 200]);
    expect(theirs.body.access).not.toBe(own.body.access);
    expect((await me(theirs.body)).body.id).toBe(stranger.user_id);
    await etiba.as(patient).post('/api/auth/logout-all/');
    expect((await withKey(patient.refresh)).status).toBe(401);
  });
});

describe('a refresh token in the cookie', () => {
  it('is exchanged for a new cookie, and shown to no script', async () => {
    const patient = await etiba.aPatient();
    const answer = await etiba.anyone.post('/api/auth/token/refresh/', undefined, {
      headers: cookie(patient.refresh),
    });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['access']);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^etiba_refresh=[^;]+; .*HttpOnly; Secure; SameSite=Strict/,
    );
  });

  it('counts only on requests of our own pages', async () => {
    const patient = await etiba.aPatient();
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of foreign) {
      const asked = { headers: { ...cookie(patient.refresh), ...headers } };
      expect((await etiba.anyone.post('/api/auth/token/refresh/', undefined, asked)).status).toBe(403);
      expect((await etiba.as(patient).post('/api/auth/logout/', undefined, asked)).status).toBe(403);
    }
    expect((await me(patient)).status).toBe(200);
    expect((await refresh(patient.refresh)).status).toBe(200);
  });

  it('is taken back at the end of the session', async () => {
    const patient = await etiba.aPatient();
    const answer = await etiba
      .as(patient)
      .post('/api/auth/logout/', undefined, { headers: cookie(patient.refresh) });
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^etiba_refresh=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/,
    );
  });
});

describe('after the end of a session no request succeeds, on no process', () => {
  const endings: [string, (patient: Person, tokens: Tokens) => Promise<unknown>][] = [
    ['logout', (_, tokens) => etiba.as(tokens).post('/api/auth/logout/', { refresh: tokens.refresh })],
    ['logout without the refresh token', (_, tokens) => etiba.as(tokens).post('/api/auth/logout/')],
    [
      'logout with the refresh token, on another session',
      (patient, tokens) => etiba.as(patient).post('/api/auth/logout/', { refresh: tokens.refresh }),
    ],
    ['logout everywhere', (patient) => other.as(patient).post('/api/auth/logout-all/')],
    [
      'the end of one own session',
      async (patient, tokens) =>
        etiba.as(patient).delete(`/api/auth/sessions/${tokens.refresh.split('.')[0]}/`),
    ],
    [
      'a new password',
      ({ access, password }) =>
        other.as({ access }).post('/api/auth/password/change/', {
          old_password: password,
          new_password: 'a quite different one 5',
        }),
    ],
    [
      'deactivation',
      ({ user_id }) =>
        etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, user_id)),
    ],
    [
      'the end by an administrator',
      ({ user_id }) =>
        etiba.deps.db.transaction().execute((trx) => endSessions(etiba.deps, trx, user_id, 'ended_by_admin')),
    ],
  ];

  it.each(endings)('after %s', async (_, end) => {
    const patient = await etiba.aPatient();
    const tokens = await logIn(patient);
    expect((await me(tokens, other)).status).toBe(200);
    const running: Promise<unknown>[] = [];
    const isOver = { yet: false };
    const load = async () => {
      while (!isOver.yet) await Promise.all([me(tokens), me(tokens, other)]);
    };
    running.push(load(), load());
    await end(patient, tokens);
    const after = await everythingWith(tokens);
    isOver.yet = true;
    await Promise.all(running);
    expect(new Set(after)).toEqual(new Set([401]));
  });

  it('ends nobody else’s session for somebody else’s refresh token', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    expect((await etiba.as(patient).post('/api/auth/logout/', { refresh: stranger.refresh })).status).toBe(
      200,
    );
    expect((await me(stranger)).status).toBe(200);
    expect((await refresh(stranger.refresh)).status).toBe(200);
  });

  it('audits the ends that the person asked for', async () => {
    const patient = await etiba.aPatient();
    await etiba.as(await logIn(patient)).post('/api/auth/logout/');
    await etiba.as(patient).post('/api/auth/logout-all/');
    expect([await auditOf('session.logout', patient), await auditOf('session.logout_all', patient)]).toEqual([
      1, 1,
    ]);
  });
});

describe('one’s own sessions', () => {
  it('are listed with device, address and last use', async () => {
    const patient = await etiba.aPatient();
    const headers = { 'user-agent': `Firefox ${'x'.repeat(400)}` };
    const { body: tokens } = await etiba.anyone.post(
      '/api/auth/login/',
      { email: patient.email, password: patient.password },
      { headers },
    );
    const { body: sessions } = await etiba.as(tokens).get('/api/auth/sessions/');
    expect(sessions).toHaveLength(2);
    const current = sessions.find((session: { is_current: boolean }) => session.is_current);
    expect(current).toMatchObject({ address: '127.0.0.1', user_agent: headers['user-agent'].slice(0, 300) });
    expect(current.id).toBe(tokens.refresh.split('.')[0]);
    expect(Object.keys(current).sort()).toEqual([
      'address',
      'created_at',
      'id',
      'is_current',
      'last_used_at',
      'user_agent',
    ]);
  });

  it('are the only ones that one can see or end', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    const [theirs] = stranger.refresh.split('.');
    const { body: sessions } = await etiba.as(patient).get('/api/auth/sessions/');
    expect(sessions.map((session: { id: string }) => session.id)).not.toContain(theirs);
    const foreign = await etiba.as(patient).delete(`/api/auth/sessions/${theirs}/`);
    const absent = await etiba.as(patient).delete('/api/auth/sessions/019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d/');
    expect(foreign).toMatchObject({ status: 404, body: { ...absent.body, request_id: expect.any(String) } });
    expect((await me(stranger)).status).toBe(200);
  });

  it.each([
    'x',
    '..',
    '%00',
    "019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'",
    'urn:uuid:019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
    '{019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d}',
  ])('have ids that %s is none of', async (id) => {
    const answer = await etiba.as(await etiba.aPatient()).delete(`/api/auth/sessions/${id}/`);
    expect(answer.status).toBe(id === '%00' ? 400 : 404);
  });
});

describe('what a session may do', () => {
  it('follows the present role, from the next request on', async () => {
    const admin = await etiba.anAdmin();
    expect((await etiba.as(admin).get('/api/auth/me/')).body.role).toBe('ADMIN');
    await etiba.deps.db
      .updateTable('users')
      .set({ role: 'PATIENT' })
      .where('id', '=', admin.user_id)
      .execute();
    expect((await other.as(admin).get('/api/auth/me/')).body).toMatchObject({
      role: 'PATIENT',
      is_staff: false,
    });
  });

  it('ends after ten minutes, until it is refreshed', async () => {
    const patient = await etiba.aPatient();
    advance(599 * SECOND);
    expect((await me(patient)).status).toBe(200);
    advance(SECOND);
    expect((await me(patient)).status).toBe(401);
    expect((await me((await refresh(patient.refresh)).body)).status).toBe(200);
  });
});
