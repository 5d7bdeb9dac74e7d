/**
 * `npm run bench:streams`: what 2,000 open streams of one process cost, and how long a booking on one process takes to
 * be seen on a stream of another. Real `etiba api` twice and `etiba worker` on embedded PostgreSQL with fsync; the
 * readers are in this process, on the same machine. Options: `--streams 2000 --bookings 300`.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import { loadConfig } from '../src/platform/config.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { migrate } from '../src/platform/migrate.ts';
import { loadSecrets } from '../src/platform/secrets.ts';
import { startEtiba, startWorker, stopAll } from './processes.ts';
import { makeWorld, PATIENTS, type World } from './world.ts';

const { values: flags } = parseArgs({
  options: {
    streams: { type: 'string', default: '2000' },
    bookings: { type: 'string', default: '300' },
  },
});
const STREAMS = Math.min(Number(flags.streams), PATIENTS);
const BOOKINGS = Number(flags.bookings);

const directory = await mkdtemp(join(tmpdir(), 'etiba-bench-'));
const config = loadConfig({ ETIBA_DATA_DIR: directory, CLINIC_TIME_ZONE: 'Africa/Nairobi' });
const secrets = loadSecrets(config);
const postgres = await startEmbeddedPostgres({
  dataDir: directory,
  passwords: secrets.database,
  log: () => {},
});
try {
  console.error(`${availableParallelism()} cores, Node ${process.version}; making a clinic …`);
  await bench();
} finally {
  await stopAll();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  await migrate(postgres.ownerUrl, new URL(postgres.appUrl.replace('@/', '@localhost/')).username, jobs);
  const deps = await createDeps({
    config,
    keys: secrets.keys,
    database_url: postgres.appUrl,
    log: createLogger('silent'),
    works: false,
  });
  const world = await makeWorld(deps);
  await closeDeps(deps);
  const environment = {
    DATABASE_URL: postgres.appUrl,
    ETIBA_DATA_DIR: directory,
    CLINIC_TIME_ZONE: config.first_time_zone,
    LOG_LEVEL: 'warn',
  };
  const near = await startEtiba(environment);
  const far = await startEtiba(environment);
  await startWorker(environment);

  for (let number = 0; number < 50; number += 1) (await openStream(far.url, world.patientOf(number))).close();
  const before = await restingMemory(far.pid);
  console.error(`opening ${STREAMS} streams …`);
  const readers: Reader[] = [];
  for (let number = 0; number < STREAMS; number += 1)
    readers.push(await openStream(far.url, world.patientOf(number)));
  await Promise.all(readers.map((reader) => reader.sees('event: ready')));
  const after = await restingMemory(far.pid);
  console.log(
    `${STREAMS} idle streams: ${Math.round(after - before)} MB (${Math.round(before)} → ${Math.round(after)} MB resident), ` +
      `${Math.round(((after - before) / STREAMS) * 1024)} KB each`,
  );

  await measureBookings(world, near.url, readers);
  for (const reader of readers) reader.close();
}

/** From sending the booking to one process until the patient's stream on the other shows it. */
async function measureBookings(world: World, url: string, readers: readonly Reader[]): Promise<void> {
  const visits: number[] = [];
  const notices: number[] = [];
  const warm = 10;
  for (let number = 0; number < BOOKINGS + warm; number += 1) {
    const [wish] = world.wishes.take(1);
    const reader = readers[(world.wishes.taken - 1) % PATIENTS];
    if (!wish || !reader) continue;
    const begun = performance.now();
    const response = await fetch(`${url}/api/appointments/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.desk}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        doctor_id: wish.doctor_id,
        patient_id: wish.patient_id,
        appointment_datetime: wish.start,
        reason: 'Cough for a week',
      }),
    });
    if (response.status !== 201) throw new Error(`booking: ${response.status}`);
    const { id } = (await response.json()) as { id: string };
    const visit = await reader.sees(`event: appointment\n`, id);
    const notice = await reader.sees(`event: notification\n`, id);
    if (number >= warm) {
      visits.push(visit - begun);
      notices.push(notice - begun);
    }
    await sleep(20);
  }
  for (const [what, list] of [
    ['the visit', visits],
    ['the notification that the worker writes', notices],
  ] as const) {
    const sorted = list.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1]!);
    console.log(
      `booking on one process, ${what} on a stream of another: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`,
    );
  }
}

interface Reader {
  /** Resolves with the moment at which an event came that holds all these texts, also if it has come already. */
  sees(...texts: string[]): Promise<number>;
  close(): void;
}

async function openStream(url: string, token: string): Promise<Reader> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const agent = new Agent({ keepAlive: false });
  const asked = request(`${url}/api/notifications/stream/`, {
    headers: { authorization: `Bearer ${token}` },
    agent,
  });
  asked.on('response', resolve).on('error', reject).end();
  const response = await promise;
  if (response.statusCode !== 200) throw new Error(`stream: ${response.statusCode}`);
  const seen: { text: string; at: number }[] = [];
  let rest = '';
  let wake = () => {};
  response.setEncoding('utf8').on('error', () => {});
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks)
      if (!block.startsWith(':')) seen.push({ text: `${block}\n`, at: performance.now() });
    wake();
  });
  return {
    async sees(...texts) {
      for (;;) {
        const found = seen.find(({ text }) => texts.every((part) => text.includes(part)));
        if (found) return found.at;
        await new Promise<void>((again) => (wake = again));
      }
    },
    close: () => void asked.destroy(),
  };
}

/** Megabytes that a process holds when nothing happens: the least of some seconds. */
async function restingMemory(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 20; second += 1) {
    await sleep(1_000);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    least = Math.min(least, Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024);
  }
  return least;
}
