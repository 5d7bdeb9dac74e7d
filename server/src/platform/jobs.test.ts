import { setTimeout as sleep } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { PgBoss } from 'pg-boss';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import { closeDeps, createDeps } from '../deps.ts';
import { jobs as ourJobs } from '../modules.ts';
import { systemActor } from './actor.ts';
import { inTransaction } from './database.ts';
import type { Deps } from './deps.ts';
import {
  createQueues,
  DEAD_LETTERS,
  defineJob,
  enqueue,
  JOBS_SCHEMA,
  startWorkers,
  type AnyJob,
} from './jobs.ts';
import { createLogger } from './logger.ts';

const etiba = useEtiba();
const CANARY = 'canary amina@example.org';

const ran: string[] = [];
const payload = Type.Object({ id: Type.String() });
const noteJob = defineJob({ name: 'test-note', payload, run: async (_, { id }) => void ran.push(id) });
const failingJob = defineJob({
  name: 'test-failing',
  payload,
  retry_limit: 1,
  retry_delay: 0,
  async run(_, { id }) {
    ran.push(id);
    if (id.startsWith('bad')) throw Object.assign(new Error(CANARY), { code: 'ESOMETHING' });
  },
});
const cronJob = defineJob({
  name: 'test-cron',
  payload: Type.Object({}),
  cron: '17 * * * *',
  run: async () => {},
});
const jobs: AnyJob[] = [noteJob, failingJob, cronJob];

let deps: Deps;
const logged: string[] = [];

beforeAll(async () => {
  const owner = new PgBoss({
    connectionString: etiba.database.ownerUrl,
    schema: JOBS_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  await owner.start();
  await createQueues(owner, jobs);
  await owner.stop({ graceful: false });
  const log = createLogger(
    'debug',
    new Writable({ write: (line, _encoding, done) => (logged.push(String(line)), done()) }),
  );
  const { config, keys } = etiba.deps;
  deps = await createDeps({ config, keys, log, database_url: etiba.database.url, works: true });
  await startWorkers(deps, jobs);
});
afterAll(() => deps && closeDeps(deps));

/** Adds jobs in one transaction, as an operation does. */
const add = (job: typeof noteJob, ids: string[], options = {}) =>
  inTransaction(deps, systemActor('test'), async (trx) => {
    for (const id of ids) await enqueue(deps, trx, job, { id }, options);
  });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await isSo()); await sleep(50)) {
    if (Date.now() - started > 15_000) throw new Error('it did not come to that');
  }
}

async function deadLetters(): Promise<{ data: { id?: string }; output: unknown }[]> {
  return (await deps.jobs.boss.findJobs(DEAD_LETTERS)) as never;
}

describe('a job', () => {
  it('runs once, soon after the transaction has committed', async () => {
    await add(noteJob, ['one']);
    await until(() => ran.includes('one'));
    await sleep(700);
    expect(ran.filter((id) => id === 'one')).toHaveLength(1);
  });

  it('does not exist when the transaction is rolled back', async () => {
    const failed = inTransaction(deps, systemActor('test'), async (trx) => {
      await enqueue(deps, trx, noteJob, { id: 'never' });
      throw new Error('after all not');
    });
    await expect(failed).rejects.toThrow('after all not');
    const left = await deps.jobs.boss.findJobs(noteJob.name);
    expect(JSON.stringify(left)).not.toContain('never');
  });

  it('waits for its instant, and gives way to a later one with its key', async () => {
    const run_at = new Date(Date.now() + 3600_000).toISOString();
    await add(noteJob, ['first'], { key: 'reminder-1', run_at });
    await add(noteJob, ['second'], { key: 'reminder-1', run_at });
    const waiting = (await deps.jobs.boss.findJobs(noteJob.name)).filter((job) => job.state === 'created');
    expect(waiting.map((job) => job.data)).toEqual([{ id: 'second' }]);
    expect(waiting[0]?.startAfter.toISOString()).toBe(run_at);
    await sleep(700);
    expect(ran).not.toContain('second');
  });

  it('that fails is tried again, then lies in the dead letters, and says nothing of what it was about', async () => {
    await add(failingJob, ['bad-alone']);
    await until(async () => (await deadLetters()).some(({ data }) => data.id === 'bad-alone'));
    expect(ran.filter((id) => id === 'bad-alone')).toHaveLength(2);
    const source = (await deps.jobs.boss.findJobs(failingJob.name)).find(
      (job) => (job.data as { id: string }).id === 'bad-alone',
    );
    expect(source).toMatchObject({ state: 'failed', output: { error: 'Error:ESOMETHING' } });
    const log = logged.join('');
    expect(log).toContain('"error":"Error:ESOMETHING"');
    expect(`${log}${JSON.stringify(await deadLetters())}`).not.toContain('canary');
  });

  it('that fails hurts no other of its batch', async () => {
    await add(failingJob, ['good-1', 'bad-1', 'good-2', 'bad-2', 'good-3', 'good-4', 'good-5']);
    await until(
      async () => (await deadLetters()).filter(({ data }) => data.id?.match(/^bad-[12]$/)).length === 2,
    );
    const done = (await deps.jobs.boss.findJobs(failingJob.name)).filter((job) => job.state === 'completed');
    expect(done.map((job) => (job.data as { id: string }).id).sort()).toEqual([
      'good-1',
      'good-2',
      'good-3',
      'good-4',
      'good-5',
    ]);
    expect(ran.filter((id) => id.startsWith('good-')).sort()).toEqual([
      'good-1',
      'good-2',
      'good-3',
      'good-4',
      'good-5',
    ]);
  });

  it.each([{ id: 5 }, {}, { other: 'x' }])('with the payload %j is not tried at all', async (poison) => {
    const id = await deps.jobs.boss.send(failingJob.name, poison);
    await until(
      async () => (await deps.jobs.boss.findJobs(failingJob.name, { id: id! }))[0]?.state === 'failed',
    );
    const [job] = await deps.jobs.boss.findJobs(failingJob.name, { id: id! });
    expect(job).toMatchObject({ retryCount: 0, output: { error: 'invalid_payload' } });
    expect((await deadLetters()).map(({ data }) => data)).toContainEqual(poison);
  });
});

describe('jobs by the clock', () => {
  it('are scheduled once a worker runs', async () => {
    const schedules = await deps.jobs.boss.getSchedules();
    expect(schedules).toMatchObject([{ name: 'test-cron', cron: '17 * * * *', timezone: 'UTC' }]);
  });

  it('of ours have expressions that are understood', async () => {
    const crons = ourJobs.filter((job) => job.cron !== undefined);
    expect(crons.map((job) => job.name)).toContain('tidy-up');
    for (const job of crons)
      await expect(deps.jobs.boss.schedule(job.name, job.cron!, {}, { tz: 'UTC' })).resolves.not.toThrow();
    for (const job of crons) await deps.jobs.boss.unschedule(job.name);
  });
});
