import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let port: number;

beforeAll(async () => {
  port = Number(new URL(await etiba.app.listen({ host: '127.0.0.1', port: 0 })).port);
});

const sockets: Socket[] = [];
afterAll(() => sockets.forEach((socket) => socket.destroy()));

async function aSocket(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket.on('error', () => {}));
  await once(socket, 'connect');
  return socket;
}

/** What the server says to these bytes until it hangs up. */
async function exchange(bytes: string | Buffer): Promise<{ status: number; head: string; body: string }> {
  const socket = await aSocket();
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body };
}

const get = (path: string, lines = '') =>
  exchange(`GET ${path} HTTP/1.1\r\nHost: clinic.test\r\nConnection: close\r\n${lines}\r\n`);

describe('every answer', () => {
  it.each([
    ['of success', '/api/health/live/', 200],
    ['to who is not signed in', '/api/auth/me/', 401],
    ['for a path that is not there', '/api/nothing/', 404],
    ['for a path that cannot be read', '/api/%zz', 400],
    ['for a path that is too long', `/api/auth/verify-email/${'x'.repeat(5000)}/y/`, 404],
    ['for bad input', '/api/auth/me/?x=1', 401],
    ['for the document', '/api/openapi.json', 200],
  ])('%s carries the security headers and is not kept', async (_, path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.head).toMatch(/\r\nx-content-type-options: nosniff/i);
    expect(answer.head).toMatch(/\r\ncontent-security-policy: default-src '(self|none)'/i);
    expect(answer.head).toMatch(/\r\ncache-control: no-store/i);
    expect(answer.head).not.toMatch(/x-powered-by|\r\nserver:/i);
    expect(answer.body).not.toMatch(/zz|xxxx/);
  });

  it('holds the policy of a page that loads nothing from elsewhere', async () => {
    const { headers } = await etiba.anyone.get('/api/health/live/');
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';img-src 'self' data:;object-src 'none';style-src 'self' 'unsafe-inline';worker-src 'self' blob:",
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
  });
});

describe('a refusal', () => {
  it.each(['/api/auth/me/', '/api/nothing/', '/api/%zz', `/api/auth/verify-email/${'x'.repeat(5000)}/y/`])(
    'of %.30s is a problem',
    async (path) => {
      const { status, head, body } = await get(path);
      expect(head).toMatch(/\r\ncontent-type: application\/problem\+json/i);
      expect(JSON.parse(body)).toMatchObject({
        status,
        code: expect.any(String),
        request_id: expect.any(String),
      });
    },
  );
});

describe('what is not HTTP', () => {
  it.each([
    ['garbage', 'garbage\r\n\r\n', 400],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex'), 400],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n', 400],
    ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nX y: 1\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
    ],
    [
      'a length and chunks',
      'POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'a length below nothing',
      'POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      400,
    ],
    [
      'a broken chunk',
      'POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 413],
    ['a path without end', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 413],
    ['HTTP/3.0', 'GET / HTTP/3.0\r\nHost: x\r\n\r\n', 400],
  ])('(%s) gets a problem and hurts nobody', async (_, bytes, status) => {
    const answer = await exchange(bytes);
    expect(answer.status).toBe(status);
    expect(answer.head).toMatch(/\r\ncontent-type: application\/problem\+json/i);
    expect(answer.head).toMatch(/\r\ncontent-security-policy: /i);
    expect(JSON.parse(answer.body)).toMatchObject({
      status,
      code: status === 400 ? 'malformed_request' : 'too_large',
    });
    expect((await get('/api/health/live/')).status).toBe(200);
  });

  it('is refused without a Host', async () => {
    expect((await exchange('GET /api/health/live/ HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(400);
  });

  it('is dropped when the client hangs up in the middle', async () => {
    const socket = await aSocket();
    socket.write(
      'POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"email"',
    );
    socket.destroy();
    expect((await get('/api/health/live/')).status).toBe(200);
  });

  it('hurts nobody when it is slow', async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, aSocket));
    for (const socket of slow) socket.write('POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nX-Slow');
    const started = performance.now();
    expect((await get('/api/health/live/')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(1000);
    for (const socket of slow) socket.destroy();
    expect(etiba.app.server.headersTimeout).toBe(15_000); // and bodies: see "may take longer than another body"
  });
});

describe('methods and forms of a request', () => {
  it.each(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PATCH', 'POST'])(
    '%s of a GET route finds nothing',
    async (method) => {
      const answer = await exchange(
        `${method} /api/health/live/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.status).toBe(404);
    },
  );

  it.each(['CONNECT', 'get', 'FOO'])('%s is not understood', async (method) => {
    const answer = await exchange(
      `${method} /api/health/live/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.status === 400 || answer.head === '').toBe(true);
  });

  it('may be absolute, and mean the same', async () => {
    const { access } = await etiba.aPatient();
    const authorization = `Authorization: Bearer ${access}\r\n`;
    expect((await get('http://elsewhere.example/api/auth/me/')).status).toBe(401);
    const answer = await get('http://elsewhere.example/api/auth/me/', authorization);
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/\r\ncache-control: no-store/i);
    const list = await get('http://elsewhere.example/api/notifications/?page=2', authorization);
    expect(list.status).toBe(200);
    expect(list.body).not.toContain('elsewhere');
  });

  it('never change the method by a header', async () => {
    const { access, user_id } = await etiba.aPatient();
    const headers = {
      authorization: `Bearer ${access}`,
      'x-http-method-override': 'DELETE',
      'x-method-override': 'PATCH',
    };
    expect((await etiba.app.inject({ method: 'GET', url: '/api/auth/me/', headers })).json().id).toBe(
      user_id,
    );
  });
});

