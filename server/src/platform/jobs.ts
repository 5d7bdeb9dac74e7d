import { fromKysely, PgBoss, type Job as QueuedJob, type JobResult } from 'pg-boss';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import type { Trx } from './database.ts';
import type { Deps } from './deps.ts';
import { noteForSignal } from './signals.ts';

export const JOBS_SCHEMA = 'jobs';
/** Where a job ends that failed to the last; administrators see and retry what lies here. */
export const DEAD_LETTERS = 'dead-letters';

export interface Job<Payload extends TSchema = TSchema> {
  name: string;
  /** Ids and instants only: payloads outlive deploys and are read by operators. Checked again when the job runs. */
  payload: Payload;
  /** Re-reads the truth and acts; may run twice, so what it does must be the same twice. */
  run(deps: Deps, payload: Static<Payload>): Promise<void>;
  /** Tries after the first, with exponential back-off between `retry_delay` and `retry_delay_max` seconds. */
  retry_limit?: number;
  retry_delay?: number;
  retry_delay_max?: number;
  /** Seconds that one run may take. */
  expire_in?: number;
  /** Jobs that one worker takes and runs at the same time; it takes the next when all of them have ended. */
  concurrency?: number;
  /** Cron expression in UTC; the payload is then `{}`. Coarse: it may fire up to a minute late. */
  cron?: string;
}

// A list of jobs with different payloads; each is checked against its own schema before it runs.
export type AnyJob = Omit<Job, 'run'> & { run(deps: Deps, payload: never): Promise<void> };

export function defineJob<Payload extends TSchema>(job: Job<Payload>): Job<Payload> {
  return job;
}

/** The queue as one process sees it. */
export interface JobQueue {
  boss: PgBoss;
  /** Job name → the worker in this process, woken as soon as a transaction anywhere has committed a job for it. */
  workers: Map<string, string>;
}

interface EnqueueOptions {
  /** Two jobs of one kind with the same key while neither has started: the later one replaces the earlier. */
  key?: string;
  /** Not before this instant (RFC 3339). */
  run_at?: string;
}

/** Enqueues in the caller's transaction: the job exists exactly if the change that asks for it does. */
export async function enqueue<Payload extends TSchema>(
  deps: Pick<Deps, 'jobs'>,
  trx: Trx,
  job: Pick<Job<Payload>, 'name' | 'payload'>,
  payload: Static<Payload>,
  { key, run_at }: EnqueueOptions = {},
): Promise<void> {
  const options = {
    db: fromKysely(trx),
    ...(key !== undefined && { singletonKey: key }),
    ...(run_at !== undefined && { startAfter: run_at }),
  };
  if (key === undefined) await deps.jobs.boss.send(job.name, payload as object, options);
  else await deps.jobs.boss.upsert(job.name, payload as object, options);
  noteForSignal(trx, { job: job.name });
}

/**
 * Cancels what is due or under way; what is to run later stays, and so do the dead letters.
 * @returns how many
 */
export async function dropDueJobs(trx: Trx): Promise<number> {
  const { numAffectedRows } = await sql`
    update jobs.job set state = 'cancelled', completed_on = now()
    where state < 'completed' and start_after <= now() and name <> ${DEAD_LETTERS}`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** Connects to the queues that `migrate` has made. `maintain`: this process also revives and expires jobs. */
export async function openJobQueue(url: string, log: Logger, maintain: boolean): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: JOBS_SCHEMA,
    max: maintain ? 4 : 2,
    application_name: 'etiba-jobs',
    migrate: false,
    createSchema: false,
    supervise: maintain,
    schedule: maintain,
    registerInstance: false,
    reindex: false, // needs to own the tables; an operator's task, see docs/operations.md
    monitorVacuum: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    cronMonitorIntervalSeconds: 20,
    cronWorkerIntervalSeconds: 5,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.error({ error: errorLabel(error) }, 'job queue'));
  await boss.start();
  return { boss, workers: new Map() };
}

/** Creates or updates the queues; needs the owner's rights. */
export async function createQueues(boss: PgBoss, jobs: readonly AnyJob[]): Promise<void> {
  const week = 7 * 24 * 3600;
  await boss.createQueue(DEAD_LETTERS, { retryLimit: 0, retentionSeconds: 13 * week, deleteAfterSeconds: 0 });
  for (const job of jobs) {
    const options = {
      retryLimit: job.retry_limit ?? 5,
      retryDelay: job.retry_delay ?? 2,
      retryDelayMax: job.retry_delay_max ?? 300,
      retryBackoff: true,
      expireInSeconds: job.expire_in ?? 60,
      heartbeatSeconds: 15, // a killed worker's job waits for this, the monitor and its first retry: within 60 s
      retentionSeconds: 60 * week,
      deleteAfterSeconds: week,
      deadLetter: DEAD_LETTERS,
    };
    await boss.createQueue(job.name, options);
    await boss.updateQueue(job.name, options);
  }
}

const CONCURRENCY = 4;

/** Starts working on all jobs in this process: at once when a signal names one, else within half a second. */
export async function startWorkers(deps: Deps, jobs: readonly AnyJob[]): Promise<void> {
  const { boss, workers } = deps.jobs;
  deps.signals.listen((signal) => {
    for (const name of signal.jobs) {
      const worker = workers.get(name);
      if (worker !== undefined) boss.notifyWorker(worker);
    }
  });
  for (const job of jobs) {
    const worker = await boss.work(
      job.name,
      {
        batchSize: job.concurrency ?? CONCURRENCY, // all start at once, so each has all of `expire_in`
        pollingIntervalSeconds: job.cron ? 5 : 0.5,
        burstWhenBatchFull: true,
        perJobResults: true as const,
      },
      (batch: QueuedJob<unknown>[]) => runBatch(deps, job, batch),
    );
    workers.set(job.name, worker);
    if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' });
  }
}

/** Runs the jobs of a batch side by side and settles each alone, so that a failing one delays no other. */
export async function runBatch(deps: Deps, job: AnyJob, batch: QueuedJob<unknown>[]): Promise<JobResult[]> {
  const waiting = [...batch];
  const results: JobResult[] = [];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results.push(await runOne(deps, job, next));
  };
  await Promise.all(Array.from({ length: job.concurrency ?? CONCURRENCY }, lane));
  return results;
}

async function runOne(deps: Deps, job: AnyJob, queued: QueuedJob<unknown>): Promise<JobResult> {
  const { id, data } = queued;
  if (!Value.Check(job.payload, data)) {
    deps.log.error({ job: job.name, job_id: id }, 'job has an unknown payload');
    return { id, status: 'deadletter', output: { error: 'invalid_payload' } };
  }
  try {
    await (job as Job).run(deps, data);
    return { id, status: 'completed' };
  } catch (error) {
    const reason = errorLabel(error);
    deps.log.warn({ job: job.name, job_id: id, error: reason, stack: stackOf(error) }, 'job failed');
    return { id, status: 'failed', output: { error: reason } };
  }
}

/** What went wrong without what it went wrong with: messages of mail servers and of SQL quote personal data. */
export function errorLabel(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? `${error.name}:${code}` : error.name;
}

/** Where it happened; the first lines of a stack repeat the message, so only the frames. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
