/** Where the embedded PostgreSQL listens, how to reach it there, and whether it answers. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresUnavailable } from './embedded-postgres-account.ts';
import type { TiedProcess } from './embedded-postgres-process.ts';

export interface EmbeddedPostgresUrls {
  /** Role etiba_owner: owns the database `etiba`, runs migrations, may create trusted extensions there. */
  ownerUrl: string;
  /** Role etiba_app: owns nothing, cannot pass row-level security. */
  appUrl: string;
  /** Superuser `postgres`, database `postgres`: for test harnesses and backups only. */
  adminUrl: string;
}

export interface EmbeddedPostgresPasswords {
  admin: string;
  owner: string;
  app: string;
}

export const PORT = '5432';
/** Linux allows 107 bytes for a socket's path, macOS 103. */
const SOCKET_PATH_LIMIT_BYTES = 100;
/** Recovery after a power cut can take minutes, and ends by itself. */
const READY_TIMEOUT_MS = 10 * 60_000;
const WRONG_PASSWORD = '28P01';

/** The socket's directory: beside the data, or where that path is too long for a socket, the system's own. */
export function socketDirectory(dataDir: string): string {
  const name = `etiba-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  const candidates = [join(dataDir, 'postgres-socket'), join(tmpdir(), name), join('/tmp', name)];
  const fits = (path: string): boolean =>
    Buffer.byteLength(join(path, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_LIMIT_BYTES;
  return candidates.find(fits) ?? join('/tmp', name);
}

/** The URLs of the three roles, as `pg` and libpq both read them. */
export function urlsFor(socketDir: string, passwords: EmbeddedPostgresPasswords): EmbeddedPostgresUrls {
  const urlFor = (role: string, password: string, database: string): string =>
    `postgresql://${role}:${encodeURIComponent(password)}@/${database}` +
    `?host=${encodeURIComponent(socketDir)}&port=${PORT}`;
  return {
    ownerUrl: urlFor('etiba_owner', passwords.owner, 'etiba'),
    appUrl: urlFor('etiba_app', passwords.app, 'etiba'),
    adminUrl: urlFor('postgres', passwords.admin, 'postgres'),
  };
}

/** One element of a PostgreSQL setting that is a list of paths. */
export function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}

/** Connects once and says why that failed, or nothing. `code` is PostgreSQL's or the operating system's. */
export async function tryConnection(url: string): Promise<(Error & { code?: string }) | undefined> {
  const client = clientFor(url);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error as Error & { code?: string };
  } finally {
    await client.end().catch(() => {});
  }
}

/** Resolves when the server takes connections; throws when it ends first. */
export async function untilReady(adminUrl: string, server: TiedProcess): Promise<void> {
  const since = performance.now();
  while (server.isRunning()) {
    const failure = await tryConnection(adminUrl);
    if (!failure) return;
    if (failure.code === WRONG_PASSWORD) {
      throw new EmbeddedPostgresUnavailable(
        'The password kept for PostgreSQL does not fit this database. Restore the data directory and the ' +
          'passwords from the same backup.',
      );
    }
    if (performance.now() - since > READY_TIMEOUT_MS) {
      throw new Error(
        `PostgreSQL is not ready after ${READY_TIMEOUT_MS / 60_000} minutes: ${failure.message}`,
      );
    }
    // Seldom during a long recovery, because every try leaves a line in PostgreSQL's log.
    await Promise.race([sleep(performance.now() - since < 1_000 ? 20 : 200), server.exited]);
  }
  const { code, signal, error } = await server.exited;
  throw new Error(`PostgreSQL ended while starting (${error?.message ?? signal ?? `status ${code}`})`);
}

/** A client, not yet connected. */
export function clientFor(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that ends meanwhile also fails the query; without a listener the event would end our process.
  client.on('error', () => {});
  return client;
}
