/**
 * `npm run bench:records`: what the audit costs a reader of medical records, and what row-level security costs a get and
 * the lists of a doctor, a patient and an administrator, in the demo's clinic. Both ways take turns, so that a busy
 * machine is busy for both. Option: `--rounds 12`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { seedDemo } from '../src/demo/seed-demo.ts';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import { findRecord, listRecords } from '../src/modules/medical-records/medical-records.queries.ts';
import { readRecord } from '../src/modules/medical-records/read-record.ts';
import { systemActor, type SignedInActor } from '../src/platform/actor.ts';
import { loadConfig } from '../src/platform/config.ts';
import type { Deps } from '../src/platform/deps.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { migrate } from '../src/platform/migrate.ts';
import { asSystem, inActorTransaction } from '../src/platform/row-security.ts';
import { loadSecrets } from '../src/platform/secrets.ts';

const CLIENTS = 16;
const PROTECTED = [
  'medical_records',
  'medical_record_versions',
  'medical_record_attachments',
  'emergency_accesses',
];

const { values: flags } = parseArgs({ options: { rounds: { type: 'string', default: '12' } } });
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
  await seedDemo(deps);
  await measure(deps);
  await closeDeps(deps);
} finally {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}

async function measure(deps: Deps): Promise<void> {
  const owner = new pg.Client({ connectionString: postgres.ownerUrl });
  await owner.connect();
  await owner.query('vacuum analyze'); // as autovacuum has done in any clinic that is a day old
  const { doctor, patient, ids } = await someReaders(deps);
  const admin = { ...doctor, role: 'ADMIN' as const, doctor_id: null };
  let turn = 0;
  const nextId = () => ids[(turn += 1) % ids.length]!;
  const audited = () => readRecord(deps, doctor, nextId());
  const bare = () => inActorTransaction(deps, doctor, (trx) => findRecord(deps, trx, doctor, nextId()));
  const walls = (word: 'enable' | 'disable') => async () => {
    for (const table of PROTECTED) await owner.query(`alter table ${table} ${word} row level security`);
  };

  await compare('get: with its audit row, without', audited, bare);
  await compare('get: with row-level security, without', audited, audited, walls('enable'), walls('disable'));
  for (const actor of [doctor, patient, admin]) {
    const list = () => listRecords(deps, actor, {});
    const name = `list of a ${actor.role}: with row-level security, without`;
    await compare(name, list, list, walls('enable'), walls('disable'));
  }
  await owner.end();
}

/** The doctor with the most records, the ids of these, and the patient with the most. */
async function someReaders(deps: Deps) {
  const rows = await asSystem(deps.db, 'bench', (trx) =>
    trx
      .selectFrom('medical_records as r')
      .innerJoin('doctors as d', 'd.id', 'r.doctor_id')
      .innerJoin('patients as p', 'p.id', 'r.patient_id')
      .select([
        'r.id',
        'r.doctor_id',
        'd.user_id as doctors_user',
        'r.patient_id',
        'p.user_id as patients_user',
      ])
      .execute(),
  );
  const mostOf = (by: 'doctor_id' | 'patient_id') =>
    [...Map.groupBy(rows, (row) => row[by]).values()].sort((a, b) => b.length - a.length)[0]!;
  const [written, own] = [mostOf('doctor_id'), mostOf('patient_id')];
  const [{ doctor_id, doctors_user }, { patient_id, patients_user }] = [written[0]!, own[0]!];
  const { call } = systemActor('bench');
  const doctor: SignedInActor = {
    role: 'DOCTOR',
    user_id: doctors_user,
    doctor_id,
    patient_id: null,
    session_id: doctors_user,
    call,
  };
  const patient: SignedInActor = {
    ...doctor,
    role: 'PATIENT',
    user_id: patients_user,
    doctor_id: null,
    patient_id,
  };
  return { doctor, patient, ids: written.map(({ id }) => id) };
}

async function compare(
  name: string,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  beforeOne = async () => {},
  beforeOther = async () => {},
): Promise<void> {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round <= Number(flags.rounds); round += 1) {
    for (const [index, before, work] of [
      [0, beforeOne, one],
      [1, beforeOther, other],
    ] as const) {
      await before();
      await rateOf(work, 600); // plans, which switching row-level security undoes on each connection, and caches
      const rate = await rateOf(work, 700);
      if (round > 0) rates[index].push(rate);
    }
  }
  const [median, otherMedian] = rates.map((list) => list.sort((a, b) => a - b)[list.length >> 1]!) as [
    number,
    number,
  ];
  console.log(
    `${name}: ${median.toFixed(0)}/s and ${otherMedian.toFixed(0)}/s, ${((100 * median) / otherMedian).toFixed(0)} %`,
  );
}

/** Times a second, by several clients at once for so many milliseconds. */
async function rateOf(work: () => Promise<unknown>, milliseconds: number): Promise<number> {
  const since = performance.now();
  let count = 0;
  const client = async () => {
    while (performance.now() - since < milliseconds) {
      await work();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (1000 * count) / (performance.now() - since);
}
