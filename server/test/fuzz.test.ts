import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../src/modules.ts';
import { exampleOf } from '../src/platform/http/examples.ts';
import type { Route } from '../src/platform/http/route.ts';
import { models } from '../src/platform/http/schemas.ts';
import { ACTORS } from './access-table.ts';
import { aWorld, type World } from './access-world.ts';
import { asForm } from './forms.ts';
import { openTestEtiba, type TestEtiba } from './harness.ts';
import { aPdf } from './sample-files.ts';
import { endingStreams } from './streams.ts';

// Whatever a client sends, the answer is never 5xx and never empty of a reason. Each route gets its own example with
// one or more parts replaced by something nasty, as every kind of actor.

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -0,
    2 ** 53,
    2 ** 31,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\u202eevil',
    '%',
    '_',
    "'",
    '"',
    '\\',
    "'; drop table users; --",
    '%00',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '$ne',
    '\r\nX: y',
    'null',
    'undefined',
    'NaN',
    '0000-00-00',
    '9999-12-31',
    '9999-12-31T23:59:59.999999999Z',
    '0001-01-01',
    '0001-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '2026-02-30',
    '2026-12-01T25:00:00Z',
    '2026-12-01T09:00:60Z',
    '2026-12-01T09:00:00',
    '+275760-09-13',
    '24:00',
    '23:59:60',
    '12:00:00.5',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '１２３',
    '🙂'.repeat(50),
    'x'.repeat(5000),
    [],
    [[]],
    {},
    { $gt: '' },
    [null],
    Array(200).fill(0),
    { a: { b: { c: {} } } },
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

const all = Object.values(routes).flat();
let etiba: TestEtiba;
let world: World;

beforeAll(async () => {
  etiba = await openTestEtiba();
  world = await aWorld(etiba);
});
afterAll(() => etiba?.close());

describe.each(all.map((route) => [`${route.method} ${route.url}`, route] as const))('%s', (key, route) => {
  const isDestructive = /logout|sessions|deactivate|password/.test(route.url);

  it('never answers 5xx', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        mutationsOf(route),
        fc.constantFrom(...ACTORS, undefined),
        async ({ params, query, body, headers }, actor) => {
          const access = actor === undefined || isDestructive ? undefined : world.people[actor].access;
          const json = { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) };
          const sent = body !== undefined && (route.spec.upload ? asForm(body, aPdf()) : json);
          const asked = etiba.app.inject({
            method: route.method,
            url: urlOf(route, params, query),
            headers: {
              ...(sent && sent.headers),
              ...headers,
              ...(access !== undefined && { authorization: `Bearer ${access}` }),
            },
            ...(sent && { payload: sent.payload }),
          });
          const response = await endingStreams(etiba, asked);
          const fault =
            response.statusCode >= 500 ? etiba.logged.findLast((line) => line.includes('frames')) : undefined;
          const context = {
            key,
            fault,
            status: response.statusCode,
            sent: JSON.stringify({ params, query, body, headers }),
            got: response.body.slice(0, 300),
          };
          expect(context).toMatchObject({ key, status: expect.toSatisfy((status: number) => status < 500) });
          const isProblem = String(response.headers['content-type']).startsWith('application/problem+json');
          expect({ ...context, isProblem }).toMatchObject({ isProblem: response.statusCode >= 400 });
          const leak =
            response.statusCode >= 400 &&
            /select |insert |at \w+ \(|node_modules|\/src\//.exec(response.body);
          expect({ ...context, leak: leak || null }).toMatchObject({ leak: null });
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function mutationsOf(route: Route) {
  const { params, query, body } = route.spec;
  return fc.record({
    params: mutated(params, 0.3),
    query: mutated(query, 0.5),
    body:
      body === undefined
        ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: nasty })
        : mutated(body, 0.3),
    headers: fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Record<string, string>>(
          { 'if-match': '"x"' },
          { 'if-match': ',,,"' },
          { 'idempotency-key': 'k'.repeat(256) },
          { 'idempotency-key': 'fuzz' },
          { 'idempotency-key': 'é' },
          { 'content-type': 'text/plain' },
          { 'content-type': 'application/json; charset=utf-16' },
          { 'content-encoding': 'gzip' },
          { accept: 'text/html' },
          { cookie: 'etiba_refresh=x; etiba_device=y' },
          { origin: 'null' },
          { 'x-forwarded-for': 'not an address' },
          { 'user-agent': '\u00e9'.repeat(1000) },
          { host: 'evil.example.org' },
        ),
      },
    ),
  });
}

/** The schema's example with some of its fields nasty, left out or joined by a stranger. */
function mutated(schema: TSchema | undefined, chance: number): fc.Arbitrary<unknown> {
  if (schema === undefined) return fc.constant({});
  const example = exampleOf(schema);
  if (Array.isArray(example)) {
    return fc.oneof(
      nasty,
      fc.array(mutatedObject(example[0] as Record<string, unknown>, chance), { maxLength: 5 }),
    );
  }
  if (typeof example !== 'object' || example === null) return nasty;
  return fc.oneof(
    { weight: 9, arbitrary: mutatedObject(example as Record<string, unknown>, chance) },
    { weight: 1, arbitrary: nasty },
  );
}

function mutatedObject(
  example: Record<string, unknown>,
  chance: number,
): fc.Arbitrary<Record<string, unknown>> {
  const odds = Math.round(chance * 10);
  const fields = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      fc.oneof(
        { weight: 10 - odds, arbitrary: fc.constant(value) },
        { weight: odds, arbitrary: nasty },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
    ]),
  );
  const stranger = fc.oneof(
    { weight: 12, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.string({ maxLength: 10 }), nasty).map(([name, value]) => ({ [name]: value })),
    },
  );
  return fc.tuple(fc.record(fields), stranger).map(([known, more]) => ({ ...known, ...more }));
}

function urlOf(route: Route, params: unknown, query: unknown): string {
  const given = (params ?? {}) as Record<string, unknown>;
  const path = route.url.replace(/:(\w+)/g, (_, name: string) => {
    const value = given[name];
    // The example of an id is nobody's; half of the time a real one makes the operation run.
    const isExample = typeof value === 'string' && value.startsWith('019b2c5e');
    return encode(isExample || value === undefined ? (world.params[name] ?? 'x') : value);
  });
  const pairs = Object.entries((typeof query === 'object' && query) || {}).filter(
    ([, value]) => value !== undefined,
  );
  return pairs.length > 0
    ? `${path}?${pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`
    : path;
}

function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.toWellFormed().slice(0, 2000)) || '%20';
}

describe('the fuzzer', () => {
  it('knows every model, so that its examples are real', () => {
    for (const [name, schema] of models)
      expect({ name, example: exampleOf(schema) }).not.toMatchObject({ example: null });
  });
});
