import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { useEtiba } from '../../../test/harness.ts';
import { registerRoutes, route } from './route.ts';
import {
  Closed,
  EmailInput,
  Instant,
  Line,
  Nullable,
  OneOf,
  PlainDate,
  Text,
  Uuid,
  WallTime,
} from './schemas.ts';
import { createServer } from './server.ts';

const etiba = useEtiba();
let app: FastifyInstance;

const Body = Closed({
  line: Type.Optional(Line(20)),
  text: Type.Optional(Text(200)),
  number: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  flag: Type.Optional(Type.Boolean()),
  nullable: Type.Optional(Nullable(Line(20))),
  word: Type.Optional(OneOf(['one', 'two'])),
  list: Type.Optional(Type.Array(Closed({ dose: Line(10) }), { maxItems: 3 })),
  id: Type.Optional(Uuid()),
  date: Type.Optional(PlainDate()),
  instant: Type.Optional(Instant()),
  time: Type.Optional(WallTime()),
  email: Type.Optional(EmailInput()),
});
const Query = Closed({
  page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
  flag: Type.Optional(Type.Boolean()),
  word: Type.Optional(OneOf(['one', 'two'])),
  search: Type.Optional(Line(100)),
  many: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
});
const Echo = Type.Object({}, { additionalProperties: true });

beforeAll(async () => {
  app = await createServer(etiba.deps, {});
  const spec = { access: 'public', summary: 'Gives back what it got', answer: Echo } as const;
  registerRoutes(app, etiba.deps, 'Test', [
    route('POST', '/api/echo/', { ...spec, operation_id: 'post', body: Body }, async ({ body }) => body),
    route('GET', '/api/echo/', { ...spec, operation_id: 'get', query: Query }, async ({ query }) => query),
    route('POST', '/api/bare/', { ...spec, operation_id: 'bare' }, async () => ({ done: true })),
    route(
      'GET',
      '/api/things/:id/',
      { ...spec, operation_id: 'thing', params: Closed({ id: Uuid() }) },
      async ({ params }) => params,
    ),
  ]);
});
afterAll(() => app?.close());

const json = { 'content-type': 'application/json' };
async function post(payload: unknown, { headers = json, url = '/api/echo/' } = {}) {
  const raw = typeof payload === 'string' || payload instanceof Buffer ? payload : JSON.stringify(payload);
  const response = await app.inject({ method: 'POST', url, headers, payload: raw });
  return { status: response.statusCode, body: response.json(), size: response.body.length };
}
async function get(query: string) {
  const response = await app.inject({ method: 'GET', url: `/api/echo/?${query}` });
  return { status: response.statusCode, body: response.json() };
}

