/**
 * `npm run bench`: Etiba's speed beside that of a bare Fastify handler and of PostgreSQL alone, all doing the same SQL
 * in the same run. The server is the real `etiba api` on embedded PostgreSQL with fsync; the load comes from a process
 * of its own on the same machine. Options: `--seconds 5` for each measurement, `--cpu-prof <directory>`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import { loadConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { migrate } from '../src/platform/migrate.ts';
import { loadSecrets } from '../src/platform/secrets.ts';
import type { BarePlan } from './bare-server.ts';
import type { LoadRequest } from './load.ts';
import { benchBooking, benchRead, hasPgbench } from './pgbench.ts';
import { measure, startBare, startEtiba, stopAll } from './processes.ts';
import { recordSql } from './recorded-sql.ts';
import { report, type Measured } from './report.ts';
import { doctorId, makeWorld, patientIdOf, visitId, VISITS, type Wish, type World } from './world.ts';

const { values: flags } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, 'cpu-prof': { type: 'string' } },
});
const seconds = Number(flags.seconds);
const CONNECTIONS = 32;
/** Of the 2,000 patients, those who look at their visit. */
const READERS = 500;

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
  console.log(report(await bench()));
} finally {
  await stopAll();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<Measured[]> {
  await migrate(postgres.ownerUrl, new URL(postgres.appUrl.replace('@/', '@localhost/')).username, jobs);
  const log = createLogger('silent');
  const deps = await createDeps({
    config,
    keys: secrets.keys,
    database_url: postgres.appUrl,
    log,
    works: false,
  });
  const world = await makeWorld(deps);
  const requests = requestsOf(world);
  const example = world.wishes.take(1)[0]!;
  const recordings = await record(deps, requests, bookingOf(world, example));
  await closeDeps(deps);

  const environment = {
    DATABASE_URL: postgres.appUrl,
    ETIBA_DATA_DIR: directory,
    CLINIC_TIME_ZONE: config.first_time_zone,
  };
  const profile =
    flags['cpu-prof'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(flags['cpu-prof'])}`];
  const { url: etiba } = await startEtiba({ ...environment, LOG_LEVEL: 'info' }, profile);
  const { url: quiet } = await startEtiba({ ...environment, LOG_LEVEL: 'warn' });
  const plan: BarePlan = {
    database_url: postgres.appUrl,
    pool_size: config.database_pool_size,
    example,
    recordings,
  };
  await writeFile(join(directory, 'bare.json'), JSON.stringify(plan));
  const bare = await startBare(join(directory, 'bare.json'));
  const pgbench = (await hasPgbench())
    ? { directory, database_url: postgres.appUrl, clients: config.database_pool_size, seconds }
    : undefined;
  if (!pgbench) console.error('pgbench is not on the PATH: PostgreSQL alone is not measured.');

  const measured: Measured[] = [];
  const all = { connections: CONNECTIONS, seconds, once: false };
  for (const { name, key, etibas, bares } of requests) {
    console.error(name);
    measured.push({
      name,
      etiba: await measure({ ...all, url: etiba, requests: etibas }),
      quiet: await measure({ ...all, url: quiet, requests: etibas }),
      alone: await measure({ ...all, url: etiba, requests: etibas, connections: 1 }),
      bare: await measure({ ...all, url: bare, requests: [...bares] }),
      postgres: pgbench && (await benchRead(pgbench, recordings[key])),
    });
  }
  console.error('POST appointment');
  const wishes = (count: number) => world.wishes.take(count * 700 * (seconds + 1));
  const book = (url: string, connections: number, count: number) =>
    measure({
      url,
      connections,
      seconds,
      once: true,
      requests: wishes(count).map((wish) => bookingOf(world, wish)),
    });
  const bareBookings = wishes(7).map((body): LoadRequest => ({ method: 'POST', path: '/book', body }));
  measured.push({
    name: 'POST appointment',
    etiba: await book(etiba, CONNECTIONS, 4),
    quiet: await book(quiet, CONNECTIONS, 4),
    alone: await book(etiba, 1, 1),
    bare: await measure({ ...all, url: bare, once: true, requests: bareBookings }),
    postgres: pgbench && (await benchBooking(pgbench, recordings.book, example, world.wishes.taken)),
  });
  return measured;
}

function requestsOf(world: World) {
  const visits = Array.from({ length: READERS }, (_, index) => (index * 37) % VISITS);
  const day = `/api/appointments/availability/?doctor_id=${doctorId(7)}&date=${world.busy_day}`;
  const asPatients = (path: (visit: number) => string) =>
    visits.map((visit): LoadRequest => ({ method: 'GET', path: path(visit), token: world.patientOf(visit) }));
  const get = (path: string): LoadRequest => ({ method: 'GET', path });
  return [
    {
      name: 'GET appointment',
      key: 'read',
      etibas: asPatients((visit) => `/api/appointments/${visitId(visit)}/`),
      bares: visits.map((visit) => get(`/read/${visitId(visit)}/${patientIdOf(visit)}`)),
    },
    {
      name: 'GET 20 doctors',
      key: 'list',
      etibas: asPatients(() => '/api/doctors/?page_size=20'),
      bares: [get('/list')],
    },
    {
      name: 'GET free slots',
      key: 'availability',
      etibas: asPatients(() => day),
      bares: [get('/availability')],
    },
  ] as const;
}

function bookingOf(world: World, { doctor_id, patient_id, start }: Wish): LoadRequest {
  const body = { doctor_id, patient_id, appointment_datetime: start, reason: 'Cough for a week' };
  return { method: 'POST', path: '/api/appointments/', token: world.desk, body };
}

async function record(
  deps: Deps,
  [read, list, availability]: ReturnType<typeof requestsOf>,
  booking: LoadRequest,
) {
  return {
    read: await recordSql(deps, read.etibas[0]!),
    list: await recordSql(deps, list.etibas[0]!),
    availability: await recordSql(deps, availability.etibas[0]!),
    book: await recordSql(deps, booking),
  };
}
