/**
 * `npm run bench:records`: what the audit costs a reader of medical records, and what row-level security costs a list and
 * a get, in the demo's clinic. Both ways take turns, so that a busy machine is busy for both. Option: `--rounds 12`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { seedDemo } from '../src/demo/seed-demo.ts';
import { closeDeps, createDeps } from '../src/deps.ts';
import { jobs } from '../src/modules.ts';
import {
  findRecord,
  listRecords,
  readRecord,
} from '../src/modules/medical-records/medical-records.queries.ts';
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
  const { actor, ids } = await aDoctorWithRecords(deps);
  let turn = 0;
  const nextId = () => ids[(turn += 1) % ids.length]!;
  const audited = () => readRecord(deps, actor, nextId());
  const list = () => listRecords(deps, actor, {});
  const bare = () => inActorTransaction(deps, actor, (trx) => findRecord(deps, trx, actor, nextId()));
  const walls = (word: 'enable' | 'disable') => async () => {
    for (const table of PROTECTED) await owner.query(`alter table ${table} ${word} row level security`);
  };

  await compare('get: with its audit row, without', audited, bare);
  await compare('get: with row-level security, without', audited, audited, walls('enable'), walls('disable'));
  await compare('list: with row-level security, without', list, list, walls('enable'), walls('disable'));
  await owner.end();
}

/** The doctor with the most records, and the ids of these. */
async function aDoctorWithRecords(deps: Deps): Promise<{ actor: SignedInActor; ids: string[] }> {
  const rows = await asSystem(deps.db, 'bench', (trx) =>
    trx
      .selectFrom('medical_records as r')
      .innerJoin('doctors as d', 'd.id', 'r.doctor_id')
      .select(['r.id', 'd.id as doctor_id', 'd.user_id'])
      .execute(),
  );
  const byDoctor = [...Map.groupBy(rows, ({ doctor_id }) => doctor_id).values()];
  const most = byDoctor.sort((a, b) => b.length - a.length)[0]!;
  const { doctor_id, user_id } = most[0]!;
  const { call } = systemActor('bench');
  const actor = { role: 'DOCTOR' as const, user_id, doctor_id, patient_id: null, session_id: user_id, call };
  return { actor, ids: most.map(({ id }) => id) };
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
