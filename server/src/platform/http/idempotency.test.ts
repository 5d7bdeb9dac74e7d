import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { useEtiba } from '../../../test/harness.ts';
import { mailKinds } from '../../../test/mailed-links.ts';
import { recordAudit } from '../audit.ts';
import { inTransaction } from '../database.ts';
import { problems } from '../problems.ts';
import { tidyUp } from '../../modules/auth/auth.jobs.ts';
import { registerRoutes, route } from './route.ts';
import { Closed } from './schemas.ts';
import { createServer } from './server.ts';

const etiba = useEtiba();
let app: FastifyInstance;

beforeAll(async () => {
  app = await createServer(etiba.deps, {});
  const spec = {
    answer: Closed({ amount: Type.Integer(), id: Type.String() }),
    status: 201,
    summary: 'Does something once',
  } as const;
  registerRoutes(app, etiba.deps, 'Test', [
    route(
      'POST',
      '/api/pay/',
      { ...spec, access: 'account:use', operation_id: 'pay', body: Closed({ amount: Type.Integer() }) },
      ({ deps, actor, body }) =>
        inTransaction(deps, actor, async (trx) => {
          await recordAudit(trx, actor, { action: 'test.pay' });
          if (body.amount < 0) throw problems.conflict();
          return { amount: body.amount, id: deps.ids.next() };
        }),
    ),
  ]);
});
afterAll(() => app?.close());

interface Caller {
  access: string;
  user_id: string;
}
const pay = ({ access }: Caller, key: string | undefined, payload: object = { amount: 5 }) =>
  app.inject({
    method: 'POST',
    url: '/api/pay/',
    payload,
    headers: { authorization: `Bearer ${access}`, ...(key !== undefined && { 'idempotency-key': key }) },
  });

async function effects({ user_id }: Caller): Promise<number> {
  const rows = await etiba.deps.db
    .selectFrom('audit_events')
    .select('id')
    .where('action', '=', 'test.pay')
    .where('actor_user_id', '=', user_id)
    .execute();
  return rows.length;
}

describe('a POST with an Idempotency-Key', () => {
  it('has its effect once; a replay gets the first answer and says so', async () => {
    const patient = await etiba.aPatient();
    const first = await pay(patient, 'a');
    const again = await pay(patient, 'a');
    expect(first.statusCode).toBe(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.statusCode).toBe(201);
    expect(again.json()).toEqual(first.json());
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await effects(patient)).toBe(1);
  });

  it('has its effect once of thirty at the same moment', async () => {
    const patient = await etiba.aPatient();
    const answers = await Promise.all(Array.from({ length: 30 }, () => pay(patient, 'a')));
    expect(new Set(answers.map((answer) => `${answer.statusCode} ${answer.body}`)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(29);
    expect(await effects(patient)).toBe(1);
  });

  it('is refused with another body, or on another path', async () => {
    const patient = await etiba.aPatient();
    await pay(patient, 'a');
    expect((await pay(patient, 'a', { amount: 6 })).json()).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(await effects(patient)).toBe(1);
    const elsewhere = await etiba
      .as(patient)
      .post('/api/auth/logout-all/', undefined, { headers: { 'idempotency-key': 'a' } });
    expect(elsewhere.status).toBe(422);
    expect((await pay(patient, undefined)).statusCode).toBe(201);
  });

  it('is one path with and without the trailing slash', async () => {
    const patient = await etiba.aPatient();
    const headers = { authorization: `Bearer ${patient.access}`, 'idempotency-key': 'a' };
    const first = await app.inject({ method: 'POST', url: '/api/pay/', payload: { amount: 5 }, headers });
    const again = await app.inject({ method: 'POST', url: '/api/pay', payload: { amount: 5 }, headers });
    expect(again.json()).toEqual(first.json());
  });

  it('leaves the key free when it is refused', async () => {
    const patient = await etiba.aPatient();
    expect((await pay(patient, 'a', { amount: -1 })).statusCode).toBe(409);
    expect(await effects(patient)).toBe(0);
    expect((await pay(patient, 'a', { amount: 5 })).statusCode).toBe(201);
  });

  it('has one winner where the first of two fails while the second waits', async () => {
    const patient = await etiba.aPatient();
    const answers = await Promise.all([-1, 5, -1, 5].map((amount) => pay(patient, 'a', { amount })));
    expect(await effects(patient)).toBe(1);
    expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(2);
    for (const answer of answers) expect([201, 409, 422]).toContain(answer.statusCode);
  });

  it('is one’s own: another person with the same key has another', async () => {
    const [patient, stranger] = [await etiba.aPatient(), await etiba.aPatient()];
    const first = await pay(patient, 'shared');
    const theirs = await pay(stranger, 'shared');
    expect(theirs.headers['idempotent-replayed']).toBeUndefined();
    expect(theirs.json().id).not.toBe(first.json().id);
    expect((await pay(stranger, 'shared', { amount: 7 })).statusCode).toBe(422);
  });

  it.each(['', ' ', 'a b', 'é', 'x'.repeat(256), 'a\tb'])('is refused when the key is %j', async (key) => {
    const patient = await etiba.aPatient();
    const answer = await pay(patient, key);
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ field: 'Idempotency-Key' }] });
    expect(await effects(patient)).toBe(0);
  });

  it('is kept encrypted, for 48 hours', async () => {
    const patient = await etiba.aPatient();
    const { id } = (await pay(patient, 'kept')).json();
    const read = () =>
      etiba.deps.db.selectFrom('idempotency_keys').selectAll().where('scope', '=', patient.user_id).execute();
    const [row] = await read();
    expect(row?.response?.toString('latin1')).not.toContain(id);
    const age = (hours: number) =>
      etiba.deps.db
        .updateTable('idempotency_keys')
        .set({ created_at: new Date(Date.now() - hours * 3600_000).toISOString() })
        .where('scope', '=', patient.user_id)
        .execute();
    await age(47);
    await tidyUp.run(etiba.deps, {});
    expect(await read()).toHaveLength(1);
    await age(49);
    await tidyUp.run(etiba.deps, {});
    expect(await read()).toHaveLength(0);
    expect((await pay(patient, 'kept')).json().id).not.toBe(id);
  });
});

describe('a POST of nobody in particular with an Idempotency-Key', () => {
  it('has its effect once', async () => {
    const patient = await etiba.aPatient();
    const ask = () =>
      etiba.anyone.post(
        '/api/auth/password/reset/',
        { email: patient.email },
        { headers: { 'idempotency-key': 'reset' } },
      );
    const answers = [await ask(), await ask()];
    expect(answers.map((answer) => [answer.status, answer.headers['idempotent-replayed']])).toEqual([
      [200, undefined],
      [200, 'true'],
    ]);
    expect(await mailKinds(etiba, patient.email)).toEqual(['reset-password']);
  });

  it('opens one session, for who knows the password', async () => {
    const patient = await etiba.aPatient();
    const logIn = (password: string) =>
      etiba.anyone.post(
        '/api/auth/login/',
        { email: patient.email, password },
        { headers: { 'idempotency-key': 'login' } },
      );
    const first = await logIn(patient.password);
    expect((await logIn(patient.password)).body).toEqual(first.body);
    expect((await logIn('not the password')).status).toBe(401);
    expect((await etiba.as(patient).get('/api/auth/sessions/')).body).toHaveLength(2);
  });
});
