import { sql } from 'kysely';
import { localDate, startOfDate } from '../src/modules/doctors/working-windows.ts';
import type { Deps } from '../src/platform/deps.ts';
import { issueAccessToken } from '../src/platform/http/tokens.ts';

export const DOCTORS = 50;
export const PATIENTS = 2000;
export const VISITS = 20_000;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Of a day from 09:00 to 17:00 with an hour's break, in half hours. */
const SLOTS = 14;
const FIRST_WISH_DAY = 20;
/** The last day that can be booked, with some distance. */
const LAST_WISH_DAY = 360;

const idOf = (kind: number, number: number) =>
  `00000000-0000-7000-800${kind}-${String(number).padStart(12, '0')}`;
export const doctorId = (number: number) => idOf(2, number);
const patientId = (number: number) => idOf(3, number);
export const visitId = (number: number) => idOf(4, number);
export const patientIdOf = (visit: number) => patientId((visit % PATIENTS) + 1);

/** A visit that can be booked: no two wishes share time with a doctor or a patient. */
export interface Wish {
  doctor_id: string;
  patient_id: string;
  /** RFC 3339 in UTC. */
  start: string;
  end: string;
}

export interface World {
  /** Access token of the front desk. */
  desk: string;
  /** Of the patient of a visit. */
  patientOf(visit: number): string;
  /** `YYYY-MM-DD`, a day on which every doctor has visits and free time. */
  busy_day: string;
  wishes: Wishes;
}

/** 50 doctors, 2,000 signed-in patients, 20,000 visits around today, in an empty migrated database. */
export async function makeWorld(deps: Deps): Promise<World> {
  const zone = deps.config.first_time_zone;
  const today = localDate(deps.clock.now(), zone);
  const midnight = startOfDate(today, zone);
  const person = sql`'00000000-0000-7000-8001-' || lpad(n::text, 12, '0')`;
  const numbered = (kind: string, number: ReturnType<typeof sql>) =>
    sql`('00000000-0000-7000-800' || ${sql.lit(kind)} || '-' || lpad((${number})::text, 12, '0'))::uuid`;
  const last = DOCTORS + PATIENTS;

  await sql`
    insert into users (id, email, first_name, last_name, role, email_verified_at)
    select (${person})::uuid, 'user' || n || '@example.org', 'Amina', 'Otieno' || n,
      (case when n = 0 then 'ADMIN' when n <= ${DOCTORS} then 'DOCTOR' else 'PATIENT' end)::user_role, now()
    from generate_series(0, ${last}::int) n`.execute(deps.db);
  await sql`
    insert into sessions (id, user_id, nonce, expires_at)
    select id, id, '\\x00', now() + interval '1 day' from users`.execute(deps.db);
  await sql`
    insert into patients (id, user_id)
    select ${numbered('3', sql`n - ${DOCTORS}::int`)}, (${person})::uuid
    from generate_series(${DOCTORS + 1}::int, ${last}::int) n`.execute(deps.db);
  await sql`
    insert into doctors (id, user_id, license_number, years_of_experience, consultation_fee, bio, office_address)
    select ${numbered('2', sql`n`)}, (${person})::uuid, 'KE-' || n, n % 40, 2000, 'Listens first.', 'Room ' || n
    from generate_series(1, ${DOCTORS}::int) n`.execute(deps.db);
  await sql`insert into doctor_schedules select id from doctors`.execute(deps.db);
  await sql`
    insert into specializations (id, name)
    select ${numbered('6', sql`n`)}, 'Field ' || n from generate_series(1, 8) n`.execute(deps.db);
  await sql`
    insert into doctor_specializations (doctor_id, specialization_id)
    select ${numbered('2', sql`n`)}, ${numbered('6', sql`n % 8 + 1`)} from generate_series(1, ${DOCTORS}::int) n`.execute(
    deps.db,
  );
  await sql`
    insert into doctor_availability (id, doctor_id, day_of_week, start_time, end_time, break_start, break_end)
    select ${numbered('7', sql`n * 7 + day`)}, ${numbered('2', sql`n`)}, day, '09:00', '17:00', '12:00', '13:00'
    from generate_series(1, ${DOCTORS}::int) n, generate_series(0, 6) day`.execute(deps.db);
  await insertVisits(deps, midnight, numbered);

  const tokenOf = (user: number) => issueAccessToken(deps, idOf(1, user));
  const tokens = await Promise.all(
    Array.from({ length: PATIENTS }, (_, index) => tokenOf(DOCTORS + 1 + index)),
  );
  return {
    desk: await tokenOf(0),
    patientOf: (visit) => tokens[visit % PATIENTS]!,
    busy_day: today.add({ days: 5 }).toString(),
    wishes: new Wishes(wishesFrom(midnight)),
  };
}

