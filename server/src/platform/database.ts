import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Actor } from './actor.ts';
import type { DB } from './database.generated.ts';
import type { Deps } from './deps.ts';
import { claimIdempotencyKey, keepAnswer } from './http/idempotency.ts';
import { signalOf } from './signals.ts';

export type Db = Kysely<DB>;
export type Trx = Transaction<DB>;
/** For reads that are right both inside and outside a transaction. A function that writes takes `Trx`. */
export type Reader = Db | Trx;

/**
 * What SQL values are in TypeScript: exactly what they are on the wire, so nothing is mapped by hand. Instants are
 * RFC 3339 in UTC, dates `YYYY-MM-DD`, times `HH:MM`, numeric a decimal string, int8 a number.
 */
const types = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, (value) => value],
  [pg.types.builtins.DATE, (value) => value],
  [pg.types.builtins.TIME, (value) => value.slice(0, 5)],
  [pg.types.builtins.TIMESTAMPTZ, (value) => `${value.slice(0, 10)}T${value.slice(11, -3)}Z`],
]);

const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => types.get(oid) ?? pg.types.getTypeParser(oid, format),
};

/** Distinct statements that get a name; a filter with many combinations must not fill the server's memory. */
const MOST_NAMES = 1000;
const statementNames = new Map<string, string>();

function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= MOST_NAMES) return known;
  const name = `s${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/** Prepares every parametrised statement once per connection: parsing and planning are half of a small read. */
class PreparingClient extends pg.Client {
  // The overloads of `query` cannot be restated in an override; callers see pg's own signature.
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) ? statementName(text) : undefined;
    const all = name ? [{ name, text, values }, ...rest] : args;
    const result: unknown = super.query(...(all as [never]));
    if (result instanceof Promise) result.catch((error: unknown) => isWornOut(error) && void this.end());
    return result as never;
  }
}

/** A connection that no answer comes from, or whose prepared statements a migration has overtaken, is not used again. */
function isWornOut(error: unknown): boolean {
  return isOutdatedPlan(error) || (error instanceof Error && error.message === 'Query read timeout');
}

/** "cached plan must not change result type" */
function isOutdatedPlan(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
  );
}

export interface Database {
  db: Db;
  pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * A pool on one PostgreSQL. A statement has 10 s, waiting for a connection 5 s, so that a slow database becomes
 * a 503 and never a heap of hanging requests.
 * @param overrides milliseconds for commands that go through whole tables; 0 is for ever
 */
export function openDatabase(
  url: string,
  poolSize: number,
  onError: (error: Error) => void,
  overrides: Pick<pg.PoolConfig, 'statement_timeout' | 'query_timeout'> = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    Client: PreparingClient,
    max: poolSize,
    types: typeParsers,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    query_timeout: 15_000, // ours, for a server that is gone without a word
    keepAlive: true,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'etiba',
    options: '-c timezone=UTC -c intervalstyle=iso_8601 -c pg_trgm.similarity_threshold=0.45',
    ...overrides,
  });
  surviveLostConnections(pool, onError);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/**
 * A connection may die while it is idle (the pool replaces it) or in use between two statements (the next one fails).
 * Without a listener either event would end the process.
 */
export function surviveLostConnections(pool: pg.Pool, onError: (error: Error) => void): void {
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', () => {}));
}

const TRIES = 3;

/** What a request is answered whose Idempotency-Key has an answer already. */
export type Replay<T> = (trx: Trx, first: T) => Promise<T>;

/**
 * Runs a write as one transaction: rows, history, audit, jobs and the caller's idempotency key commit together or not
 * at all. With an Idempotency-Key that was used before, `work` does not run and the first answer is returned, or what
 * `replay` makes of it where the caller may by now see less.
 * A deadlock or serialization failure (which rolled everything back) is tried again.
 * @throws Problem idempotency_key_reused; whatever `work` throws
 */
export async function inTransaction<T>(
  deps: Deps,
  actor: Actor,
  work: (trx: Trx) => Promise<T>,
  replay: Replay<T> = async (_trx, first) => first,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(deps, actor, work, replay);
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (attempt === TRIES || (code !== '40P01' && code !== '40001')) throw error;
      deps.log.warn({ code, request_id: actor.call.request_id }, 'transaction tried again');
    }
  }
}

async function once<T>(
  deps: Deps,
  actor: Actor,
  work: (trx: Trx) => Promise<T>,
  replay: Replay<T>,
): Promise<T> {
  const { idempotency } = actor.call;
  const done = await deps.db.transaction().execute(async (trx) => {
    if (!idempotency) return { trx, answer: await work(trx) };
    const earlier = await claimIdempotencyKey(trx, deps.keys, actor, idempotency);
    if (earlier) return { trx, answer: await replay(trx, earlier.answer as T) };
    const answer = await work(trx);
    await keepAnswer(trx, deps.keys, actor, idempotency, answer);
    return { trx, answer };
  });
  deps.signals.send(signalOf(done.trx));
  return done.answer;
}

/** Which named rule of the database an error speaks of, if any. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code?.startsWith('23') ? error.constraint : undefined;
}

/** Whether the database could not read or hold a value: not of its type, too long, out of range. */
export function isBadValue(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && /^22(001|003|007|008|021|023|P02|P03|P05)$/.test(error.code ?? '')
  );
}

// Classes 08 connection, 53 resources (disk full, too many connections), 57 operator intervention, 58 system error;
// lock timeout, idle transaction ended, read-only after a failover, deadlock and serialization failure to the last.
const AWAY_CODES = /^(08|53|57|58)...$|^(55P03|25P0[34]|25006|40P01|40001)$/;
const AWAY_CALLS: readonly unknown[] = ['connect', 'read', 'write', 'getaddrinfo'];
// What pg and its pool throw without a code.
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool)/;

/** Whether an error means that the database cannot serve now: gone, restarting, full or overloaded. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable); // each address of a host was tried
  if (error instanceof pg.DatabaseError) return AWAY_CODES.test(error.code ?? '') || isOutdatedPlan(error);
  return AWAY_CALLS.includes((error as NodeJS.ErrnoException).syscall) || AWAY_WORDS.test(error.message);
}
