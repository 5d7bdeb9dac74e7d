import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { book, call, openClinic, wishes, type Clinic, type Wish } from './clinic.ts';
import { childrenOf, freePort, until, useProcesses } from './etiba-process.ts';
import { loadUntilRefused } from './load.ts';
import type { Person } from '../factories.ts';

const etiba = useProcesses();
let database: TestDatabase;
let clinic: Clinic;
let admin: Person;
let bookings: Wish[];

beforeAll(async () => {
  database = await cloneDatabase(inject('adminUrl'));
  clinic = await openClinic(await environment());
  admin = await clinic.anAdmin();
  const pairs = Array.from(
    { length: 10 },
    async () => [await clinic.aDoctor(), await clinic.aPatient()] as const,
  );
  bookings = wishes(
    (await Promise.all(pairs)).map(([doctor, patient]) => [doctor, patient]),
    20_000,
    'load',
  );
});
afterAll(async () => {
  await clinic?.close();
  await database?.drop();
});

async function environment(): Promise<Record<string, string> & { PORT: string }> {
  return {
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    ETIBA_DATA_DIR: etiba.path('data'),
    PORT: await freePort(),
  };
}

/** Reads, bookings and the cheapest answer there is, in turn. */
function mixed() {
  let count = 0;
  const authorization = `Bearer ${admin.access}`;
  return () => {
    count += 1;
    if (count % 3 === 0) return { method: 'GET', path: '/api/health/live/' };
    if (count % 3 === 1) return { method: 'GET', path: '/api/notifications/', headers: { authorization } };
    const { key, body } = bookings.shift()!;
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': key };
    return { method: 'POST', path: '/api/appointments/', headers, body: JSON.stringify(body) };
  };
}

describe('SIGTERM', () => {
  it('fails no request under load', async () => {
    const env = await environment();
    const start = etiba.run([], env);
    await start.says('Etiba is ready at');
    const loading = loadUntilRefused(env.PORT, 40, mixed());
    await sleep(1_000);
    start.signal('SIGTERM');
    const { answers, failures } = await loading;
    expect(failures).toEqual([]);
    expect(new Set(answers.keys())).toEqual(new Set([200, 201]));
    expect(await start.ended).toBe(0);
    const booked = await clinic.db.selectFrom('appointments').select('id').execute();
    expect(booked).toHaveLength(answers.get(201)!);
  });

  it('waits for the request under way, and at a second signal no longer', async () => {
    const env = await environment();
    const start = etiba.run([], env);
    await start.says('Etiba is ready at');
    const slow = connect(Number(env.PORT), '127.0.0.1');
    slow.on('error', () => {});
    slow.write(
      'POST /api/auth/login/ HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    );
    await sleep(200);
    start.signal('SIGTERM');
    await start.says('"stopping"');
    const live = () => call('GET', `http://127.0.0.1:${env.PORT}/api/health/live/`);
    await until(() =>
      live().then(
        () => false,
        () => true,
      ),
    );
    expect(await Promise.race([start.ended, sleep(1_000, 'waits')])).toBe('waits');
    const since = performance.now();
    start.signal('SIGTERM');
    expect(await start.ended).toBe(130);
    expect(performance.now() - since).toBeLessThan(5_000); // the request is waited for twice as long
  });
});

describe('ETIBA_PROCESSES=2', () => {
  it('answers from both, replaces one that dies, and fails no request when it stops', async () => {
    const env = { ...(await environment()), ETIBA_PROCESSES: '2' };
    const url = `http://127.0.0.1:${env.PORT}`;
    const start = etiba.run([], env);
    await start.says('Etiba is ready at');
    const children = await childrenOf(start.pid);
    expect(children).toHaveLength(2);
    process.kill(children[0]!, 'SIGKILL');
    await until(async () => !(await childrenOf(start.pid)).includes(children[0]!));
    expect((await book(url, admin, bookings.shift()!)).status).toBe(201);
    await until(async () => (await childrenOf(start.pid)).length === 2);
    await until(() => start.stdout.match(/Server listening at/g)?.length === 3);

    const loading = loadUntilRefused(env.PORT, 40, mixed());
    await sleep(1_000);
    start.signal('SIGTERM');
    const { answers, failures } = await loading;
    expect(failures).toEqual([]);
    expect(new Set(answers.keys())).toEqual(new Set([200, 201]));
    expect(await start.ended).toBe(0);
    expect(start.stderr).toBe('');
    for (const child of await childrenOf(start.pid)) expect.fail(`process ${child} is left`);
  });
});
