import { sql } from 'kysely';

/** A day and two hours before a visit, for people who have not chosen. */
export const DEFAULT_MINUTES_BEFORE: readonly number[] = [1440, 120];

/** In SQL, beside `reminder_preferences` joined as `rp`: the times that the person wants, as rows to unnest. */
export const minutesBefore = sql<
  number[]
>`coalesce(rp.minutes_before, ${`{${DEFAULT_MINUTES_BEFORE.join()}}`}::integer[])`;
