import { sql } from 'kysely';
import type { Clinic } from './clinic.ts';

/** One of each. */
export const WHOLE = { times_booked: 1, histories: 1, audits: 1, jobs: 1, keys: 1 };
export const NONE = { histories: 0, audits: 0, jobs: 0, keys: 0 };

/**
 * The visits that were wished for under a name (see `wishes`), each with how much there is of what belongs to it.
 */
export async function readVisits({ db }: Clinic, name: string) {
  const { rows } = await sql<{ id: string; reason: string; times_booked: number }>`
    select a.id, a.reason,
           count(*) over (partition by a.reason)::int as times_booked,
           (select count(*)::int from appointment_status_history h where h.appointment_id = a.id) as histories,
           (select count(*)::int from audit_events e where e.object_id = a.id::text and e.action = 'appointment.book') as audits,
           (select count(*)::int from jobs.job j join appointment_status_history h on j.data->'params'->>'history_id' = h.id::text
             where h.appointment_id = a.id) as jobs,
           (select count(*)::int from idempotency_keys k where k.key = a.reason and k.response is not null) as keys
      from appointments a where a.reason like ${`${name}-%`}`.execute(db);
  return rows;
}

/** Parts of a booking without the booking. */
export async function countOrphans({ db }: Clinic) {
  const { rows } = await sql`
    select (select count(*)::int from appointment_status_history h
             where not exists (select from appointments a where a.id = h.appointment_id)) as histories,
           (select count(*)::int from audit_events e where e.action = 'appointment.book'
             and not exists (select from appointments a where a.id::text = e.object_id)) as audits,
           (select count(*)::int from jobs.job j where j.data->'params'->>'history_id' is not null
             and not exists (select from appointment_status_history h where h.id::text = j.data->'params'->>'history_id')) as jobs,
           (select count(*)::int from idempotency_keys k
             where not exists (select from appointments a where a.reason = k.key)) as keys`.execute(db);
  return rows[0];
}