/** Ten of the fourteen half hours of each doctor's day, forty days of them: thirty past, ten to come. */
async function insertVisits(
  deps: Deps,
  midnight: number,
  numbered: (kind: string, number: ReturnType<typeof sql>) => ReturnType<typeof sql>,
): Promise<void> {
  const rows = sql`(
    select n, n % ${DOCTORS}::int + 1 as doctor, n % ${PATIENTS}::int + 1 as patient, n / ${DOCTORS}::int / 10 - 30 as day,
      (array[0, 1, 3, 4, 6, 7, 9, 10, 12, 13])[n / ${DOCTORS}::int % 10 + 1] as slot
    from generate_series(0, ${VISITS - 1}::int) n) as numbers,
    lateral (select ${new Date(midnight).toISOString()}::timestamptz + day * interval '1 day'
      + (18 + slot + case when slot >= 6 then 2 else 0 end) * interval '30 minutes' as starts_at) as times`;
  await sql`
    insert into appointments (id, patient_id, doctor_id, appointment_datetime, duration, appointment_end_time, status,
      reason, symptoms, created_by, scheduled_by)
    select ${numbered('4', sql`n`)}, ${numbered('3', sql`patient`)}, ${numbered('2', sql`doctor`)}, starts_at, 30,
      starts_at + interval '30 minutes', (case when day < 0 then 'completed' else 'confirmed' end)::appointment_status,
      'Cough for a week', 'Cough, light fever', ${numbered('1', sql`patient + ${DOCTORS}::int`)}, ${numbered('1', sql`patient + ${DOCTORS}::int`)}
    from ${rows}`.execute(deps.db);
  await sql`
    insert into appointment_status_history (id, appointment_id, previous_status, new_status, changed_by)
    select ${numbered('5', sql`n * 10 + step`)}, ${numbered('4', sql`n`)},
      (case step when 1 then null when 2 then 'scheduled' when 3 then 'confirmed' else 'in_progress' end)::appointment_status,
      (case step when 1 then 'scheduled' when 2 then 'confirmed' when 3 then 'in_progress' else 'completed' end)::appointment_status,
      ${numbered('1', sql`patient + ${DOCTORS}::int`)}
    from ${rows}, generate_series(1, case when day < 0 then 4 else 2 end) step`.execute(deps.db);
}

/** Hands out each wish once. */
export class Wishes {
  taken = 0;
  readonly #list: readonly Wish[];

  constructor(list: readonly Wish[]) {
    this.#list = list;
  }

  take(count: number): Wish[] {
    this.taken += count;
    return this.#list.slice(this.taken - count, this.taken);
  }
}

/** Neighbours in the list are of different doctors, as bookings of a clinic are. */
function wishesFrom(midnight: number): Wish[] {
  const perDoctor = (LAST_WISH_DAY - FIRST_WISH_DAY) * SLOTS;
  return Array.from({ length: perDoctor * DOCTORS }, (_, number) => {
    const nth = Math.floor(number / DOCTORS);
    const slot = nth % SLOTS;
    const halfHours = 18 + slot + (slot >= 6 ? 2 : 0);
    const start = midnight + (FIRST_WISH_DAY + Math.floor(nth / SLOTS)) * DAY + halfHours * 30 * MINUTE;
    return {
      doctor_id: doctorId((number % DOCTORS) + 1),
      patient_id: patientId((number % PATIENTS) + 1),
      start: new Date(start).toISOString(),
      end: new Date(start + 30 * MINUTE).toISOString(),
    };
  });
}

/** The same in SQL: `doctor_id`, `patient_id` and `starts_at` of the wish with a number. */
export function wishSql(number: string): string {
  const id = (kind: number, of: number) =>
    `'00000000-0000-7000-800${kind}-' || lpad((n % ${of} + 1)::text, 12, '0')`;
  return `
    select ${id(2, DOCTORS)} as doctor_id, ${id(3, PATIENTS)} as patient_id,
      date_trunc('day', now() at time zone 'Africa/Nairobi') at time zone 'Africa/Nairobi'
        + (${FIRST_WISH_DAY} + nth / ${SLOTS}) * interval '1 day'
        + (18 + nth % ${SLOTS} + case when nth % ${SLOTS} >= 6 then 2 else 0 end) * interval '30 minutes' as starts_at
    from (select n, n / ${DOCTORS} as nth from (select ${number}::int as n) as given) as numbers`;
}
