import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { jsonArrayFrom, jsonBuildObject } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { invalidField, problems } from '../../platform/problems.ts';
import { containsText, matchesSearch, searchWords } from '../../platform/search.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { startOfDate } from '../doctors/working-windows.ts';
import { isErased } from '../patients/patients.policy.ts';
import { visibleAppointments } from './appointments.policy.ts';
import {
  STATUSES,
  type Appointment,
  type AppointmentFilters,
  type AppointmentQuery,
  type AppointmentStatus,
} from './appointments.schemas.ts';

type Tables = DB & {
  a: DB['appointments'];
  p: DB['patients'];
  pu: DB['users'];
  d: DB['doctors'];
  du: DB['users'];
};
type Visits<Columns = object> = SelectQueryBuilder<Tables, 'a', Columns>;

/**
 * One visit as the actor may see it.
 * @throws Problem not_found when there is none, or none visible
 */
export async function readAppointment(
  db: Reader,
  actor: SignedInActor,
  appointmentId: string,
): Promise<Appointment> {
  const row = await asAppointment(visible(db, actor), actor)
    .where('a.id', '=', appointmentId)
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  return row;
}

/** A page of the visits that the actor may see. */
export async function listAppointments(
  deps: Deps,
  actor: SignedInActor,
  query: AppointmentQuery,
): Promise<PageOf<Appointment>> {
  const rows = await visitsFound(deps.db, actor, query);
  return paginate(deps.db, actor, query, rows, (some) => inOrder(asAppointment(some, actor), query));
}

/** The visits of a list, before columns and order: what a list shows, an export holds. */
export async function visitsFound(
  db: Reader,
  actor: SignedInActor,
  query: AppointmentFilters,
): Promise<Visits> {
  return withFilters(visible(db, actor), query, await rangeOf(db, query));
}

export function inOrder<Columns>(
  rows: Visits<Columns>,
  { ordering = '-appointment_datetime' }: AppointmentFilters,
): Visits<Columns> {
  const [field, direction] = parseOrdering(ordering);
  return rows.orderBy(`a.${field}`, direction).orderBy('a.id', direction);
}

function visible(db: Reader, actor: SignedInActor): Visits {
  return db.selectFrom('appointments as a').where(visibleAppointments(actor));
}

/** The columns of the wire shape. */
function asAppointment(rows: Visits, actor: SignedInActor): Visits<Appointment> {
  return rows
    .innerJoin('patients as p', 'p.id', 'a.patient_id')
    .innerJoin('users as pu', 'pu.id', 'p.user_id')
    .innerJoin('doctors as d', 'd.id', 'a.doctor_id')
    .innerJoin('users as du', 'du.id', 'd.user_id')
    .select([
      'a.id',
      'a.appointment_datetime',
      'a.duration',
      'a.appointment_end_time',
      'a.status',
      'a.appointment_type',
    ])
    .select([unlessErased('a.reason'), unlessErased('a.notes'), unlessErased('a.symptoms')])
    .select(['a.is_urgent', 'a.needs_reschedule'])
    .select(['a.arrived_at', 'a.created_by', 'a.created_at', 'a.updated_at'])
    .$if(actor.role !== 'PATIENT', (staff) => staff.select(unlessErased('a.doctor_notes')))
    .select((eb) => [
      jsonBuildObject({
        id: eb.ref('p.id'),
        full_name: sql<string>`pu.first_name || ' ' || pu.last_name`,
        user: jsonBuildObject({
          id: eb.ref('pu.id'),
          email: eb.ref('pu.email'),
          first_name: eb.ref('pu.first_name'),
          last_name: eb.ref('pu.last_name'),
          phone: eb.ref('pu.phone'),
        }),
      }).as('patient'),
      jsonBuildObject({
        id: eb.ref('d.id'),
        full_name: sql<string>`'Dr. ' || du.first_name || ' ' || du.last_name`,
        specializations: sql<string[]>`(select coalesce(json_agg(s.name order by s.name), '[]')
          from doctor_specializations ds join specializations s on s.id = ds.specialization_id where ds.doctor_id = d.id)`,
        office_address: eb.ref('d.office_address'),
      }).as('doctor'),
      jsonArrayFrom(
        eb
          .selectFrom('appointment_status_history as h')
          .leftJoin('users as hu', 'hu.id', 'h.changed_by')
          .select(['h.id', 'h.previous_status', 'h.new_status', 'h.previous_duration', 'h.new_duration'])
          .select(['h.previous_doctor_id', 'h.new_doctor_id', 'h.is_override', 'h.changed_by'])
          .select([
            unlessErased('h.reason'),
            sql<string | null>`wire_instant(h.previous_datetime)`.as('previous_datetime'),
            sql<string | null>`wire_instant(h.new_datetime)`.as('new_datetime'),
            sql<string>`wire_instant(h.changed_at)`.as('changed_at'),
            sql<string | null>`hu.first_name || ' ' || hu.last_name`.as('changed_by_name'),
          ])
          .whereRef('h.appointment_id', '=', 'a.id')
          .orderBy('h.sequence'),
      ).as('status_history'),
      jsonArrayFrom(
        eb
          .selectFrom('appointment_arrivals as r')
          .innerJoin('users as ru', 'ru.id', 'r.changed_by')
          .select(['r.id', 'r.changed_by'])
          .select([
            sql<string | null>`wire_instant(r.arrived_at)`.as('arrived_at'),
            sql<string>`ru.first_name || ' ' || ru.last_name`.as('changed_by_name'),
            sql<string>`wire_instant(r.changed_at)`.as('changed_at'),
          ])
          .whereRef('r.appointment_id', '=', 'a.id')
          .orderBy('r.sequence'),
      ).as('arrivals'),
      sql<
        string[]
      >`record_ids_of_visit(a.id, ${actor.user_id}::uuid, ${actor.role}::text, ${actor.patient_id}::uuid,
        ${actor.doctor_id}::uuid)`.as('medical_record_ids'),
    ]);
}

