import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock, Ids } from './clock.ts';
import type { Config } from './config.ts';
import type { Db } from './database.ts';
import type { FileStore } from './files/store.ts';
import type { JobQueue } from './jobs.ts';
import type { LiveStreams } from './live.ts';
import type { Mailer } from './mail.ts';
import type { AnyMessageKind } from './messages.ts';
import type { Keys } from './secrets.ts';
import type { Signals } from './signals.ts';

/** All that an operation may use beside its actor and input. Made by `createDeps`, the same in tests. */
export interface Deps {
  config: Config;
  db: Db;
  pool: pg.Pool;
  clock: Clock;
  ids: Ids;
  keys: Keys;
  jobs: JobQueue;
  signals: Signals;
  live: LiveStreams;
  mailer: Mailer;
  /** Everything that people are told of, by kind. */
  messages: ReadonlyMap<string, AnyMessageKind>;
  files: FileStore;
  log: Logger;
}
