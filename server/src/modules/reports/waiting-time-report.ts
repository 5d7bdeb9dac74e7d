import { sql } from 'kysely';
import type { Deps } from '../../platform/deps.ts';
import { loadCalendars } from '../appointments/calendar.ts';
import { nextFreeStarts } from '../appointments/free-slots.ts';
import type { WaitingTimeReport, WaitingTimeReportQuery } from './reports.schemas.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Days from now up to which is looked at once; most doctors have something in the first two weeks. */
const HORIZONS = [14, 60, 366];

/**
 * How long somebody waits who asks now for a visit: for each doctor who takes bookings, and for each specialization its
 * earliest. By the rules of booking: what is told can be booked.
 */
export async function readWaitingTimeReport(
  deps: Deps,
  { specialization_id, duration = 30 }: WaitingTimeReportQuery,
): Promise<WaitingTimeReport> {
  const now = deps.clock.now();
  const held = await readFields(deps, specialization_id);
  const found = await findNextFree(deps, now, duration, [...new Set(held.map(({ doctor_id }) => doctor_id))]);
  const waiting = (next: number | null) => ({
    next_free: next === null ? null : Temporal.Instant.fromEpochMilliseconds(next).toString(),
    waiting_minutes: next === null ? null : Math.ceil((next - now) / MINUTE),
  });
  const fields = Map.groupBy(
    held.filter((row) => row.specialization_id !== null && found.has(row.doctor_id)),
    (row) => row.specialization_id!,
  );
  return {
    asked_at: Temporal.Instant.fromEpochMilliseconds(now).toString(),
    duration,
    doctors: [...found].map(([doctor_id, { doctor_name, next }]) => ({
      doctor_id,
      doctor_name,
      ...waiting(next),
    })),
    specializations: [...fields].map(([id, rows]) => ({
      specialization_id: id,
      name: rows[0]!.name!,
      doctors: rows.length,
      ...waiting(earliest(rows.map((row) => found.get(row.doctor_id)!.next))),
    })),
  };
}

function earliest(starts: readonly (number | null)[]): number | null {
  const some = starts.filter((start) => start !== null);
  return some.length === 0 ? null : Math.min(...some);
}

/** Each doctor once for each specialization held, once without where there is none. */
async function readFields(deps: Deps, specializationId: string | undefined) {
  const { rows } = await sql<{ doctor_id: string; specialization_id: string | null; name: string | null }>`
    select d.id as doctor_id, s.id as specialization_id, s.name
    from doctors d join users u on u.id = d.user_id
      left join doctor_specializations ds on ds.doctor_id = d.id
      left join specializations s on s.id = ds.specialization_id
    where u.is_active and d.is_available
      ${specializationId === undefined ? sql`` : sql`and s.id = ${specializationId}`}
    order by s.name, s.id`.execute(deps.db);
  return rows;
}

async function findNextFree(deps: Deps, now: number, duration: number, doctorIds: readonly string[]) {
  const found = new Map<string, { doctor_name: string; next: number | null }>();
  let missing = doctorIds;
  let from = now;
  for (const days of HORIZONS) {
    if (missing.length === 0) break;
    const range = { start: from, end: now + days * DAY };
    const wanted = { doctor_ids: missing, patient_id: null, range };
    const { rules, doctors } = await loadCalendars(deps, deps.db, wanted);
    for (const { doctor_id, full_name, is_bookable, schedule } of doctors) {
      if (!is_bookable) continue;
      const [next = null] = nextFreeStarts(schedule, rules, range, duration, 1);
      found.set(doctor_id, { doctor_name: full_name, next });
    }
    missing = missing.filter((id) => found.get(id)?.next === null);
    from = range.end;
  }
  return found;
}
