import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { useEtiba } from '../../../test/harness.ts';
import { defineProblems, invalidFields, problemKinds, problems } from '../problems.ts';
import { registerRoutes, route } from './route.ts';
import { Closed } from './schemas.ts';
import { createServer } from './server.ts';

const etiba = useEtiba();
let app: FastifyInstance;

const CANARY = 'canary Amina Otieno 0712345678';
const clinic = defineProblems({ slot_taken: [409, 'That time is taken'] });

/** What a route may throw, by name. */
const faults: Record<string, () => Promise<unknown>> = {
  error: async () => {
    throw new Error(CANARY);
  },
  'error-with-code': async () => {
    throw Object.assign(new Error(CANARY), { code: 'E_CUSTOM', statusCode: 500, detail: CANARY });
  },
  'error-in-disguise': async () => {
    throw Object.assign(new Error(CANARY), { statusCode: 418 });
  },
  string: async () => {
    throw CANARY as unknown as Error;
  },
  nothing: async () => {
    throw undefined as unknown as Error;
  },
  sql: () => etiba.deps.db.executeQuery({ sql: `select '${CANARY}'::int`, parameters: [] } as never),
  'sql-parameter': () => etiba.deps.pool.query('select $1::uuid', [CANARY]),
  'sql-too-long': () => etiba.deps.pool.query(`insert into throttles (key) values ($1)`, [CANARY.repeat(20)]),
  'sql-syntax': () => etiba.deps.pool.query(`select ${CANARY}`),
  constraint: () =>
    etiba.deps.pool.query(`insert into idempotency_keys (scope, key, request_hash) values ('x', '', '')`),
  'unknown-constraint': () =>
    etiba.deps.pool.query(`insert into audit_events (actor_role, action, outcome) values ('x', 'x', $1)`, [
      CANARY,
    ]),
  refused: () =>
    etiba.deps.pool.query(`do $$ begin raise exception '${CANARY}' using errcode = '57P03'; end $$`),
  'wrong-answer': async () => ({ not: 'what the schema says' }),
  problem: async () => {
    throw clinic.slot_taken('That time is taken; the next is at 10:00.', { extra: { next_free: ['10:00'] } });
  },
  fields: async () => {
    throw invalidFields([
      { field: 'a', message: 'is wrong' },
      { field: 'b', message: 'is wrong too' },
    ]);
  },
  throttled: async () => {
    throw problems.throttled(undefined, { retry_after: 7 });
  },
};

beforeAll(async () => {
  app = await createServer(etiba.deps, { idempotency_keys_key_length: clinic.slot_taken });
  const spec = { access: 'public', summary: 'Fails', answer: Closed({ ok: Type.Boolean() }) } as const;
  const list = Object.entries(faults).map(([name, fault]) =>
    route(
      'GET',
      `/api/test/${name}/`,
      { ...spec, operation_id: name },
      fault as () => Promise<{ ok: boolean }>,
    ),
  );
  registerRoutes(app, etiba.deps, 'Test', list);
});
afterAll(() => app?.close());

async function fail(name: string) {
  const before = etiba.logged.length;
  const response = await app.inject({ method: 'GET', url: `/api/test/${name}/?` });
  return { response, body: response.json(), log: etiba.logged.slice(before).join('') };
}

describe('a fault of ours', () => {
  it.each([
    'error',
    'error-with-code',
    'string',
    'nothing',
    'sql-syntax',
    'unknown-constraint',
    'wrong-answer',
  ])(
    '(%s) is a generic problem with the request id, and its words are neither in the answer nor in the log',
    async (name) => {
      const { response, body, log } = await fail(name);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toEqual({
        type: '/api/problems/internal_error',
        title: 'Something went wrong on our side',
        status: 500,
        detail: 'Something went wrong on our side. Give the request id to your administrator.',
        code: 'internal_error',
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(log).toContain(body.request_id);
      expect(log).toContain('"msg":"request failed"');
      expect(`${response.body}${log}`).not.toMatch(/canary|Amina|0712345678/);
      expect(response.body).not.toMatch(/node_modules|\.ts|select|insert/);
    },
  );

  it('is logged with where it happened', async () => {
    expect((await fail('error')).log).toMatch(/"frames":" {4}at .*error-handler\.test\.ts:\d+/);
  });
});

describe('what is not our fault', () => {
  it.each([
    ['sql', 400, 'invalid_input'],
    ['sql-parameter', 400, 'invalid_input'],
    ['sql-too-long', 400, 'invalid_input'],
    ['error-in-disguise', 400, 'malformed_request'],
    ['constraint', 409, 'slot_taken'],
    ['refused', 503, 'service_unavailable'],
  ])('(%s) is answered %i %s without a value', async (name, status, code) => {
    const { response, body, log } = await fail(name);
    expect({ status: response.statusCode, code: body.code }).toEqual({ status, code });
    expect(`${response.body}${log}`).not.toMatch(/canary|Amina|0712345678/);
  });

  it('says when to come back', async () => {
    expect((await fail('refused')).response.headers['retry-after']).toBe('2');
    expect((await fail('throttled')).response.headers['retry-after']).toBe('7');
  });

  it('is a problem as it was thrown', async () => {
    const { response, body } = await fail('problem');
    expect(response.statusCode).toBe(409);
    expect(body).toMatchObject({
      code: 'slot_taken',
      detail: 'That time is taken; the next is at 10:00.',
      next_free: ['10:00'],
    });
    expect((await fail('fields')).body).toMatchObject({
      status: 400,
      detail: 'a: is wrong',
      errors: [
        { field: 'a', message: 'is wrong' },
        { field: 'b', message: 'is wrong too' },
      ],
    });
  });
});

describe('a catalog of problems', () => {
  it('knows its kinds', () => {
    expect(problemKinds(clinic)).toEqual([{ code: 'slot_taken', status: 409, title: 'That time is taken' }]);
    for (const { code, status } of problemKinds(problems)) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });
});
