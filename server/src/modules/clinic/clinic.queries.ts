import { sql } from 'kysely';
import { instant } from '../../platform/clock.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Clinic, ClinicSettings } from './clinic.schemas.ts';

/**
 * The settings have no cache: whoever decides by one reads it with the data that it decides on, so a change holds
 * everywhere from its commit on. In SQL, this is the zone.
 */
export const clinicZone = sql<string>`(select time_zone from clinic_settings)`;

export const CLINIC_FIELDS = [
  'name',
  'time_zone',
  'locale',
  'address',
  'phone',
  'email',
  'min_notice_minutes',
  'max_days_ahead',
  'open_bookings_per_patient',
] as const;

export async function readClinic(db: Reader): Promise<Clinic> {
  return db.selectFrom('clinic_settings').select(CLINIC_FIELDS).executeTakeFirstOrThrow();
}

export async function readClinicSettings(db: Reader): Promise<ClinicSettings> {
  return db
    .selectFrom('clinic_settings')
    .select([...CLINIC_FIELDS, 'updated_at'])
    .executeTakeFirstOrThrow();
}

/** IANA name of the zone in which the clinic reads its calendar. */
export async function readTimeZone(db: Reader): Promise<string> {
  return (await db.selectFrom('clinic_settings').select('time_zone').executeTakeFirstOrThrow()).time_zone;
}

export async function readClinicName(db: Reader): Promise<string> {
  return (await db.selectFrom('clinic_settings').select('name').executeTakeFirstOrThrow()).name;
}

/** In SQL: the date on the calendar of the clinic. */
export function clinicToday({ clock }: Pick<Deps, 'clock'>) {
  return sql<string>`(${instant(clock)}::timestamptz at time zone ${clinicZone})::date`;
}
