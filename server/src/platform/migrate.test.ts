import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import { jobs } from '../modules.ts';
import { migrate, migrationNames } from './migrate.ts';

const etiba = useEtiba();
const name = `etiba_test_${randomBytes(6).toString('hex')}`;
const nameOfApp = () => new URL(urlWithHost(etiba.database.url)).username;

/** `postgresql://user:password@/database?host=/socket` has no host that a URL would take. */
function urlWithHost(url: string): string {
  return url.replace(/@\//, '@localhost/');
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}

let ownerUrl: string;
beforeAll(async () => {
  const owner = new URL(urlWithHost(etiba.database.ownerUrl)).username;
  await asAdmin(`create database ${name} owner ${owner} template template0 encoding 'UTF8'`);
  ownerUrl = etiba.database.ownerUrl.replace(/\/etiba_test_[0-9a-f]{12}/, `/${name}`);
});
afterAll(() => asAdmin(`drop database if exists ${name} with (force)`));

describe('migrate', () => {
  it('brings an empty database to the present, from several processes at once and again', async () => {
    const atOnce = () => Promise.all([1, 2, 3].map(() => migrate(ownerUrl, nameOfApp(), jobs)));
    expect((await atOnce()).filter((names) => names.length > 0)).toEqual([await migrationNames()]);
    for (let again = 0; again < 5; again += 1) expect(await atOnce()).toEqual([[], [], []]);
  });

  it('gives the application what it needs and no more', async () => {
    const { rows } = await etiba.deps.pool.query<{ table: string; privileges: string }>(`
      select table_name as table, string_agg(privilege_type, ' ' order by privilege_type) as privileges
      from information_schema.role_table_grants
      where grantee = current_user and table_schema = 'public'
      group by table_name`);
    const privileges = Object.fromEntries(rows.map((row) => [row.table, row.privileges]));
    expect(privileges).toMatchObject({
      audit_events: 'INSERT SELECT',
      users: 'INSERT SELECT UPDATE',
      schema_migrations: 'SELECT',
    });
    for (const statement of [
      'create table x (a int)',
      'drop table users',
      'alter table users disable trigger all',
      'truncate audit_events',
      'update audit_events set action = action',
      'delete from users',
      'set role postgres',
    ]) {
      await expect(etiba.deps.pool.query(statement)).rejects.toThrow(
        /permission denied|must be owner|append-only|does not exist/,
      );
    }
  });

  it('makes no function that works as the owner for everybody, or with what the caller puts in its way', async () => {
    const { rows } = await etiba.deps.pool.query<{ function: string; path: string; for_all: boolean }>(`
      select proname as function, array_to_string(proconfig, ';') as path,
        exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as for_all
      from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1`);
    expect(rows.map((row) => row.function)).toContain('erase_patient');
    expect(rows.filter(({ path, for_all }) => for_all || !/^search_path=.*, pg_temp$/.test(path))).toEqual(
      [],
    );
  });
});
