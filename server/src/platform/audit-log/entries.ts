import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { HASH_BYTES, leafHash } from './merkle.ts';

/** What the writer of an entry says; the database adds number and time. */
export interface EntryFacts {
  entry_id: string;
  actor_user_id: string | null;
  actor_role: string;
  session_id: string | null;
  action: string;
  object_type: string | null;
  object_id: string | null;
  patient_id: string | null;
  outcome: string;
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** JSON text. */
  detail: string;
}

/** A row of `audit_events`. Entries from before they were signed have no `entry_id` and no `mac`. */
export interface Entry extends Omit<EntryFacts, 'entry_id'> {
  id: number;
  /** RFC 3339 in UTC with microseconds. */
  occurred_at: string;
  entry_id: string | null;
  mac: Buffer | null;
}

/** Which columns are hashed in which order; a column that comes later makes a new format, and old seals keep theirs. */
export const FORMAT = 1;
export const COLUMNS_OF_FORMAT: Record<number, readonly (keyof Entry)[]> = {
  1: [
    'id',
    'occurred_at',
    'entry_id',
    'actor_user_id',
    'actor_role',
    'session_id',
    'action',
    'object_type',
    'object_id',
    'patient_id',
    'outcome',
    'address',
    'user_agent',
    'request_id',
    'detail',
    'mac',
  ],
};

/** The columns of an `Entry`, JSON as the text that PostgreSQL keeps. */
export const entryColumns: RawBuilder<Entry> = sql`
  e.id, e.occurred_at, e.entry_id, e.actor_user_id, e.actor_role, e.session_id, e.action, e.object_type, e.object_id,
  e.patient_id, e.outcome, e.address, e.user_agent, e.request_id, e.detail::text as detail, e.mac`;

/** No two lists of fields have the same bytes: each field has its length in front, and null a length of its own. */
export function canonicalBytes(fields: readonly (string | number | Buffer | null)[]): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const content = field === null || Buffer.isBuffer(field) ? field : Buffer.from(String(field), 'utf8');
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(content === null ? 0xffff_ffff : content.length);
    parts.push(length);
    if (content !== null) parts.push(content);
  }
  return Buffer.concat(parts);
}

/**
 * The hash of every column of an entry.
 * @throws Error for a format of a newer Etiba
 */
export function hashEntry(entry: Entry, format: number): Buffer {
  const columns = COLUMNS_OF_FORMAT[format];
  if (!columns) throw new Error(`this version of Etiba does not know format ${format} of the audit`);
  return leafHash(canonicalBytes(columns.map((column) => entry[column])));
}

/** The writer's signature: of its facts in the form in which the database gives them back. */
export function signEntry(key: Buffer, facts: EntryFacts): Buffer {
  const { entry_id, actor_user_id, actor_role, session_id, action, object_type, object_id } = facts;
  const { patient_id, outcome, address, user_agent, request_id, detail } = facts;
  const fields = [
    entry_id,
    asStored(actor_user_id),
    actor_role,
    asStored(session_id),
    action,
    object_type,
    object_id,
    asStored(patient_id),
    outcome,
    address,
    user_agent,
    request_id,
    canonicalJson(JSON.parse(detail)),
  ];
  return createHmac('sha256', key).update(canonicalBytes(fields)).digest();
}

/** Whether an entry carries the signature of a process of this installation, under any of its keys. */
export function isSigned(keys: readonly Buffer[], { entry_id, mac, ...rest }: Entry): boolean {
  if (entry_id === null || mac?.length !== HASH_BYTES) return false;
  return keys.some((key) => timingSafeEqual(signEntry(key, { entry_id, ...rest }), mac));
}

/** Milliseconds since the epoch at which a UUIDv7 was made (RFC 9562, section 5.7). */
function timeOfUuid(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** Milliseconds that a transaction may have been open between an entry and its commit. */
export const LONGEST_TRANSACTION = 3600_000;

/** Whether an entry bears another time than that at which its writer made it. */
export function isDated({ occurred_at, entry_id }: Entry): boolean {
  if (entry_id === null) return false;
  const difference = Math.abs(Date.parse(occurred_at) - timeOfUuid(entry_id));
  return !(difference <= LONGEST_TRANSACTION); // also for what is no time, such as `infinity`
}

/** PostgreSQL gives uuids back in lower case. */
function asStored(uuid: string | null): string | null {
  return uuid?.toLowerCase() ?? null;
}

/** jsonb forgets the order of names and the spaces. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  const pairs = names.map(
    (name) => `${JSON.stringify(name)}:${canonicalJson((value as Record<string, unknown>)[name])}`,
  );
  return `{${pairs.join(',')}}`;
}
