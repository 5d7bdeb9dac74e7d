import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, inject, it, vi } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import { systemActor } from './actor.ts';
import {
  inTransaction,
  isBadValue,
  isUnavailable,
  openDatabase,
  violatedConstraint,
  type Database,
} from './database.ts';

const etiba = useEtiba();

/** The database of the test file through a pool of its own. */
async function withDatabase<T>(
  poolSize: number,
  work: (database: Database, lost: Error[]) => Promise<T>,
): Promise<T> {
  const lost: Error[] = [];
  const database = openDatabase(etiba.database.url, poolSize, (error) => lost.push(error));
  try {
    return await work(database, lost);
  } finally {
    await database.close();
  }
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}
const asOwner = (statement: string) => run(etiba.database.ownerUrl, statement);
const asAdmin = (statement: string) => run(inject('adminUrl'), statement);

describe('values', () => {
  it('come as they go over the wire', async () => {
    const { rows } = await etiba.deps.pool.query(`select
      '2026-12-01 09:30:00.123456+03'::timestamptz as instant, '2026-12-01 09:30+03'::timestamptz as minute,
      '2026-12-01'::date as day, '0001-01-01'::date as first_day, '08:30:15'::time as time, 1234567890123::int8 as big,
      12.50::numeric(10,2) as money, null::timestamptz as nothing, true as flag, '{"a":[1,null]}'::jsonb as json,
      array['a','b']::text[] as list, wire_instant('2026-12-01 09:30+03') as wire`);
    expect(rows[0]).toEqual({
      instant: '2026-12-01T06:30:00.123456Z',
      minute: '2026-12-01T06:30:00Z',
      day: '2026-12-01',
      first_day: '0001-01-01',
      time: '08:30',
      big: 1234567890123,
      money: '12.50',
      nothing: null,
      flag: true,
      json: { a: [1, null] },
      list: ['a', 'b'],
      wire: '2026-12-01T06:30:00Z',
    });
  });

  it('go in only as parameters: a name is a name', async () => {
    const evil = `x'; drop table users; --`;
    const { rows } = await sql<{ name: string }>`select ${evil}::text as name`.execute(etiba.deps.db);
    expect(rows).toEqual([{ name: evil }]);
  });
});

describe('prepared statements', () => {
  it('are named once for a text, on all connections', async () => {
    await withDatabase(2, async ({ db }) => {
      const ask = (value: number) =>
        sql<{ n: number }>`select ${value}::int as n, 'prepared' as mark`.execute(db);
      const answers = await Promise.all([1, 2, 3, 4].map(ask));
      expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3, 4]);
      const { rows } = await sql<{
        uses: number;
      }>`select count(*) as uses from pg_prepared_statements where statement like '%''prepared'' as mark'`.execute(
        db,
      );
      expect(rows[0]?.uses).toBe(1);
    });
  });

  it('survive a migration that changes what they return: one 503 on a connection, then all is well', async () => {
    await asOwner(
      'create table grown (a int); insert into grown values (1); grant select on grown to public',
    );
    await withDatabase(1, async ({ db }) => {
      const ask = () => sql`select * from grown where a = ${1}`.execute(db);
      expect((await ask()).rows).toEqual([{ a: 1 }]);
      await asOwner(`alter table grown add column b text default 'new'`);
      await expect(ask()).rejects.toSatisfy(isUnavailable);
      expect((await ask()).rows).toEqual([{ a: 1, b: 'new' }]);

      await asOwner(`alter table grown add column c text default 'newer'`);
      await expect(
        db.transaction().execute((trx) => sql`select * from grown where a = ${1}`.execute(trx)),
      ).rejects.toSatisfy(isUnavailable);
      expect((await ask()).rows).toEqual([{ a: 1, b: 'new', c: 'newer' }]);
    });
  });

  it('are forgotten with a connection that is lost', async () => {
    await withDatabase(1, async ({ db }, lost) => {
      const ask = () => sql<{ pid: number }>`select pg_backend_pid() as pid, ${1}::int as n`.execute(db);
      const [first] = (await ask()).rows;
      await asAdmin(`select pg_terminate_backend(${first!.pid})`);
      await vi.waitUntil(() => lost.length > 0);
      expect(lost.every(isUnavailable)).toBe(true);
      const [second] = (await ask()).rows;
      expect(second?.pid).not.toBe(first?.pid);
    });
  });
});

