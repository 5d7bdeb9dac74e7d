/**
 * `npm run bench:reports`: what each report takes in a clinic of 100 doctors with a million visits of five years, asked
 * over HTTP. Filling it takes some minutes: the exclusion constraints look at every visit. Option: `--visits 1000000`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { buildApp } from '../src/app.ts';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import { startSession } from '../src/modules/auth/sessions.ts';
import { systemActor } from '../src/platform/actor.ts';
import { loadConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { migrate } from '../src/platform/migrate.ts';
import { loadSecrets } from '../src/platform/secrets.ts';

const DOCTORS = 100;
const PATIENTS = 20_000;
const YEARS_OF_DAYS = 1825;
const TIMES = 7;

const { values: flags } = parseArgs({ options: { visits: { type: 'string', default: '1000000' } } });
const visitsEach = Math.ceil(Number(flags.visits) / DOCTORS);

const directory = await mkdtemp(join(tmpdir(), 'etiba-bench-'));
const config = loadConfig({ ETIBA_DATA_DIR: directory });
const secrets = loadSecrets(config);
const postgres = await startEmbeddedPostgres({
  dataDir: directory,
  passwords: secrets.database,
  log: () => {},
});
try {
  await migrate(postgres.ownerUrl, new URL(postgres.appUrl.replace('@/', '@localhost/')).username, jobs);
  const deps = await createDeps({
    config,
    keys: secrets.keys,
    database_url: postgres.appUrl,
    log: createLogger('silent'),
    works: false,
  });
  console.error(`filling ${visitsEach * DOCTORS} visits …`);
  await fill(deps);
  await measureReports(deps);
  await closeDeps(deps);
} finally {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}

async function fill({ db }: Deps): Promise<void> {
  const id = (kind: number, number: ReturnType<typeof sql>) =>
    sql`('00000000-0000-7000-800' || ${sql.lit(kind)} || '-' || lpad((${number})::text, 12, '0'))::uuid`;
  await sql`
    insert into users (id, email, first_name, last_name, role, email_verified_at)
    select ${id(1, sql`n`)}, 'user' || n || '@example.org', 'Amina', 'Otieno' || n,
      (case when n = 0 then 'ADMIN' when n <= ${DOCTORS} then 'DOCTOR' else 'PATIENT' end)::user_role, now()
    from generate_series(0, ${DOCTORS}::int) n`.execute(db);
  for (let from = 1; from <= PATIENTS; from += 2000) {
    await sql`
      with made as (
        insert into users (id, email, first_name, last_name, role, email_verified_at)
        select ${id(1, sql`n + ${DOCTORS}::int`)}, 'patient' || n || '@example.org', 'Juma', 'Kamau' || n, 'PATIENT', now()
        from generate_series(${from}::int, ${from + 1999}::int) n returning id)
      select count(*) from made`.execute(db);
    await sql`
      insert into patients (id, user_id, created_at)
      select ${id(3, sql`n`)}, ${id(1, sql`n + ${DOCTORS}::int`)}, now() - (n % ${YEARS_OF_DAYS}::int) * interval '1 day'
      from generate_series(${from}::int, ${from + 1999}::int) n`.execute(db);
  }
  await sql`
    insert into doctors (id, user_id, license_number)
    select ${id(2, sql`n`)}, ${id(1, sql`n`)}, 'KE-' || n from generate_series(1, ${DOCTORS}::int) n`.execute(
    db,
  );
  await sql`insert into doctor_schedules select id from doctors`.execute(db);
  await sql`insert into specializations (id, name)
    select ${id(4, sql`n`)}, 'Field ' || n from generate_series(0, 19) n`.execute(db);
  await sql`insert into doctor_specializations (doctor_id, specialization_id)
    select ${id(2, sql`n`)}, ${id(4, sql`n % 20`)} from generate_series(1, ${DOCTORS}::int) n`.execute(db);
  await sql`insert into doctor_availability (id, doctor_id, day_of_week, start_time, end_time, break_start, break_end)
    select gen_random_uuid(), d.id, day, '08:00', '17:00', '12:00', '13:00'
    from doctors d, generate_series(0, 5) day`.execute(db);
  // One doctor at a time: a statement has ten seconds. Past visits are over; those of a doctor lie side by side.
  const perDay = Math.max(1, Math.ceil(visitsEach / YEARS_OF_DAYS));
  for (let doctor = 1; doctor <= DOCTORS; doctor += 1) {
    for (let from = 0; from < visitsEach; from += 5000) {
      const to = Math.min(from + 5000, visitsEach) - 1;
      await sql`
        insert into appointments (id, patient_id, doctor_id, appointment_datetime, duration, appointment_end_time,
          status, reason, notes, symptoms, created_by, scheduled_by)
        select gen_random_uuid(), ${id(3, sql`(k::bigint * 7919 + ${doctor}::int * 104729) % ${PATIENTS}::int + 1`)},
          ${id(2, sql`${doctor}::int`)}, start, 30, start + interval '30 minutes',
          (array['completed', 'completed', 'completed', 'cancelled', 'no_show'])[k % 5 + 1]::appointment_status,
          'Cough for a week and a half', 'Comes by bus from Thika', 'Cough, light fever in the evening',
          ${id(1, sql`0`)}, ${id(1, sql`0`)}
        from generate_series(${from}::int, ${to}::int) k, lateral (select date_trunc('day', now())
          - (k / ${perDay}::int + 1) * interval '1 day' + interval '5 hours' + (k % ${perDay}::int) * interval '30 minutes') t (start)`.execute(
        db,
      );
    }
  }
}

async function measureReports(deps: Deps): Promise<void> {
  const app = await buildApp(deps);
  await app.ready();
  const { access } = await deps.db
    .transaction()
    .execute((trx) => startSession(deps, trx, systemActor('bench'), '00000000-0000-7000-8001-000000000000'));
  const day = (ago: number) => new Date(deps.clock.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const all = `date_from=${day(YEARS_OF_DAYS)}&date_to=${day(0)}`;
  const groups = ['day', 'month', 'weekday', 'hour', 'doctor', 'specialization'];
  const paths = [
    ...groups.map((group) => `visits/?${all}&group_by=${group}`),
    `visits/?group_by=day`,
    `utilisation/?date_from=${day(365)}&date_to=${day(0)}`,
    'utilisation/',
    `new-patients/?${all}&group_by=month`,
    'waiting-time/',
  ];
  for (const path of paths) {
    const took: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const begun = performance.now();
      const { statusCode } = await app.inject({
        url: `/api/reports/${path}`,
        headers: { authorization: `Bearer ${access}` },
      });
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
      took.push(performance.now() - begun);
    }
    const sorted = took.toSorted((a, b) => a - b).map(Math.round);
    console.log(
      `${path.padEnd(70)} first ${Math.round(took[0]!)} ms, median ${sorted[3]} ms, worst ${sorted.at(-1)} ms`,
    );
  }
  await app.close();
}
