import { sql } from 'kysely';
import { ConfigError, type Config } from '../../platform/config.ts';
import type { Db } from '../../platform/database.ts';
import { knownTimeZone } from './time-zones.ts';

/**
 * Fills the settings at the first start on a database, from the configuration. Later the row alone counts: two
 * processes with different variables would otherwise undo each other's, and the administrator's, choice.
 * @throws ConfigError for a time zone that this PostgreSQL does not know
 */
export async function seedClinicSettings(db: Db, config: Config): Promise<void> {
  const present = await db.selectFrom('clinic_settings').select('is_only').executeTakeFirst();
  if (present) return;
  const time_zone = await knownTimeZone(db, config.first_time_zone);
  if (time_zone === undefined)
    throw new ConfigError('CLINIC_TIME_ZONE', 'wants an IANA time zone that PostgreSQL knows too');
  const { first_clinic_name: name, first_min_notice_minutes: min_notice_minutes } = config;
  await sql`
    insert into clinic_settings (name, time_zone, min_notice_minutes)
    values (${name}, ${time_zone}, ${min_notice_minutes}) on conflict do nothing`.execute(db);
}