/** What was said of a visit of an erased patient is kept, and shown to nobody. */
function unlessErased<Field extends string>(column: `${'a' | 'h'}.${Field}`) {
  const [, field] = column.split('.') as [string, Field];
  return sql<string>`case when pu.erased_at is null then ${sql.ref(column)} else '' end`.as(field);
}

function withFilters(rows: Visits, query: AppointmentFilters, { from, to }: Range): Visits {
  const { doctor_id, patient_id, appointment_type, is_urgent, needs_reschedule, search } = query;
  const { has_arrived } = query;
  const statuses = query.status === undefined ? undefined : parseStatuses(query.status);
  return rows
    .$if(statuses !== undefined, (q) =>
      q.where('a.status', '=', sql<AppointmentStatus>`any(${statuses}::appointment_status[])`),
    )
    .$if(doctor_id !== undefined, (q) => q.where('a.doctor_id', '=', doctor_id!))
    .$if(patient_id !== undefined, (q) => q.where('a.patient_id', '=', patient_id!))
    .$if(appointment_type !== undefined, (q) => q.where('a.appointment_type', '=', appointment_type!))
    .$if(is_urgent !== undefined, (q) => q.where('a.is_urgent', '=', is_urgent!))
    .$if(needs_reschedule !== undefined, (q) => q.where('a.needs_reschedule', '=', needs_reschedule!))
    .$if(has_arrived !== undefined, (q) => q.where('a.arrived_at', has_arrived ? 'is not' : 'is', null))
    .$if(from !== undefined, (q) => q.where('a.appointment_datetime', '>=', from!))
    .$if(to !== undefined, (q) => q.where('a.appointment_datetime', '<', to!))
    .$if(search !== undefined, (q) => q.where(isFound(search!)));
}

/**
 * Whether every word of a search is in the patient's particulars, the doctor's name or the reason. Whose words they are
 * is found first: then each of the three has an index, and a search costs what it finds and not all visits. What is not shown of an erased
 * patient's visit cannot be searched either.
 */
function isFound(search: string): RawBuilder<boolean> {
  const doctorName = sql<string>`search_fold(du.first_name || ' ' || du.last_name)`;
  const words = searchWords(search).map(
    (word) => sql<boolean>`(
    a.patient_id = any(array(select p.id from patients p where ${matchesSearch(sql`p.search_text`, word)}))
    or a.doctor_id = any(array(select d.id from doctors d join users du on du.id = d.user_id
      where ${matchesSearch(doctorName, word)}))
    or (${containsText(sql`a.search_text`, word)} and not ${isErased(sql`a.patient_id`)}))`,
  );
  return sql<boolean>`(${sql.join(words, sql` and `)})`;
}

function parseStatuses(list: string): AppointmentStatus[] {
  const words = list.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !STATUSES.includes(word as AppointmentStatus));
  if (unknown !== undefined) throw invalidField('status', `wants one or more of ${STATUSES.join(', ')}`);
  return words as AppointmentStatus[];
}

export interface Range {
  from?: string | undefined;
  to?: string | undefined;
}

/** The instants between which the dates of a filter lie at the clinic. */
export async function rangeOf(db: Reader, { date_from, date_to }: AppointmentFilters): Promise<Range> {
  if (date_from === undefined && date_to === undefined) return {};
  const time_zone = await readTimeZone(db);
  return {
    from: date_from && dayStart(date_from, 0, time_zone),
    to: date_to && dayStart(date_to, 1, time_zone),
  };
}

function dayStart(date: string, daysLater: number, time_zone: string): string {
  const day = Temporal.PlainDate.from(date).add({ days: daysLater });
  // The first and the last years of the calendar have edges that the database cannot write.
  if (day.year < 2) return '-infinity';
  if (day.year > 9998) return 'infinity';
  return new Date(startOfDate(day, time_zone)).toISOString();
}
