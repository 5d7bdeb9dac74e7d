import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { aForm, type FormPart } from '../../../test/forms.ts';
import { inTransaction } from '../database.ts';
import { installPatience } from './patience.ts';
import { Download, FileAnswer } from './download.ts';
import { registerRoutes, route, type Route } from './route.ts';
import { Closed, Text } from './schemas.ts';
import { createServer } from './server.ts';
import { receivedFile, spoolFolder } from './upload.ts';

const etiba = useEtiba();
let app: FastifyInstance;
let access = '';
let port = 0;
let runs = 0;

const Form = Closed({ file: Type.String({ format: 'binary' }), description: Type.Optional(Text(20)) });
const Answer = Closed({
  name: Type.String(),
  size: Type.Integer(),
  sha256: Type.String(),
  description: Type.String(),
  run: Type.Integer(),
});

const routes: readonly Route[] = [
  route(
    'POST',
    '/api/test/uploads/',
    {
      access: 'appointments:use',
      operation_id: 'testUpload',
      summary: 'x',
      upload: true,
      body: Form,
      answer: Answer,
    },
    ({ deps, actor, body, request }) =>
      inTransaction(deps, actor, async () => {
        const { name, content } = receivedFile(request);
        if (body.description === 'logout') throw new Error('not reached');
        runs += 1;
        const { size, sha256 } = content;
        return { name, size, sha256, description: body.description ?? '', run: runs };
      }),
  ),
  route(
    'GET',
    '/api/test/downloads/',
    {
      access: 'appointments:use',
      operation_id: 'testDownload',
      summary: 'x',
      download: { media_type: 'application/pdf', only: true },
      answer: FileAnswer,
    },
    async () => {
      const content = Buffer.from('<script>alert(1)</script>');
      return new Download('Zoë.pdf', 'application/pdf', content);
    },
  ),
];

beforeAll(async () => {
  app = await createServer({ ...etiba.deps, config: { ...etiba.deps.config, upload_max_mb: 1 } }, {});
  registerRoutes(app, etiba.deps, 'Test', []);
  registerRoutes(app, { ...etiba.deps, config: { ...etiba.deps.config, upload_max_mb: 1 } }, 'Test', routes);
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as { port: number }).port;
  ({ access } = await etiba.aPatient());
});
afterAll(() => app?.close());

