/** What the embedded PostgreSQL holds before any migration: data directory, Etiba's roles and database. */
import { chown, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { RunAs } from './embedded-postgres-account.ts';
import { clientFor } from './embedded-postgres-address.ts';
import { spawnTied } from './embedded-postgres-process.ts';

const UNFINISHED = 'postgres-unfinished-';

/**
 * Removes what a start that was killed while creating the data directory has left. Last thing of a start, so
 * that the initdb of a process killed just before can end in peace and give its shared memory back.
 */
export async function removeUnfinishedClusters(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(UNFINISHED)) continue;
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Creates `<dataDir>/postgres` with the superuser `postgres`. It appears there complete or not at all: a
 * killed initdb leaves a directory that neither works nor can be told from a working one.
 */
export async function createCluster(
  dataDir: string,
  adminPassword: string,
  options: { initdb: string; runAs: RunAs | undefined; output: number; noSync: boolean },
): Promise<void> {
  const { initdb, runAs, output, noSync } = options;
  const folder = await mkdtemp(join(dataDir, UNFINISHED));
  try {
    const cluster = join(folder, 'postgres');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
    if (runAs) for (const path of [folder, passwordFile]) await chown(path, runAs.uid, runAs.gid);
    const command = [
      initdb,
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--data-checksums',
      // PostgreSQL's own C.UTF-8 sorts and changes case the same on every machine, so a data directory can
      // move. Locales of the C library differ between versions, and macOS has no C.UTF-8 to give to --locale.
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(noSync ? ['--no-sync'] : []),
    ];
    const { code, signal, error } = await spawnTied(command, { runAs, output }).exited;
    if (code !== 0) {
      throw new Error(`Creating the database failed (${error?.message ?? signal ?? `status ${code}`})`);
    }
    await rm(passwordFile);
    await writeFile(join(cluster, 'pg_hba.conf'), 'local all all scram-sha-256\n', { flush: true });
    await rename(cluster, join(dataDir, 'postgres'));
    const directory = await open(dataDir);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Creates or corrects Etiba's roles and database; the passwords given here hold from now on. */
export async function ensureRolesAndDatabase(
  adminUrl: string,
  passwords: { owner: string; app: string },
): Promise<void> {
  const client = clientFor(adminUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles');
    const existing = new Set(rows.map(({ name }) => name));
    const roles = { etiba_owner: passwords.owner, etiba_app: passwords.app };
    for (const [role, password] of Object.entries(roles)) {
      await client.query(
        `${existing.has(role) ? 'alter' : 'create'} role ${role} login nosuperuser nocreatedb nocreaterole ` +
          `noreplication nobypassrls password ${pg.escapeLiteral(password)}`,
      );
    }
    const databases = await client.query(`select from pg_database where datname = 'etiba'`);
    if (databases.rowCount === 0) await client.query('create database etiba owner etiba_owner');
  } finally {
    await client.end();
  }
}