describe('a connection that is lost', () => {
  it('between two statements of a transaction fails the next, and nothing else', async () => {
    await withDatabase(1, async ({ db }, lost) => {
      const working = db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
        await asAdmin(`select pg_terminate_backend(${rows[0]!.pid})`);
        await new Promise((done) => setTimeout(done, 100)); // the end arrives while no statement waits for it
        await sql`select 1`.execute(trx);
      });
      await expect(working).rejects.toSatisfy(isUnavailable);
      expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
      expect(lost).toEqual([]);
    });
  });
});

describe('inTransaction', () => {
  const actor = systemActor('test');
  const failing = (code: string) => (trx: Parameters<Parameters<typeof inTransaction>[2]>[0]) =>
    sql`do $$ begin raise exception 'again' using errcode = ${sql.raw(`'${code}'`)}; end $$`.execute(trx);

  it.each(['40P01', '40001'])('is tried again after %s, from the beginning', async (code) => {
    let tries = 0;
    const result = await inTransaction(etiba.deps, actor, async (trx) => {
      tries += 1;
      await trx
        .insertInto('throttles')
        .values({ key: `try-${code}-${tries}`, points: 1 })
        .execute();
      if (tries < 3) await failing(code)(trx);
      return tries;
    });
    expect(result).toBe(3);
    const rows = await etiba.deps.db
      .selectFrom('throttles')
      .select('key')
      .where('key', 'like', `try-${code}%`)
      .execute();
    expect(rows).toEqual([{ key: `try-${code}-3` }]);
  });

  it('gives up after three tries, and says that the database is busy', async () => {
    let tries = 0;
    const given = inTransaction(etiba.deps, actor, async (trx) => {
      tries += 1;
      await failing('40P01')(trx);
    });
    await expect(given).rejects.toSatisfy(isUnavailable);
    expect(tries).toBe(3);
  });

  it('is not tried again after anything else', async () => {
    let tries = 0;
    const given = inTransaction(etiba.deps, actor, async (trx) => {
      tries += 1;
      await failing('P0001')(trx);
    });
    await expect(given).rejects.toThrow('again');
    expect(tries).toBe(1);
  });
});

describe('an error', () => {
  const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
  const sqlError = (code: string, more: object = {}) =>
    Object.assign(new pg.DatabaseError('x', 1, 'error'), { code, ...more });

  it.each([
    ['a refused connection', coded('ECONNREFUSED', { syscall: 'connect' })],
    ['a socket that is not there', coded('ENOENT', { syscall: 'connect' })],
    ['a name that does not resolve', coded('EAI_AGAIN', { syscall: 'getaddrinfo' })],
    ['a reset connection', coded('ECONNRESET', { syscall: 'read' })],
    ['a broken pipe', coded('EPIPE', { syscall: 'write' })],
    ['several refused addresses', new AggregateError([coded('ECONNREFUSED', { syscall: 'connect' })])],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['a connection that took too long', new Error('timeout exceeded when trying to connect')],
    ['an answer that took too long', new Error('Query read timeout')],
    ['a client that is closed', new Error('Client was closed and is not queryable')],
    ['a shutdown', sqlError('57P01')],
    ['a start', sqlError('57P03')],
    ['a statement that took too long', sqlError('57014')],
    ['too many connections', sqlError('53300')],
    ['a full disk', sqlError('53100')],
    ['a lock that took too long', sqlError('55P03')],
    ['a server that only reads', sqlError('25006')],
  ])('of %s means that the database is away', (_, error) => expect(isUnavailable(error)).toBe(true));

  it.each([
    ['a file that is not there', coded('ENOENT', { syscall: 'open' })],
    ['a mistake in SQL', sqlError('42601')],
    ['a broken rule', sqlError('23505', { constraint: 'users_email_unique' })],
    ['a feature that is not there', sqlError('0A000', { routine: 'transformSelect' })],
    ['something of ours', new TypeError('x is not a function')],
    ['no error', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('of %s does not', (_, error) => expect(isUnavailable(error)).toBe(false));

  it('names the rule that it is about', () => {
    expect(violatedConstraint(sqlError('23505', { constraint: 'users_email_unique' }))).toBe(
      'users_email_unique',
    );
    expect(violatedConstraint(sqlError('42601', { constraint: 'x' }))).toBeUndefined();
    expect(isBadValue(sqlError('22P02'))).toBe(true);
    expect(isBadValue(sqlError('22012'))).toBe(false);
  });
});