const send = async (parts: FormPart[], headers: Record<string, string> = {}) => {
  const form = aForm(parts);
  const response = await app.inject({
    method: 'POST',
    url: '/api/test/uploads/',
    headers: { authorization: `Bearer ${access}`, ...form.headers, ...headers },
    payload: form.payload,
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};
const file = (content: Buffer | string = 'hello', filename = 'a.pdf') => ({
  name: 'file',
  filename,
  content,
});

const left = () => readdir(spoolFolder(etiba.deps.config)).catch(() => []);
/** Spools that nobody has closed: they have no name, but a handle. */
async function openSpools(): Promise<number> {
  const handles = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(handles.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(spoolFolder(etiba.deps.config))).length;
}

describe('an upload', () => {
  it('arrives whole, with its fields, its hash and a clean name', async () => {
    const content = Buffer.alloc(1024 * 1024, 'x');
    const description = { name: 'description', content: 'Blood count' };
    for (const parts of [
      [file(content, 'C:\\scans\\résumé.pdf'), description],
      [description, file(content, 'C:\\scans\\résumé.pdf')],
    ]) {
      const { status, body } = await send(parts);
      expect([status, body]).toEqual([
        200,
        {
          name: 'résumé.pdf',
          size: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
          description: 'Blood count',
          run: expect.any(Number),
        },
      ]);
    }
    expect(await left()).toEqual([]);
  });

  it.each<[string, FormPart[], number, string?]>([
    ['without a file', [{ name: 'description', content: 'x' }], 400, 'file'],
    ['without anything', [], 400, 'file'],
    ['with two files', [file(), file()], 400, 'file'],
    ['with a file under another name', [{ ...file(), name: 'scan' }], 400, 'scan'],
    ['with an empty file', [file('')], 400, 'file'],
    ['with a file that has no name', [{ name: 'file', content: 'hello' }], 400, 'file'],
    ['with a field that nobody knows', [file(), { name: 'color', content: 'red' }], 400, 'color'],
    [
      'with a field twice',
      [file(), { name: 'description', content: 'a' }, { name: 'description', content: 'b' }],
      400,
      'description',
    ],
    [
      'with a field that is too long',
      [file(), { name: 'description', content: 'x'.repeat(21) }],
      400,
      'description',
    ],
    [
      'with a field that is huge',
      [file(), { name: 'description', content: 'x'.repeat(20_000) }],
      400,
      'description',
    ],
    ['with NUL in a field', [file(), { name: 'description', content: 'a\0b' }], 400, 'description'],
    [
      'with broken UTF-8 in a field',
      [file(), { name: 'description', content: Buffer.from([0xff, 0xfe]) }],
      400,
      'description',
    ],
    [
      'with a direction mark in a field',
      [file(), { name: 'description', content: '\u202eevil' }],
      400,
      'description',
    ],
    ['with a field called __proto__', [file(), { name: '__proto__', content: 'x' }], 400],
    ['with a field called constructor', [file(), { name: 'constructor', content: 'x' }], 400],
    [
      'with too many fields',
      [file(), ...Array.from({ length: 40 }, (_, index) => ({ name: `f${index}`, content: '' }))],
      400,
    ],
    ['that is one byte too large', [file(Buffer.alloc(1024 * 1024 + 1))], 413],
    ['that is far too large', [file(Buffer.alloc(3 * 1024 * 1024))], 413],
  ])('%s is refused', async (_, parts, status, field) => {
    const before = runs;
    const answer = await send(parts);
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([status, field]);
    expect([runs, await left()]).toEqual([before, []]);
  });

  it('takes nothing but a form, and other routes take no form', async () => {
    const post = (url: string, type: string, payload: string) =>
      app
        .inject({
          method: 'POST',
          url,
          headers: { authorization: `Bearer ${access}`, 'content-type': type },
          payload,
        })
        .then((response) => response.statusCode);
    expect(await post('/api/test/uploads/', 'application/json', '{"file":"x"}')).toBe(415);
    expect(await post('/api/test/uploads/', 'text/plain', 'x')).toBe(415);
    expect(await post('/api/test/uploads/', 'multipart/mixed; boundary=x', 'x')).toBe(415);
    expect(await post('/api/test/uploads/', 'multipart/form-data', 'x')).toBe(400);
    expect(await post('/api/test/uploads/', 'multipart/form-data; boundary=x', 'no form')).toBe(400);
    const form = aForm([file()]);
    const other = await etiba.app.inject({ method: 'POST', url: '/api/auth/login/', ...form });
    expect(other.statusCode).toBe(415);
  });

  it('is not even read from whoever may not send it', async () => {
    const form = aForm([file()]);
    const { statusCode } = await app.inject({ method: 'POST', url: '/api/test/uploads/', ...form });
    expect(statusCode).toBe(401);
  });

  it('happens once for an Idempotency-Key, and for this file alone', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await send([file('one')], key);
    const again = await send([file('one')], key);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
    expect((await send([file('two')], key)).status).toBe(422);
    expect((await send([file('one', 'b.pdf')], key)).status).toBe(422);
    expect((await send([file('one'), { name: 'description', content: 'x' }], key)).status).toBe(422);
  });
});

describe('an upload over a line', () => {
  const whole = () => {
    const { headers, payload } = aForm([file('x'.repeat(2_000)), { name: 'description', content: 'y' }]);
    const head = [
      'POST /api/test/uploads/ HTTP/1.1',
      'host: x',
      `authorization: Bearer ${access}`,
      `content-type: ${headers['content-type']}`,
      `content-length: ${payload.length}`,
      'connection: close',
    ];
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), payload]);
  };

  async function cutAfter(bytes: Buffer): Promise<void> {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(bytes);
    await sleep(5);
    socket.destroy();
  }

  it('that is cut at any byte leaves nothing: no run, no file, no handle', { timeout: 60_000 }, async () => {
    const bytes = whole();
    const before = runs;
    const places = Array.from({ length: 120 }, (_, index) => Math.floor((index * (bytes.length - 1)) / 119));
    for (let index = 0; index < places.length; index += 12) {
      await Promise.all(places.slice(index, index + 12).map((length) => cutAfter(bytes.subarray(0, length))));
    }
    await expect.poll(async () => [await left(), await openSpools()], { timeout: 10_000 }).toEqual([[], 0]);
    expect(runs).toBe(before);
    expect((await send([file()])).status).toBe(200);
  });

  it('that claims to be far too large is refused before it is sent', async () => {
    const socket = connect(port, '127.0.0.1');
    const head = whole()
      .toString('latin1')
      .split('\r\n\r\n')[0]!
      .replace(/content-length: \d+/, 'content-length: 9999999999');
    socket.write(`${head}\r\n\r\n`);
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*"code":"file_too_large"/);
  });

  it('may take longer than another body', async () => {
    const patient = await createServer(etiba.deps, {});
    expect(patient.server.requestTimeout).toBe(300_000);
    installPatience(patient, 100);
    registerRoutes(patient, etiba.deps, 'Test', routes);
    patient.post('/api/test/other/', { config: { access: 'public' } }, async () => 'done');
    await patient.listen({ host: '127.0.0.1', port: 0 });
    const trickle = async (bytes: Buffer) => {
      const socket = connect((patient.server.address() as { port: number }).port, '127.0.0.1');
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
      socket.write(bytes.subarray(0, -10));
      await sleep(400);
      socket.write(bytes.subarray(-10));
      if (!socket.closed) await once(socket, 'close');
      return answer;
    };
    expect(await trickle(whole())).toMatch(/^HTTP\/1\.1 200 /);
    const other =
      'POST /api/test/other/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n';
    expect(await trickle(Buffer.from(`${other}{"a":"          "}  `))).toMatch(
      /^HTTP\/1\.1 400 [^]*did not arrive in time/,
    );
    await patient.close();
  });

  it('is in vain for who is signed out while it comes', async () => {
    const patient = await etiba.aPatient();
    const bytes = whole().toString('latin1').replace(access, patient.access);
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    socket.write(bytes.slice(0, -100), 'latin1');
    await sleep(100);
    const before = runs;
    expect((await etiba.as(patient).post('/api/auth/logout-all/')).status).toBe(200);
    socket.write(bytes.slice(-100), 'latin1');
    await once(socket, 'close');
    expect([/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1], runs]).toEqual(['401', before]);
  });
});

describe('a download', () => {
  it('can run nothing in a browser and is kept nowhere', async () => {
    const { statusCode, headers, body } = await app.inject({
      url: '/api/test/downloads/',
      headers: { authorization: `Bearer ${access}` },
    });
    expect([statusCode, body]).toEqual([200, '<script>alert(1)</script>']);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '25',
      'content-disposition': `attachment; filename="Zoe.pdf"; filename*=UTF-8''Zo%C3%AB.pdf`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});
