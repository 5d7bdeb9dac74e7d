import type { FastifyInstance } from 'fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, inject } from 'vitest';
import { buildApp } from '../src/app.ts';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import { loadConfig, type Config } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { DEAD_LETTERS, runBatch } from '../src/platform/jobs.ts';
import { createLogger } from '../src/platform/logger.ts';
import { readMail, renderMail, type RenderedMail } from '../src/platform/mail.ts';
import { deriveKeys } from '../src/platform/secrets.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { createFactories, type Person } from './factories.ts';

/** Tuesday 1 December 2026, 08:00 in Nairobi. */
export const START = '2026-12-01T05:00:00Z';

export interface Answer {
  status: number;
  // A test reads what the contract says is there; the schema has checked it on the way out.
  // oxlint-disable-next-line no-explicit-any
  body: any;
  headers: Record<string, string | string[] | number | undefined>;
}

interface CallOptions {
  headers?: Record<string, string>;
}

export type TestEtiba = Awaited<ReturnType<typeof openTestEtiba>>;

/** A clock that stands still until it is moved, or runs. */
export function testClock(start = START) {
  let now = Date.parse(start);
  let step = 0;
  return {
    now: () => (now += step),
    set: (instant: string) => void (now = Date.parse(instant)),
    advance: (milliseconds: number) => void (now += milliseconds),
    /** From now on each look at it moves it on by so many milliseconds, as may happen within one operation. */
    run: (milliseconds: number) => void (step = milliseconds),
  };
}

interface TestOptions {
  config?: Partial<Config>;
  now?: string;
  /** Share the database of another, as a second process would. */
  beside?: TestDatabase;
}

/** The whole application on a database of its own, spoken to through HTTP. */
export async function openTestEtiba({ config: overrides = {}, now = START, beside }: TestOptions = {}) {
  const database = beside ?? (await cloneDatabase(inject('adminUrl')));
  const clock = testClock(now);
  const folder = await mkdtemp(join(tmpdir(), 'etiba-test-'));
  const defaults = loadConfig({ PUBLIC_URL: 'https://etiba.test', ETIBA_DATA_DIR: folder });
  const config = { ...defaults, database_pool_size: 8, ...overrides };
  config.limits = { ...config.limits, ...generous, ...overrides.limits };
  const logged: string[] = [];
  const sink = new Writable({ write: (line, _encoding, done) => (logged.push(String(line)), done()) });
  const log = createLogger('debug', sink);
  const keys = deriveKeys('the secret of the tests, the same for all processes');
  const deps = await createDeps({ config, keys, database_url: database.url, log, works: false, clock });
  const app = await buildApp(deps);
  await app.ready();

  const call = (token: string | undefined) => ({
    get: (url: string, options?: CallOptions) => send(app, 'GET', url, token, undefined, options),
    post: (url: string, body?: unknown, options?: CallOptions) =>
      send(app, 'POST', url, token, body, options),
    put: (url: string, body?: unknown, options?: CallOptions) => send(app, 'PUT', url, token, body, options),
    patch: (url: string, body?: unknown, options?: CallOptions) =>
      send(app, 'PATCH', url, token, body, options),
    delete: (url: string, options?: CallOptions) => send(app, 'DELETE', url, token, undefined, options),
  });

  return {
    app,
    deps,
    clock,
    database,
    logged,
    /** Calls as this person, with the access token of their session. */
    as: (person: Person | { access: string }) => call(person.access),
    anyone: call(undefined),
    runJobs: () => runJobs(deps),
    /** All mails written so far as they would go out, the newest last. */
    sentMail: () => sentMail(deps),
    ...createFactories(deps),
    async close() {
      await app.close();
      await closeDeps(deps);
      if (!beside) await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens one Etiba for a test file and closes it after. */
export function useEtiba(options?: TestOptions): TestEtiba {
  const holder = {} as TestEtiba;
  let opened: TestEtiba;
  beforeAll(async () => {
    opened = await openTestEtiba(options);
    Object.assign(holder, opened);
  });
  afterAll(() => opened?.close());
  return holder;
}

/** Tests share one address; the tests of the limits set their own. */
const generous = {
  wrong_passwords_per_address: 100_000,
  registrations_per_address: 100_000,
  mails_per_recipient: 1000,
  messages_per_recipient: 10_000,
  bookings_per_patient: 10_000,
};

async function send(
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  token: string | undefined,
  body: unknown,
  { headers = {} }: CallOptions = {},
): Promise<Answer> {
  const response = await app.inject({
    method,
    url,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { payload: body as object }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  const parsed: unknown = isJson && response.body ? JSON.parse(response.body) : response.body;
  return { status: response.statusCode, body: parsed, headers: response.headers };
}

/** Runs what is due, and what that makes due, until nothing is. */
async function runJobs(deps: Deps): Promise<void> {
  for (let found = true; found;) {
    found = false;
    for (const job of jobs) {
      const batch = await deps.jobs.boss.fetch(job.name, { batchSize: 100 });
      if (batch.length === 0) continue;
      found = true;
      for (const { id, status, output } of await runBatch(deps, job, batch)) {
        if (status === 'completed') await deps.jobs.boss.complete(job.name, id);
        else await deps.jobs.boss.fail(job.name, id, output);
      }
    }
  }
}

export { DEAD_LETTERS };

async function sentMail(deps: Deps): Promise<(RenderedMail & { kind: string })[]> {
  const rows = await deps.db.selectFrom('mails').select(['id', 'kind']).orderBy('id').execute();
  const mails = [];
  for (const { id, kind } of rows) {
    const mail = await readMail(deps.db, id);
    const rendered = mail && (await renderMail(deps, mail));
    if (rendered) mails.push({ ...rendered, kind });
  }
  return mails;
}
