import { sql, type RawBuilder } from 'kysely';
import type { Deps } from '../../platform/deps.ts';
import { STATUSES, type AppointmentStatus } from '../appointments/appointments.schemas.ts';
import { periodOf, periodsIn, readReportRange, type ReportRange } from './report-range.ts';
import type { VisitCounts, VisitGroup, VisitsReport, VisitsReportQuery } from './reports.schemas.ts';

const MOST_DAYS = 5 * 366;

interface Counted {
  key: string;
  label: string;
  status: AppointmentStatus;
  visits: number;
}

/**
 * Visits that begin within days of the clinic, counted by status and by one more thing. All is counted from the index
 * `appointments_by_time`, which holds what is asked for: a million visits take a fraction of a second.
 * @throws Problem invalid_input
 */
export async function readVisitsReport(deps: Deps, query: VisitsReportQuery): Promise<VisitsReport> {
  const { group_by = 'day' } = query;
  const range = await readReportRange(deps, query, MOST_DAYS);
  const counted = await count(deps, range, query, group_by);
  const groups = new Map(emptyKeys(range, group_by).map((key) => [key, newGroup(key)]));
  for (const { key, label, status, visits } of counted) {
    const place = keyOf(key, group_by);
    const group = groups.get(place) ?? newGroup(place, label);
    groups.set(place, group);
    group[status] += visits;
  }
  const totals = group_by === 'specialization' ? await count(deps, range, query, 'doctor') : counted;
  const { date_from, date_to, time_zone } = range;
  return {
    date_from,
    date_to,
    time_zone,
    group_by,
    totals: summed(totals),
    results: [...groups.values()].map(withRates),
  };
}

/** Of days come the days; periods are put together from them. */
function keyOf(key: string, group_by: VisitGroup): string {
  return group_by === 'week' || group_by === 'month' ? periodOf(key, group_by) : key;
}

function emptyKeys(range: ReportRange, group_by: VisitGroup): string[] {
  switch (group_by) {
    case 'weekday':
      return Array.from({ length: 7 }, (_, day) => String(day));
    case 'hour':
      return Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
    case 'doctor':
    case 'specialization':
      return [];
    default:
      return periodsIn(range, group_by);
  }
}

async function count(
  deps: Deps,
  range: ReportRange,
  query: VisitsReportQuery,
  group_by: VisitGroup,
): Promise<Counted[]> {
  const visits = visitsIn(range, query);
  const { rows } = await (
    isByPerson(group_by) ? byPerson(visits, group_by) : byTime(visits, range, group_by)
  ).execute(deps.db);
  return rows;
}

function isByPerson(group_by: VisitGroup): group_by is 'doctor' | 'specialization' {
  return group_by === 'doctor' || group_by === 'specialization';
}

function byPerson(visits: RawBuilder<unknown>, group_by: 'doctor' | 'specialization') {
  const counted = sql`(select doctor_id, status, count(*) as visits ${visits} group by doctor_id, status) v`;
  if (group_by === 'doctor') {
    return sql<Counted>`
      select d.id as key, 'Dr. ' || u.first_name || ' ' || u.last_name as label, v.status, v.visits
      from ${counted} join doctors d on d.id = v.doctor_id join users u on u.id = d.user_id
      order by u.sort_name, d.id`;
  }
  // A visit counts for each field of its doctor, and for nothing where the doctor has none.
  return sql<Counted>`
    select s.id as key, s.name as label, v.status, sum(v.visits)::bigint as visits
    from ${counted} join doctor_specializations ds on ds.doctor_id = v.doctor_id
      join specializations s on s.id = ds.specialization_id
    group by s.id, v.status order by s.name, s.id`;
}

/**
 * Starts are few, visits many: first all visits of one start are counted, in the order of the index, and then only as
 * many starts are turned into the clinic's time as there are.
 */
function byTime(visits: RawBuilder<unknown>, { time_zone }: ReportRange, group_by: VisitGroup) {
  const key = {
    weekday: sql`(extract(isodow from local) - 1)::int::text`,
    hour: sql`to_char(local, 'HH24')`,
    day: sql`to_char(local, 'YYYY-MM-DD')`,
  }[group_by === 'weekday' || group_by === 'hour' ? group_by : 'day'];
  return sql<Counted>`
    select ${key} as key, ${key} as label, status, sum(visits)::bigint as visits from (
      select appointment_datetime at time zone ${time_zone} as local, status, visits from (
        select appointment_datetime, status, count(*) as visits ${visits}
        group by appointment_datetime, status) starts) locals
    group by 1, 3 order by 1`;
}

function visitsIn({ start, end }: ReportRange, { doctor_id, specialization_id }: VisitsReportQuery) {
  const from = new Date(start).toISOString();
  const to = new Date(end).toISOString();
  const ofDoctor = doctor_id === undefined ? sql`` : sql`and doctor_id = ${doctor_id}`;
  const ofField =
    specialization_id === undefined
      ? sql``
      : sql`and doctor_id in (select doctor_id from doctor_specializations where specialization_id = ${specialization_id})`;
  return sql`from appointments
    where appointment_datetime >= ${from} and appointment_datetime < ${to} ${ofDoctor} ${ofField}`;
}

type Tally = Record<AppointmentStatus, number>;

function newTally(): Tally {
  return Object.fromEntries(STATUSES.map((status) => [status, 0])) as Tally;
}

function newGroup(key: string, label = key) {
  return { key, label, ...newTally() };
}

function summed(rows: readonly Counted[]): VisitCounts {
  const tally = newTally();
  for (const { status, visits } of rows) tally[status] += visits;
  return withRates(tally);
}

function withRates<T extends Tally>(tally: T): T & VisitCounts {
  const visits = STATUSES.reduce((sum, status) => sum + tally[status], 0);
  const due = tally.completed + tally.in_progress + tally.no_show;
  return { ...tally, visits, no_show_rate: due === 0 ? null : rounded(tally.no_show / due) };
}

/** Four digits: a rate is read as a percentage. */
export function rounded(rate: number): number {
  return Math.round(rate * 10_000) / 10_000;
}
