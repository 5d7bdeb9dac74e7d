import { sql } from 'kysely';
import { jsonArrayFrom, jsonBuildObject } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import type { WeeklyHours } from '../doctors/weekly-hours.ts';
import {
  absenceInterval,
  overlaps,
  startOfDate,
  type Absence,
  type Interval,
} from '../doctors/working-windows.ts';
import { visibleAppointments } from './appointments.policy.ts';
import type { Board, BoardDoctor, BoardQuery, BoardVisit } from './board.schemas.ts';
import { contextRange, LONGEST_VISIT, openStretches } from './free-slots.ts';

const FURTHEST_YEARS = 100;

/**
 * One date of the clinic with all doctors side by side: their hours, absences and visits of whatever status, those that
 * only reach into the day included. What a board needs, in one answer of two statements.
 * @throws Problem invalid_input for a date more than a century away
 */
export async function readBoard(deps: Deps, actor: SignedInActor, { date }: BoardQuery): Promise<Board> {
  const time_zone = await readTimeZone(deps.db);
  const day = dayOf(deps, date, time_zone);
  const [doctors, visits] = await Promise.all([
    doctorsWith(deps.db, contextRange(day, time_zone)),
    visitsOn(deps.db, actor, day),
  ]);
  const byDoctor = Map.groupBy(visits, ({ doctor_id }) => doctor_id);
  return {
    date,
    time_zone,
    ...asInstants(day),
    doctors: doctors
      .filter(({ id, is_active }) => is_active || byDoctor.has(id))
      .map(({ week, absences, is_active, is_available, ...doctor }) => ({
        ...doctor,
        is_bookable: is_active && is_available,
        hours: openStretches({ time_zone, hours: week, absences: [] }, day).map(asInstants),
        absences: absences.flatMap((absence) => absentOn(absence, day, time_zone)),
        visits: (byDoctor.get(doctor.id) ?? []).map(({ visit }) => visit),
      })),
  };
}

function dayOf({ clock }: Deps, date: string, time_zone: string): Interval {
  const day = Temporal.PlainDate.from(date);
  const thisYear = new Date(clock.now()).getUTCFullYear();
  if (Math.abs(day.year - thisYear) > FURTHEST_YEARS)
    throw invalidField('date', `lies more than ${FURTHEST_YEARS} years from now`);
  return { start: startOfDate(day, time_zone), end: startOfDate(day.add({ days: 1 }), time_zone) };
}

function absentOn(
  { reason, ...absence }: Absence & { reason: string },
  day: Interval,
  time_zone: string,
): BoardDoctor['absences'] {
  const away = absenceInterval(absence, time_zone);
  if (away === null || !overlaps(away, day)) return [];
  const start = Math.max(away.start, day.start);
  const end = Math.min(away.end, day.end);
  return [{ ...asInstants({ start, end }), reason }];
}

function asInstants({ start, end }: Interval) {
  return { start: wireInstant(start), end: wireInstant(end) };
}

function wireInstant(instant: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString();
}

/** All doctors by name, active or not, with the hours and absences that decide about a range of dates. */
function doctorsWith(db: Reader, { first_date, last_date }: { first_date: string; last_date: string }) {
  return db
    .selectFrom('doctors')
    .innerJoin('users', 'users.id', 'doctors.user_id')
    .select(['doctors.id', 'office_address', 'is_active', 'is_available'])
    .select((eb) => [
      sql<string>`concat('Dr. ', first_name, ' ', last_name)`.as('full_name'),
      jsonArrayFrom(
        eb
          .selectFrom('doctor_specializations as held')
          .innerJoin('specializations', 'specializations.id', 'held.specialization_id')
          .select(['specializations.id', 'name'])
          .whereRef('held.doctor_id', '=', 'doctors.id')
          .orderBy('name')
          .orderBy('specializations.id'),
      ).as('specializations'),
      jsonArrayFrom(
        eb
          .selectFrom('doctor_availability')
          .select(['day_of_week', 'start_time', 'end_time', 'break_start', 'break_end', 'is_active'])
          .select(['valid_from', 'valid_to'])
          .whereRef('doctor_id', '=', 'doctors.id')
          .where('is_active', '=', true),
      )
        .$castTo<WeeklyHours[]>()
        .as('week'),
      jsonArrayFrom(
        eb
          .selectFrom('doctor_unavailability')
          .select(['start_date', 'end_date', 'start_time', 'end_time', 'reason'])
          .whereRef('doctor_id', '=', 'doctors.id')
          .where('start_date', '<=', last_date)
          .where('end_date', '>=', first_date)
          .orderBy('start_date')
          .orderBy('id'),
      ).as('absences'),
    ])
    .orderBy('users.sort_name')
    .orderBy('doctors.id')
    .execute();
}

/** Visits that share time with a day, in order. */
async function visitsOn(
  db: Reader,
  actor: SignedInActor,
  day: Interval,
): Promise<{ doctor_id: string; visit: BoardVisit }[]> {
  const { start, end } = asInstants(day);
  const earliest = wireInstant(day.start - LONGEST_VISIT * 60_000);
  const rows = await db
    .selectFrom('appointments as a')
    .innerJoin('patients as p', 'p.id', 'a.patient_id')
    .innerJoin('users as pu', 'pu.id', 'p.user_id')
    .select(['a.id', 'a.doctor_id', 'a.appointment_datetime', 'a.duration', 'a.appointment_end_time'])
    .select(['a.status', 'a.appointment_type', 'a.reason', 'a.is_urgent', 'a.needs_reschedule'])
    .select(['a.arrived_at', 'a.updated_at'])
    .select((eb) =>
      jsonBuildObject({
        id: eb.ref('p.id'),
        full_name: sql<string>`pu.first_name || ' ' || pu.last_name`,
        phone: eb.ref('pu.phone'),
      }).as('patient'),
    )
    .where(visibleAppointments(actor))
    .where('a.appointment_datetime', '>=', earliest)
    .where('a.appointment_datetime', '<', end)
    .where('a.appointment_end_time', '>', start)
    .orderBy('a.appointment_datetime')
    .orderBy('a.id')
    .execute();
  return rows.map(({ doctor_id, ...visit }) => ({ doctor_id, visit }));
}
