import type { Logger } from 'pino';
import { signAuditWith } from './platform/audit.ts';
import { randomIds, systemClock, type Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import type { Deps } from './platform/deps.ts';
import { openFileStore } from './platform/files/store.ts';
import { openJobQueue } from './platform/jobs.ts';
import { LiveStreams } from './platform/live.ts';
import type { Mailer } from './platform/mail.ts';
import { createMailer } from './platform/mail-transport.ts';
import type { Keys } from './platform/secrets.ts';
import { postgresChannel } from './platform/signals-postgres.ts';
import { redisChannel } from './platform/signals-redis.ts';
import { Signals } from './platform/signals.ts';
import { liveSources, mails, messages } from './modules.ts';
import { seedClinicSettings } from './modules/clinic/seed-settings.ts';

interface DepsOptions {
  config: Config;
  keys: Keys;
  /** The application's role, not the owner's. */
  database_url: string;
  log: Logger;
  /** This process runs jobs and looks after the queue. */
  works: boolean;
  clock?: Clock;
  send_mail?: Mailer['send'];
}

/** Opens everything that has a life of its own; `closeDeps` ends it. */
export async function createDeps(options: DepsOptions): Promise<Deps> {
  const { config, keys, database_url, log, works, clock = systemClock } = options;
  signAuditWith(keys);
  const jobs = await openJobQueue(database_url, log, works); // first, because it may fail
  const database = openDatabase(database_url, config.database_pool_size, (error) => {
    if (database.pool.ending) return; // PostgreSQL stops, and a connection has not heard of our end yet
    log.warn({ code: (error as NodeJS.ErrnoException).code }, 'a database connection was lost');
  });
  await seedClinicSettings(database.db, config);
  const files = await openFileStore(config.files);
  const mailer = createMailer(config, mails);
  if (options.send_mail) mailer.send = options.send_mail;
  const signals = openSignals(options);
  const live = new LiveStreams({ db: database.db, keys, clock, log, signals }, liveSources);
  return {
    config,
    keys,
    log,
    clock,
    jobs,
    signals,
    live,
    mailer,
    messages: new Map(messages.map((kind) => [kind.kind, kind])),
    files,
    ids: randomIds,
    db: database.db,
    pool: database.pool,
  };
}

/** Running jobs get ten seconds. A second call changes nothing. */
export async function stopJobs({ jobs }: Pick<Deps, 'jobs'>): Promise<void> {
  await jobs.boss.stop({ graceful: true, timeout: 10_000 });
}

/** Redis first where there is one; PostgreSQL serves without it and when it fails. */
function openSignals({ config, keys, database_url, log }: DepsOptions): Signals {
  const { redis_url } = config;
  const channels = [postgresChannel(database_url, log)];
  if (redis_url !== undefined) channels.unshift(redisChannel(redis_url, keys.signals, log));
  return new Signals(log, channels);
}

export async function closeDeps(deps: Deps): Promise<void> {
  await stopJobs(deps);
  await deps.live.close();
  await deps.signals.close();
  await deps.db.destroy();
}