describe('an overloaded database', () => {
  it('is answered with 503 and Retry-After before anything waits for it, while the process says that it lives', async () => {
    const { access } = await etiba.aPatient();
    const waiting = vi.spyOn(etiba.deps.pool, 'waitingCount', 'get').mockReturnValue(401);
    try {
      for (const answer of [
        await etiba.as({ access }).get('/api/auth/me/'),
        await etiba.anyone.get('/api/health/ready/'),
      ]) {
        expect(answer).toMatchObject({
          status: 503,
          body: { code: 'service_unavailable' },
          headers: { 'retry-after': '2', 'cache-control': 'no-store' },
        });
      }
      expect((await etiba.anyone.get('/api/health/live/')).status).toBe(200);
    } finally {
      waiting.mockRestore();
    }
    expect((await etiba.as({ access }).get('/api/auth/me/')).status).toBe(200);
  });
});

describe('other origins', () => {
  it('are told nothing unless they are configured', async () => {
    const { headers } = await etiba.anyone.get('/api/health/live/', {
      headers: { origin: 'https://portal.example' },
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('may call when they are, they alone', async () => {
    const open = await openTestEtiba({
      beside: etiba.database,
      config: { cors_origins: ['https://portal.example'] },
    });
    const preflight = (origin: string) =>
      open.app.inject({
        method: 'OPTIONS',
        url: '/api/auth/me/',
        headers: {
          origin,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization',
        },
      });
    const allowed = await preflight('https://portal.example');
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://portal.example',
      'access-control-allow-credentials': 'true',
    });
    expect(allowed.headers['access-control-allow-methods']).toContain('PATCH');
    expect(allowed.headers['access-control-allow-headers']).toContain('If-Match');
    for (const origin of [
      'https://evil.example',
      'https://portal.example.evil.example',
      'http://portal.example',
      'null',
      'https://portal.example:444',
    ]) {
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
    }
    const refused = await open.anyone.get('/api/auth/me/', { headers: { origin: 'https://portal.example' } });
    expect(refused).toMatchObject({
      status: 401,
      headers: { 'access-control-allow-origin': 'https://portal.example' },
    });
    await open.close();
  });
});

describe('the log', () => {
  it('has one line for a request, with the route and not the address', async () => {
    const before = etiba.logged.length;
    const { access, user_id } = await etiba.aPatient();
    await etiba
      .as({ access })
      .delete('/api/auth/sessions/019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d/?search=canary');
    const lines = etiba.logged.slice(before).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { msg: 'request', method: 'DELETE', route: '/api/auth/sessions/:session_id/', status: 400, user_id },
    ]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });
});
