import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Deps } from '../../platform/deps.ts';
import { contextInAnyZone, openStretches } from '../appointments/free-slots.ts';
import { readReportRange, type ReportRange } from './report-range.ts';
import type { UtilisationReport, UtilisationReportQuery } from './reports.schemas.ts';
import { rounded } from './visits-report.ts';

const MOST_DAYS = 366;
const MINUTE = 60_000;

type Row = UtilisationReport['results'][number];

/**
 * How much of the hours that doctors offer is booked. What they offered is told by the hours and absences as they are
 * now: earlier weekly hours are not kept.
 * @throws Problem invalid_input
 */
export async function readUtilisationReport(
  deps: Deps,
  query: UtilisationReportQuery,
): Promise<UtilisationReport> {
  const range = await readReportRange(deps, query, MOST_DAYS);
  const [doctors, booked] = await Promise.all([readOffers(deps, range, query), readBooked(deps, range)]);
  const results: Row[] = [];
  for (const { id, full_name, is_active, week, absences } of doctors) {
    const { visits = 0, minutes = 0 } = booked.get(id) ?? {};
    if (!is_active && visits === 0) continue;
    await setImmediate(); // a year of a hundred doctors is a second of arithmetic: let others in between
    const schedule = { time_zone: range.time_zone, hours: week, absences };
    const offered = openStretches(schedule, range).reduce((sum, { start, end }) => sum + end - start, 0);
    const offered_minutes = Math.round(offered / MINUTE);
    results.push({ doctor_id: id, doctor_name: full_name, ...row(offered_minutes, minutes, visits) });
  }
  const total = (field: 'offered_minutes' | 'booked_minutes' | 'visits') =>
    results.reduce((sum, result) => sum + result[field], 0);
  const { date_from, date_to, time_zone } = range;
  return {
    date_from,
    date_to,
    time_zone,
    totals: row(total('offered_minutes'), total('booked_minutes'), total('visits')),
    results,
  };
}

function row(offered_minutes: number, booked_minutes: number, visits: number) {
  const utilisation = offered_minutes === 0 ? null : rounded(booked_minutes / offered_minutes);
  return { offered_minutes, booked_minutes, visits, utilisation };
}

async function readOffers(
  deps: Deps,
  range: ReportRange,
  { doctor_id, specialization_id }: UtilisationReportQuery,
) {
  const { first_date, last_date } = contextInAnyZone(range);
  return deps.db
    .selectFrom('doctors')
    .innerJoin('users', 'users.id', 'doctors.user_id')
    .select(['doctors.id', 'users.is_active'])
    .select(sql<string>`'Dr. ' || first_name || ' ' || last_name`.as('full_name'))
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('doctor_availability')
          .select(['day_of_week', 'start_time', 'end_time', 'break_start', 'break_end', 'is_active'])
          .select(['valid_from', 'valid_to'])
          .whereRef('doctor_id', '=', 'doctors.id')
          .where('doctor_availability.is_active', '=', true),
      ).as('week'),
      jsonArrayFrom(
        eb
          .selectFrom('doctor_unavailability')
          .select(['start_date', 'end_date', 'start_time', 'end_time'])
          .whereRef('doctor_id', '=', 'doctors.id')
          .where('start_date', '<=', last_date)
          .where('end_date', '>=', first_date),
      ).as('absences'),
    ])
    .$if(doctor_id !== undefined, (q) => q.where('doctors.id', '=', doctor_id!))
    .$if(specialization_id !== undefined, (q) =>
      q.where('doctors.id', 'in', (eb) =>
        eb
          .selectFrom('doctor_specializations')
          .select('doctor_id')
          .where('specialization_id', '=', specialization_id!),
      ),
    )
    .orderBy('users.sort_name')
    .orderBy('doctors.id')
    .execute();
}

async function readBooked(deps: Deps, { start, end }: ReportRange) {
  const { rows } = await sql<{ doctor_id: string; visits: number; minutes: number }>`
    select doctor_id, count(*) as visits, sum(duration)::bigint as minutes from appointments
    where appointment_datetime >= ${new Date(start).toISOString()}
      and appointment_datetime < ${new Date(end).toISOString()}
      and status not in ('cancelled', 'no_show')
    group by doctor_id`.execute(deps.db);
  return new Map(rows.map((booked) => [booked.doctor_id, booked]));
}
