import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../app.ts';
import { closeDeps, createDeps } from '../deps.ts';
import { jobs } from '../modules.ts';
import { loadConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { createLogger } from './logger.ts';
import { migrate } from './migrate.ts';
import { deriveKeys } from './secrets.ts';

// On a PostgreSQL of its own: it is killed.

let dataDir: string;
let postgres: EmbeddedPostgres;
let deps: Deps;
let app: FastifyInstance;
const logged: string[] = [];

const start = () => {
  const passwords = { admin: 'admin', owner: 'owner', app: 'app' };
  return startEmbeddedPostgres({ dataDir, passwords, settings: { fsync: 'off' }, log: () => {} });
};
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'etiba-killed-'));
  postgres = await start();
  await migrate(postgres.ownerUrl, 'etiba_app', jobs);
  const log = createLogger(
    'info',
    new Writable({ write: (line, _encoding, done) => (logged.push(String(line)), done()) }),
  );
  deps = await createDeps({
    config: loadConfig({}),
    keys: deriveKeys('of this test'),
    database_url: postgres.appUrl,
    log,
    works: true,
  });
  app = await buildApp(deps);
}, 60_000);
afterAll(async () => {
  await app?.close();
  if (deps) await closeDeps(deps);
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const logIn = () =>
  app.inject({ method: 'POST', url: '/api/auth/login/', payload: { email: 'a@example.org', password: 'x' } });
const ready = () => app.inject('/api/health/ready/');

/** Sends requests until they are served again; a 503 counts as `503 with Retry-After` if it says when to come back. */
async function untilServed(): Promise<{ seen: Set<string>; took: number }> {
  const seen = new Set<string>();
  const started = performance.now();
  for (;;) {
    const [login, readiness] = await Promise.all([logIn(), ready()]);
    for (const { statusCode, headers } of [login, readiness]) {
      seen.add(headers['retry-after'] === undefined ? String(statusCode) : `${statusCode} with Retry-After`);
    }
    const took = performance.now() - started;
    if ([401, 429].includes(login.statusCode) && readiness.statusCode === 200) return { seen, took };
    if (took > 15_000) throw new Error(`not served again; seen ${[...seen].join()}`);
    await sleep(50);
  }
}

describe('a database that is killed', () => {
  it('makes 503 of the requests meanwhile; they are served again within ten seconds of its return', async () => {
    expect((await logIn()).statusCode).toBe(401);
    const pid = Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
    const under = Array.from({ length: 20 }, logIn);
    process.kill(pid, 'SIGKILL');
    for (const response of await Promise.all(under)) expect([401, 429, 503]).toContain(response.statusCode);
    const { seen, took } = await untilServed();
    const honest = ['200', '401', '429 with Retry-After', '503 with Retry-After'];
    expect([...seen].filter((answer) => !honest.includes(answer))).toEqual([]);
    expect(took).toBeLessThan(10_000);
    expect((await app.inject('/api/health/live/')).statusCode).toBe(200);
  }, 40_000);

  it('may be away for longer, with its socket gone', async () => {
    await postgres.stop();
    for (const response of await Promise.all([logIn(), ready(), logIn()])) {
      expect(response.json()).toMatchObject({ status: 503, code: 'service_unavailable' });
      expect(response.headers['retry-after']).toBe('2');
    }
    expect((await app.inject('/api/health/live/')).statusCode).toBe(200);
    postgres = await start();
    expect((await untilServed()).took).toBeLessThan(10_000);
  }, 40_000);

  it('leaves no word of what was asked in the log', () => {
    expect(logged.join('')).not.toMatch(/a@example|password/);
  });
});
