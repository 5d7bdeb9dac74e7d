import { sql } from 'kysely';
import type { Reader } from '../../platform/database.ts';

/**
 * The zone as both sides know it: `Temporal`, which judges times, and PostgreSQL, which reads dates of lists.
 * @returns its name in the usual spelling; undefined when one of them has no such zone, or for a bare offset
 */
export async function knownTimeZone(db: Reader, name: string): Promise<string | undefined> {
  if (/^[+-]/.test(name)) return undefined;
  let spelled: string;
  try {
    spelled = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
  const { rows } = await sql`select from pg_timezone_names where name = ${spelled}`.execute(db);
  return rows.length > 0 ? spelled : undefined;
}
