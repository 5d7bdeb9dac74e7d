import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { surviveLostConnections } from './database.ts';
import { createQueues, JOBS_SCHEMA, type AnyJob } from './jobs.ts';

const folder = join(import.meta.dirname, '../../migrations');

/** The migrations' names in order, without applying them. */
export async function migrationNames(): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => name.slice(0, -4));
}

/** Of PostgreSQL's advisory locks, the one of whoever migrates. */
const MIGRATION_LOCK = 0x45746962; // "Etib"

/**
 * Brings the schema and the job queues to the present, as the owner. Safe to run from several processes at once (they
 * take turns: also rights cannot be granted by two at a time) and again and again.
 * @param ownerUrl role that owns the tables
 * @param appRole name of the role the application connects as; may be the owner itself
 * @throws the first migration's error; then nothing of this run has been applied
 */
export async function migrate(ownerUrl: string, appRole: string, jobs: readonly AnyJob[]): Promise<string[]> {
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: 3,
    application_name: 'etiba-migrate',
    // The turn of a machine that is gone without a word ends in two minutes.
    options: '-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=15 -c tcp_keepalives_count=4',
  });
  surviveLostConnections(pool, () => {}); // the statement under way rejects
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await inTurn(pool, async () => {
      const { error, results } = await new Migrator({
        db,
        provider: { getMigrations: () => readMigrations(appRole) },
        migrationTableName: 'schema_migrations',
        migrationLockTableName: 'schema_migrations_lock',
      }).migrateToLatest();
      if (error) throw error;
      await sql`grant select on schema_migrations to ${sql.id(appRole)}`.execute(db);
      await migrateJobs(db, ownerUrl, appRole, jobs);
      return (results ?? []).map((result) => result.migrationName);
    });
  } finally {
    await db.destroy();
  }
}

/** How long others may take; who still waits then is better told. */
const PATIENCE_MS = 15 * 60_000;

async function inTurn<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const turn = await pool.connect();
  try {
    // Asked again and again: a statement that waits would hold up whoever builds an index without locking.
    for (let waited = 0; !(await tryTurn(turn)); waited += 200) {
      if (waited >= PATIENCE_MS)
        throw new Error('another process has been migrating for a quarter of an hour');
      await sleep(200);
    }
    return await work();
  } finally {
    turn.release(true); // the end of its session is the end of its turn
  }
}

async function tryTurn(client: pg.ClientBase): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1) as is_ours';
  return (await client.query<{ is_ours: boolean }>(text, [MIGRATION_LOCK])).rows[0]!.is_ours;
}

async function readMigrations(appRole: string): Promise<Record<string, Migration>> {
  const names = await migrationNames();
  const quoted = `"${appRole.replaceAll('"', '""')}"`;
  const entries = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(join(folder, `${name}.sql`), 'utf8');
    const statements = text.replaceAll('{{app_role}}', quoted);
    return [name, { up: async (db) => void (await sql.raw(statements).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** pg-boss brings its own schema; the owner installs it so that the application's role needs no DDL. */
async function migrateJobs(
  db: Kysely<unknown>,
  ownerUrl: string,
  appRole: string,
  jobs: readonly AnyJob[],
): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: JOBS_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
    application_name: 'etiba-migrate',
  });
  boss.on('error', () => {}); // start() and the calls below reject with the same error
  await boss.start();
  await createQueues(boss, jobs);
  await boss.stop({ graceful: false });
  const schema = sql.id(JOBS_SCHEMA);
  const role = sql.id(appRole);
  await sql`grant usage on schema ${schema} to ${role}`.execute(db);
  await sql`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`.execute(db);
  await sql`grant usage on all sequences in schema ${schema} to ${role}`.execute(db);
  await sql`grant execute on all functions in schema ${schema} to ${role}`.execute(db);
}
