import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Db } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { matchesSearch, searchRank } from '../../platform/search.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { worksOn } from './working-windows.ts';

/**
 * Two filters of the list of doctors that are answered by themselves first, as ids. A clinic has hundreds of
 * doctors and not a million, so this costs less than keeping a search text up to date over four tables, or
 * than teaching SQL what `working-windows.ts` knows about midnight, breaks and clock changes.
 */

/** Doctors whose name, specializations, office or biography fit a search; the best first. Visible or not. */
export async function doctorsFound(db: Db, search: string): Promise<string[]> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('doctors')
        .innerJoin('users', 'users.id', 'doctors.user_id')
        .select(['doctors.id', 'sort_name'])
        .select((doctor) =>
          sql<string>`search_fold(concat_ws(' ', first_name, last_name, ${doctor
            .selectFrom('doctor_specializations as held')
            .innerJoin('specializations', 'specializations.id', 'held.specialization_id')
            .select(sql`string_agg(name, ' ')`.as('names'))
            .whereRef('held.doctor_id', '=', 'doctors.id')}, office_address, bio))`.as('text'),
        )
        .offset(0) // keeps PostgreSQL from folding the text anew wherever it is compared
        .as('texts'),
    )
    .select('id')
    .where((eb) => matchesSearch(eb.ref('text'), search))
    .orderBy((eb) => searchRank(eb.ref('text'), search), 'desc')
    .orderBy('sort_name')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Active doctors who take bookings and work for some time of a date (`YYYY-MM-DD`) of the clinic. */
export async function doctorsWorkingOn(deps: Deps, date: string): Promise<string[]> {
  const doctors = await deps.db
    .selectFrom('doctors')
    .innerJoin('users', 'users.id', 'doctors.user_id')
    .select('doctors.id')
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('doctor_availability')
          .select(['day_of_week', 'start_time', 'end_time', 'break_start', 'break_end', 'is_active'])
          .select(['valid_from', 'valid_to'])
          .whereRef('doctor_id', '=', 'doctors.id')
          .where('is_active', '=', true),
      ).as('week'),
      jsonArrayFrom(
        eb
          .selectFrom('doctor_unavailability')
          .select(['start_date', 'end_date', 'start_time', 'end_time'])
          .whereRef('doctor_id', '=', 'doctors.id')
          // One date more on both sides: an absence may pass midnight, and clocks may go back over it.
          .where('start_date', '<=', sql<string>`${date}::date + 1`)
          .where('end_date', '>=', sql<string>`${date}::date - 1`),
      ).as('absences'),
    ])
    .where('users.is_active', '=', true)
    .where('is_available', '=', true)
    .execute();
  const time_zone = await readTimeZone(deps.db);
  return doctors
    .filter(({ week, absences }) => worksOn(Temporal.PlainDate.from(date), week, absences, time_zone))
    .map(({ id }) => id);
}
