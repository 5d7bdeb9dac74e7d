import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate } from '../../platform/http/paging.ts';
import { clinicZone } from '../clinic/clinic.queries.ts';
import type { AuditFilters, AuditQuery } from './admin.schemas.ts';

/** The audit, the newest entry first. Reading it is an entry too. */
export async function listAuditEvents(deps: Deps, actor: SignedInActor, query: AuditQuery) {
  const up_to_id = query.up_to_id ?? (await newestAuditEvent(deps.db));
  const events = auditEventsFound(deps.db, { ...query, up_to_id });
  const url = withParameter(actor.call.url, 'up_to_id', up_to_id);
  const pinned = { ...actor, call: { ...actor.call, url } };
  const page = await paginate(deps.db, pinned, query, events, (rows) =>
    withNames(rows.select(AUDIT_COLUMNS)).orderBy('id', 'desc'),
  );
  const filters = Object.keys(query).filter((name) => name !== 'page' && name !== 'page_size');
  await recordAudit(deps.db, actor, {
    action: 'audit.read',
    detail: { filters, count: page.results.length },
    ...(query.patient_id !== undefined && { patient_id: query.patient_id }),
  });
  return page;
}

/**
 * Every action that has an entry, in alphabetical order. The index by action is skipped from one to the next, so that
 * it costs as much as there are actions, not entries.
 */
export async function listAuditActions(deps: Deps): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    with recursive actions as (
      (select action from audit_events order by action limit 1)
      union all
      select (select e.action from audit_events e where e.action > a.action order by e.action limit 1)
      from actions a where a.action is not null
    )
    select action from actions where action is not null`.execute(deps.db);
  return rows.map(({ action }) => action);
}

/** Also a list that showed a record of theirs among others'. */
function isAboutPatient(patientId: string): RawBuilder<boolean> {
  return sql`(patient_id = ${patientId}
    or (action = 'medical_record.list' and (detail -> 'patients') ? ${patientId.toLowerCase()}::text))`;
}

/** What goes out of an entry; its hash and signature are for `etiba audit`. */
export const AUDIT_COLUMNS = [
  'id',
  'occurred_at',
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
] as const;

type Events<Columns = object> = SelectQueryBuilder<DB, 'audit_events', Columns>;

/** The entries of a list, before columns and order: what a list shows, an export holds. */
export function auditEventsFound(db: Reader, query: AuditFilters): Events {
  const { user_id, patient_id, action, outcome, object_type, object_id, date_from, date_to, up_to_id } =
    query;
  let events: Events = db.selectFrom('audit_events');
  if (up_to_id !== undefined) events = events.where('id', '<=', up_to_id);
  if (user_id !== undefined) events = events.where('actor_user_id', '=', user_id);
  if (patient_id !== undefined) events = events.where(isAboutPatient(patient_id));
  if (action !== undefined) events = events.where('action', '=', action);
  if (outcome !== undefined) events = events.where('outcome', '=', outcome);
  if (object_type !== undefined) events = events.where('object_type', '=', object_type);
  if (object_id !== undefined) events = events.where('object_id', '=', object_id);
  if (date_from !== undefined) events = events.where('occurred_at', '>=', dayBegins(date_from));
  if (date_to !== undefined) events = events.where('occurred_at', '<', dayBegins(date_to, 1));
  return events;
}

/** An id that an entry was written with; it may be anything. */
const objectId = sql`case when object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then object_id::uuid end`;

/**
 * The names, as they are today, of who acted, of the patient whom it was about, and of the object where that is a
 * person. Null where there is nobody.
 */
export function withNames<Columns>(rows: Events<Columns>) {
  return rows.select([
    sql<string | null>`(select u.first_name || ' ' || u.last_name from users u
      where u.id = audit_events.actor_user_id)`.as('actor_name'),
    sql<
      string | null
    >`(select u.first_name || ' ' || u.last_name from patients p join users u on u.id = p.user_id
      where p.id = audit_events.patient_id)`.as('patient_name'),
    sql<string | null>`case object_type
      when 'user' then (select u.first_name || ' ' || u.last_name from users u where u.id = ${objectId})
      when 'patient' then (select u.first_name || ' ' || u.last_name from patients p join users u on u.id = p.user_id
        where p.id = ${objectId})
      when 'doctor' then (select 'Dr. ' || u.first_name || ' ' || u.last_name from doctors d
        join users u on u.id = d.user_id where d.id = ${objectId})
      end`.as('object_name'),
  ]);
}

export async function newestAuditEvent(db: Reader): Promise<number> {
  const { id } = await db
    .selectFrom('audit_events')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  return id ?? 0;
}

/** The instant at which a day of the clinic begins. In SQL, because the day after 9999-12-31 is an instant there. */
function dayBegins(date: string, plusDays = 0): RawBuilder<string> {
  return sql<string>`(${date}::date + ${plusDays}::int)::timestamp at time zone ${clinicZone}`;
}

function withParameter(url: string, name: string, value: number): string {
  const [path = '', search] = url.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set(name, String(value));
  return `${path}?${parameters}`;
}
