import { Kysely, PostgresDialect } from 'kysely';
import { buildApp } from '../src/app.ts';
import type { DB } from '../src/platform/database.generated.ts';
import type { Deps } from '../src/platform/deps.ts';
import type { LoadRequest } from './load.ts';
import type { Wish } from './world.ts';

/** One statement as a request sent it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** The SQL of one request: what the bare handler and pgbench repeat. */
export interface Recording {
  statements: Statement[];
  /** Ids that the request made. */
  made: string[];
}

/**
 * Lets the application answer a request and notes its SQL, so that the comparisons never differ from the product. The
 * look-up of the session is left out: it is part of what Etiba costs over a bare handler.
 */
export async function recordSql(deps: Deps, { method, path, token, body }: LoadRequest): Promise<Recording> {
  const recording: Recording = { statements: [], made: [] };
  const ids = {
    next() {
      const id = deps.ids.next();
      recording.made.push(id);
      return id;
    },
  };
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: deps.pool }),
    log: ({ query }) =>
      void recording.statements.push({ text: query.sql, values: query.parameters.map(asText) }),
  });
  const app = await buildApp({ ...deps, db, ids });
  const headers = { authorization: `Bearer ${token}` };
  const { statusCode } = await app.inject({ method, url: path, headers, ...(body && { payload: body }) });
  if (statusCode >= 300) throw new Error(`${method} ${path} answered ${statusCode}`);
  await app.close();
  const statements = recording.statements.filter(({ text }) => !text.includes('from "sessions"'));
  return { ...recording, statements };
}

/** Bytes as PostgreSQL writes them, for a recording travels as JSON and in scripts. */
function asText(value: unknown): unknown {
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DAY = 24 * 3600_000;

/** How a value of the example becomes that of another wish. */
export type Part =
  | { kind: 'same'; value: unknown }
  | { kind: 'wish'; field: 'doctor_id' | 'patient_id' }
  | { kind: 'made'; text: string }
  | { kind: 'instant' | 'date'; text: string }
  | { kind: 'list'; parts: Part[] };

export function partOf(value: unknown, example: Wish, made: readonly string[]): Part {
  if (Array.isArray(value)) return { kind: 'list', parts: value.map((item) => partOf(item, example, made)) };
  if (value === example.doctor_id) return { kind: 'wish', field: 'doctor_id' };
  if (value === example.patient_id) return { kind: 'wish', field: 'patient_id' };
  if (typeof value !== 'string') return { kind: 'same', value };
  if (made.some((id) => value.includes(id))) return { kind: 'made', text: value };
  if (INSTANT.test(value)) return { kind: 'instant', text: value };
  return DATE.test(value) ? { kind: 'date', text: value } : { kind: 'same', value };
}

/** The part's value for a wish. @param ids those that take the place of the made ones */
export function fill(part: Part, example: Wish, wish: Wish, ids: ReadonlyMap<string, string>): unknown {
  const shift = Date.parse(wish.start) - Date.parse(example.start);
  switch (part.kind) {
    case 'same':
      return part.value;
    case 'wish':
      return wish[part.field];
    case 'made':
      return [...ids].reduce((text, [old, fresh]) => text.replaceAll(old, fresh), part.text);
    case 'instant':
      return new Date(Date.parse(part.text) + shift).toISOString();
    case 'date':
      return new Date(Date.parse(part.text) + Math.floor(shift / DAY) * DAY).toISOString().slice(0, 10);
    case 'list':
      return part.parts.map((item) => fill(item, example, wish, ids));
    default:
      return part satisfies never;
  }
}
