import cluster from 'node:cluster';
import { flushCompileCache } from 'node:module';
import { closeDeps, createDeps } from '../deps.ts';
import { jobs } from '../modules.ts';
import { loadConfig, readEnvironment, type Config } from '../platform/config.ts';
import { openDatabase } from '../platform/database.ts';
import type { Deps } from '../platform/deps.ts';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { FileStoreUnavailable } from '../platform/files/store.ts';
import { checkReadiness } from '../platform/http/health.ts';
import { createLogger } from '../platform/logger.ts';
import { migrate } from '../platform/migrate.ts';
import { loadSecrets, type Secrets } from '../platform/secrets.ts';
import { takeDataDirectory } from '../platform/single-instance.ts';
import { StartError, withClearRefusal } from './start-errors.ts';

export interface Runtime {
  config: Config;
  secrets: Secrets;
  log: ReturnType<typeof createLogger>;
}

/**
 * Configuration, secrets and log: the same first steps of every command.
 * @throws ConfigError, StartError
 */
export function prepare(overrides: Partial<Config> = {}): Runtime {
  flushCompileCache(); // now that all is loaded: a process that is killed keeps nothing for the next
  const config = { ...loadConfig(readEnvironment()), ...overrides };
  return { config, secrets: readSecrets(config), log: createLogger(config.log_level) };
}

function readSecrets(config: Config): Secrets {
  try {
    return loadSecrets(config);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new StartError(`ETIBA_DATA_DIR: wants a folder that this user may write to (${code}).`);
  }
}

export interface FoundDatabase {
  /** For the application. */
  url: string;
  owner_url: string;
}

/** Disposing of it stops the embedded one. */
export type OwnDatabase = FoundDatabase & AsyncDisposable;

/**
 * The database that `start` works on: the outside one, or the embedded one, which it starts and holds alone.
 * @throws AlreadyRunningError, EmbeddedPostgresUnavailable
 */
export async function openOwnDatabase({ config, secrets, log }: Runtime): Promise<OwnDatabase> {
  const outside = outsideDatabase(config);
  if (outside) return { ...outside, [Symbol.asyncDispose]: async () => {} };
  const release = takeDataDirectory(config.data_dir);
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: config.data_dir,
      passwords: secrets.database,
      log: (message, detail) => log.info(detail ?? {}, message),
    });
    return {
      url: postgres.appUrl,
      owner_url: postgres.ownerUrl,
      async [Symbol.asyncDispose]() {
        await postgres.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * The database of an Etiba that runs already, for commands beside it.
 * @throws StartError when there is none
 */
export async function findDatabase(runtime: Runtime): Promise<FoundDatabase> {
  const found = await lookForDatabase(runtime);
  if (!found) throw new StartError('No database: set DATABASE_URL, or run `npm start` first.');
  return found;
}

/** The outside database, or that of a running Etiba; undefined when there is neither. */
export async function lookForDatabase({ config, secrets }: Runtime): Promise<FoundDatabase | undefined> {
  const outside = outsideDatabase(config);
  if (outside) return outside;
  const running = await runningEmbeddedPostgres({ dataDir: config.data_dir, passwords: secrets.database });
  return running && { url: running.appUrl, owner_url: running.ownerUrl };
}

function outsideDatabase({ database_url, database_owner_url }: Config): FoundDatabase | undefined {
  return database_url === undefined
    ? undefined
    : { url: database_url, owner_url: database_owner_url ?? database_url };
}

/**
 * @returns the migrations that were applied
 * @throws StartError when the owner's address leads nowhere or to too few rights
 */
export async function migrateDatabase({ url, owner_url }: FoundDatabase): Promise<string[]> {
  const variable = owner_url === url ? 'DATABASE_URL' : 'DATABASE_OWNER_URL';
  return withClearRefusal(variable, () => migrate(owner_url, roleOf(url), jobs));
}

/**
 * @throws StartError when the database is away or not as this version needs it; ConfigError when files cannot be kept
 */
export async function openReadyDeps(runtime: Runtime, url: string, works: boolean): Promise<Deps> {
  const { config, secrets, log } = runtime;
  await withClearRefusal('DATABASE_URL', () => requireReady(url));
  const deps = await createDeps({ config, keys: secrets.keys, database_url: url, log, works });
  try {
    await checkFileStore(deps);
    await checkRole(deps);
  } catch (error) {
    await closeDeps(deps);
    throw error;
  }
  return deps;
}

/** A store that does not answer may come back, one that refuses us will not. */
async function checkFileStore({ files, log }: Deps): Promise<void> {
  try {
    await files.check();
  } catch (error) {
    if (!(error instanceof FileStoreUnavailable)) throw error;
    log.warn({ code: error.code }, 'the file store does not answer');
  }
}

/** With such a role everything works; but what should stop a mistake of ours in the database does not. */
async function checkRole({ pool, log }: Deps): Promise<void> {
  const { rows } = await pool.query<{ role: string; is_free: boolean }>(
    `select rolname as role, rolsuper or rolbypassrls as is_free from pg_roles where rolname = current_user`,
  );
  const [{ role, is_free } = { role: '', is_free: false }] = rows;
  if (is_free)
    log.warn(
      { variable: 'DATABASE_URL', role },
      'this role goes past row-level security: give Etiba one of its own, see docs/operations.md',
    );
}

async function requireReady(url: string): Promise<void> {
  const database = openDatabase(url, 1, () => {});
  try {
    await checkReadiness(database);
  } finally {
    await database.close();
  }
}

function roleOf(url: string): string {
  const { username } = new URL(url.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)\//, '$1localhost/'));
  return decodeURIComponent(username) || 'postgres';
}

/** npm passes a terminal's Ctrl-C on to a process that has had it from the terminal already. */
const SAME_SIGNAL_MS = 500;
/** Requests and jobs have ten seconds each to finish, the embedded database the rest. */
const LONGEST_STOP_MS = 25_000;

/**
 * Resolves at the first SIGINT or SIGTERM. From then on a second one ends the process at once, and so does a stop
 * that hangs. On a process of a cluster a signal may come twice, from the terminal or the service manager and from the
 * primary; there only the primary is impatient, and its end is theirs.
 */
export function untilSignal(log: Runtime['log']): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let since: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (cluster.isWorker && signal === 'SIGINT') return;
    if (since !== undefined) {
      if (cluster.isPrimary && performance.now() - since > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    since = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
  return promise;
}