describe('a body', () => {
  it('is taken as it is', async () => {
    const body = {
      line: ' é ',
      text: 'a\n\tb',
      number: 5,
      flag: false,
      nullable: null,
      word: 'two',
      list: [{ dose: '1' }],
    };
    expect(await post(body)).toMatchObject({ status: 200, body });
    expect(await post({})).toMatchObject({ status: 200, body: {} });
  });

  it.each([
    [{ number: '5' }, 'number'],
    [{ number: 5.5 }, 'number'],
    [{ number: 11 }, 'number'],
    [{ number: 1e300 }, 'number'],
    [{ number: [5] }, 'number'],
    [{ flag: 'true' }, 'flag'],
    [{ flag: 0 }, 'flag'],
    [{ line: null }, 'line'],
    [{ line: '' }, 'line'],
    [{ line: '\u00a0' }, 'line'],
    [{ line: '\u200b\u200d' }, 'line'],
    [{ line: 'a\nb' }, 'line'],
    [{ line: 'a\u2028b' }, 'line'],
    [{ line: 'a\u0085b' }, 'line'],
    [{ line: 'a\u202eb' }, 'line'],
    [{ line: 'a\u2066b' }, 'line'],
    [{ line: 'x'.repeat(21) }, 'line'],
    [{ text: 'a\u0007b' }, 'text'],
    [{ text: 'a\u001bb' }, 'text'],
    [{ word: 'One' }, 'word'],
    [{ word: 'constructor' }, 'word'],
    [{ list: {} }, 'list'],
    [{ list: [{}] }, 'list/0/dose'],
    [{ list: [{ dose: '1', more: 1 }] }, 'list/0/more'],
    [{ list: [{ dose: '1' }, null] }, 'list/1'],
    [{ list: Array.from({ length: 4 }, () => ({ dose: '1' })) }, 'list'],
    [{ unknown: 1 }, 'unknown'],
    [{ Line: 'x' }, 'Line'],
    [{ toString: 'x' }, 'toString'],
    [{ constructor: 'x' }, 'constructor'],
    [{ id: '5' }, 'id'],
    [{ id: 'urn:uuid:019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }, 'id'],
    [{ date: '2026-02-29' }, 'date'],
    [{ date: '2026-2-1' }, 'date'],
    [{ date: '0000-01-01' }, 'date'],
    [{ date: '2026-12-01T00:00:00Z' }, 'date'],
    [{ instant: '2026-12-01T09:30:00' }, 'instant'],
    [{ instant: '2026-12-01' }, 'instant'],
    [{ instant: '2026-02-30T09:30:00Z' }, 'instant'],
    [{ instant: '2026-12-01T24:00:00Z' }, 'instant'],
    [{ instant: '2026-12-01T09:30:60Z' }, 'instant'],
    [{ instant: '2026-12-01T09:30:00+25:00' }, 'instant'],
    [{ instant: '9999-12-31T23:59:59-01:00' }, 'instant'],
    [{ instant: '2026-12-01T09:30:00Z[Africa/Nairobi]' }, 'instant'],
    [{ time: '24:00' }, 'time'],
    [{ time: '8:00' }, 'time'],
    [{ email: 'a@b' }, 'email'],
    [{ email: 'a@b..c' }, 'email'],
    [{ email: '.a@b.c' }, 'email'],
    [{ email: 'a b@c.d' }, 'email'],
    [{ email: 'a@b.c, d@e.f' }, 'email'],
    [{ email: '"a"@b.c' }, 'email'],
    [{ email: 'a@[127.0.0.1]' }, 'email'],
    [{ email: 'a@-b.c' }, 'email'],
    [{ email: 'a@@b.c' }, 'email'],
  ])('of %j is refused, naming %s', async (body, field) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
    expect(answer.body.detail).toMatch(new RegExp(`^${field}: `));
  });

  it.each(['null', '[]', '5', '"x"', 'true'])('of %s is not an object', async (body) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'body', message: 'wants object' }] },
    });
  });

  it.each([
    '{',
    '{"line":}',
    "{'line':'x'}",
    '{"line":"x"}x',
    '{"line":"x",}',
    'line=x',
    '\u0000',
    '{"number":NaN}',
    '{"line":"\\x"}',
  ])('that is no JSON is refused: %j', async (body) =>
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'malformed_request' } }),
  );

  it.each([
    '{"__proto__":{"flag":true}}',
    '{"list":[{"__proto__":{"dose":"1"}}]}',
    '{"constructor":{"prototype":{"flag":true}}}',
    '{"\\u005f_proto__":{}}',
  ])('never touches a prototype: %s', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400 });
    expect(({} as { flag?: unknown }).flag).toBeUndefined();
  });

  it.each([
    ['a NUL', '{"line":"a\\u0000b"}', 'line'],
    ['half a character', '{"line":"a\\ud800b"}', 'line'],
    ['half a character deep inside', '{"list":[{"dose":"\\udc00"}]}', 'list'],
    ['a NUL in a name', '{"a\\u0000":1}', 'body'],
    ['the sign of broken text', '{"line":"\\ufffd"}', 'line'],
  ])('with %s is refused', async (_, body, field) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ field }] },
    });
  });

  it.each([
    ['Latin-1', Buffer.from('{"line":"é"}', 'latin1')],
    ['UTF-16', Buffer.from('{"line":"x"}', 'utf16le')],
    ['an overlong slash', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['gzip', Buffer.from('1f8b0800000000000003ab5654d25302006f7f8a0d06000000', 'hex')],
  ])('in %s is refused', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
    'text/json',
    'x',
    '',
  ])('of type %s is refused', async (type) => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/echo/',
      headers: type === undefined ? {} : { 'content-type': type },
      payload: '{}',
    });
    expect(response).toMatchObject({ statusCode: 415 });
    expect(response.json()).toMatchObject({ code: 'unsupported_media_type' });
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset="UTF-8"'])(
    'of type %s is read',
    async (type) => {
      expect(await post({ line: 'x' }, { headers: { 'content-type': type } })).toMatchObject({ status: 200 });
    },
  );

  it('that is not there is an empty one', async () => {
    for (const headers of [json, {}]) {
      const response = await app.inject({ method: 'POST', url: '/api/echo/', headers });
      expect(response.statusCode).toBe(200);
      expect((await app.inject({ method: 'POST', url: '/api/bare/', headers })).statusCode).toBe(200);
    }
  });

  it('is refused where none is expected', async () => {
    expect(await post({ line: 'x' }, { url: '/api/bare/' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'line' }] },
    });
    expect((await post({}, { url: '/api/bare/' })).status).toBe(200);
  });

  it('of more than 256 KB is too large', async () => {
    expect(await post({ text: 'x'.repeat(256 * 1024) })).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
    const response = await app.inject({
      method: 'POST',
      url: '/api/echo/',
      headers: { ...json, 'content-length': '99999999' },
      payload: '{}',
    });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
  });

  it.each([
    ['deep lists', '['.repeat(120_000) + ']'.repeat(120_000)],
    ['deep objects', '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000)],
    ['deep in a field', `{"list":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['deep and cut off', '['.repeat(250_000)],
    [
      'wide',
      JSON.stringify(Object.fromEntries(Array.from({ length: 16_000 }, (_, index) => [`k${index}`, index]))),
    ],
    ['a wide list', JSON.stringify({ list: Array(60_000).fill(1) })],
    ['a long name', JSON.stringify({ ['n'.repeat(250_000)]: 1 })],
    ['a long number', `{"number":${'9'.repeat(200_000)}}`],
    ['a long text', JSON.stringify({ line: '!'.repeat(120_000), email: `${'a'.repeat(120_000)}@` })],
  ])('that is %s is refused cheaply, in a short answer', async (_, body) => {
    const started = performance.now();
    const { status, size } = await post(body);
    expect(status).toBe(400);
    expect(size).toBeLessThan(20_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a query', () => {
  it('is text, read as what its schema says', async () => {
    expect(await get('page=3&flag=true&word=one&search=%C3%A9+x&many=a')).toMatchObject({
      status: 200,
      body: { page: 3, flag: true, word: 'one', search: 'é x', many: ['a'] },
    });
    expect((await get('')).body).toEqual({ page: 1 });
    expect((await get('many=a&many=b')).body.many).toEqual(['a', 'b']);
  });

  it.each([
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['page=', 'page'],
    ['page=1.5', 'page'],
    ['page=1&page=2', 'page'],
    ['page[]=1', 'page[]'],
    ['page[$gt]=1', 'page[$gt]'],
    ['flag=yes', 'flag'],
    ['flag=true&flag=true', 'flag'],
    ['word=one&word=one', 'word'],
    ['word=', 'word'],
    ['unknown=1', 'unknown'],
    ['Page=1', 'Page'],
    ['search=%00', 'search'],
    ['search=%ff', 'search'],
    ['search=%ed%a0%80', 'search'],
    ['search=%E2%80%AE', 'search'],
    ['search=a&search=b', 'search'],
    ['many=a&many=b&many=c&many=d', 'many'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
  ])('of %s is refused, naming %s', async (query, field) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('is refused where none is expected', async () => {
    const response = await app.inject({ method: 'POST', url: '/api/bare/?role=ADMIN' });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field: 'role' }] });
  });
});

describe('a path', () => {
  it.each([
    '5',
    'x',
    '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4',
    "019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'",
    '%F0%9F%99%82',
    '..%2f..%2fetc',
  ])('with %s for an id names nothing', async (id) =>
    expect((await app.inject({ method: 'GET', url: `/api/things/${id}/` })).statusCode).toBe(404),
  );

  it('is found with and without the trailing slash', async () => {
    const id = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
    for (const url of [`/api/things/${id}/`, `/api/things/${id}`])
      expect((await app.inject({ method: 'GET', url })).json()).toEqual({ id });
  });
});
