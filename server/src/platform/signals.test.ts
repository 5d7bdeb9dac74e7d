import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { hasRedis, startRedis } from '../../test/redis.ts';
import { createLogger } from './logger.ts';
import { postgresChannel } from './signals-postgres.ts';
import { redisChannel } from './signals-redis.ts';
import { Signals, type OpenChannel, type Signal } from './signals.ts';

const log = createLogger('silent');
const key = Buffer.from('the key of one installation');
let database: TestDatabase;
const opened: Signals[] = [];
const overPostgres: OpenChannel = (onText) => postgresChannel(database.url, log)(onText);

beforeAll(async () => void (database = await cloneDatabase(inject('adminUrl'))));
afterEach(() => Promise.all(opened.splice(0).map((signals) => signals.close())));
afterAll(() => database?.drop());

/** A process, as far as signals go, and what it has heard. */
function aProcess(...channels: OpenChannel[]) {
  const signals = new Signals(log, channels);
  opened.push(signals);
  const heard: Signal[] = [];
  signals.listen((signal) => heard.push(signal));
  return {
    signals,
    heard,
    heardJobs: () =>
      heard.reduce((all, { jobs }) => all.union(jobs), new Set<string>() as ReadonlySet<string>),
  };
}

const job = (name: string): Signal => ({ jobs: new Set([name]), users: new Set() });
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

/** Until both hear each other: connecting is nobody's to wait for. */
async function untilConnected(...all: ReturnType<typeof aProcess>[]): Promise<void> {
  await soon(() => {
    for (const { signals } of all) signals.send(job('hello'));
    for (const { heard } of all) expect(heard.length).toBeGreaterThan(10);
  });
  await sleep(100);
  for (const { heard } of all) heard.length = 0;
}

const query = async (text: string, url = database.ownerUrl) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
};

describe('signals over PostgreSQL', () => {
  it('reach the sender at once and others soon, each once', async () => {
    const [a, b] = [aProcess(overPostgres), aProcess(overPostgres)];
    await untilConnected(a, b);
    a.signals.send({ jobs: new Set(['deliver-mail']), users: new Set(['somebody']) });
    expect(a.heard).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(a.heard).toHaveLength(1);
    await soon(() => expect(b.heard).toHaveLength(1));
    expect(b.heard).toEqual(a.heard);
    await sleep(50);
    expect([a.heard.length, b.heard.length]).toEqual([1, 1]);
  });

  it('go together when many come in one turn, and name them all', async () => {
    const [a, b] = [aProcess(overPostgres), aProcess(overPostgres)];
    await untilConnected(a, b);
    for (let number = 0; number < 1000; number += 1) a.signals.send(job(`job-${number % 100}`));
    await soon(() => expect(b.heardJobs().size).toBe(100));
    expect(a.heard).toHaveLength(1);
    expect(b.heard).toHaveLength(1);
  });

  it('fit, however many are named', async () => {
    const [a, b] = [aProcess(overPostgres), aProcess(overPostgres)];
    await untilConnected(a, b);
    const users = new Set(Array.from({ length: 5000 }, () => crypto.randomUUID()));
    a.signals.send({ jobs: new Set(['one']), users });
    await soon(() => expect(b.heardJobs()).toContain('one'));
    expect(a.heard[0]!.users.size).toBe(5000);
  });

  it('pass over what is no signal', async () => {
    const a = aProcess(overPostgres);
    await untilConnected(a, aProcess(overPostgres));
    for (const text of ['', 'null', '[]', '{"jobs":1}', 'no json']) await query(`notify etiba, '${text}'`);
    await query(`notify etiba, '{"from":"x","jobs":["real"],"users":[],"more":1}'`);
    await soon(() => expect(a.heardJobs()).toContain('real'));
    expect(a.heard).toHaveLength(1);
  });

  it('come again after the connection was lost', async () => {
    const [a, b] = [aProcess(overPostgres), aProcess(overPostgres)];
    await untilConnected(a, b);
    const name = new URL(database.url.replace(/@\//, '@localhost/')).pathname.slice(1);
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'etiba-signals' and datname = '${name}'`,
      inject('adminUrl'),
    );
    await soon(() => {
      a.signals.send(job('after'));
      expect(b.heardJobs()).toContain('after');
    });
  });

  it('say nothing more once closed', async () => {
    const a = aProcess(overPostgres);
    await a.signals.close();
    a.signals.send(job('late'));
    await sleep(20);
    expect(a.heard).toEqual([]);
  });
});

describe('signals with a Redis', () => {
  it('go over PostgreSQL when it is down', async () => {
    const down = redisChannel('redis://127.0.0.1:1', key, log);
    const [a, b] = [aProcess(down, overPostgres), aProcess(down, overPostgres)];
    await untilConnected(a, b);
    a.signals.send(job('anyway'));
    await soon(() => expect(b.heardJobs()).toContain('anyway'));
  });

  it('go over PostgreSQL when it takes connections and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => {})));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const url = `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const mute = redisChannel(url, key, log);
    const [a, b] = [aProcess(mute, overPostgres), aProcess(mute, overPostgres)];
    await untilConnected(a, b);
    a.signals.send(job('anyway'));
    await soon(() => expect(b.heardJobs()).toContain('anyway'));
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it.runIf(hasRedis)(
    'go over it, over PostgreSQL while it is away or stands still, and over it again',
    async () => {
      const redis = await startRedis();
      const open = (...more: OpenChannel[]) => aProcess(redisChannel(redis.url, key, log), ...more);
      const [a, b] = [open(overPostgres), open(overPostgres)];
      const [bare, alsoBare] = [open(), open()];
      const stranger = aProcess(redisChannel(redis.url, Buffer.from('of another installation'), log));
      const untilHeard = (name: string, from: typeof a, to: typeof a) =>
        soon(() => {
          from.signals.send(job(name));
          expect(to.heardJobs()).toContain(name);
        });
      await untilConnected(a, b);
      await untilHeard('over Redis alone', bare, alsoBare);

      redis.stop(); // it takes connections and says nothing
      await untilHeard('standing still', a, b);
      redis.goOn();
      await redis.kill();
      await untilHeard('away', a, b);
      await redis.start(); // empty
      await untilHeard('over Redis again', bare, alsoBare);
      await untilHeard('over either again', a, b);
      expect(stranger.heard).toEqual([]);
      await redis.kill();
    },
  );
});
