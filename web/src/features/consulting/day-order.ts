/** How the visits of a doctor's day stand, who is next, and what can be done with each. Pure; `now` in epoch milliseconds. */
import type { Appointment } from '../../api/generated/types.gen.ts';

/** A status that a doctor gives to a visit. */
export type Step = 'confirmed' | 'in_progress' | 'completed' | 'no_show';
export type DayVisit = Pick<
  Appointment,
  'id' | 'status' | 'appointment_datetime' | 'appointment_end_time' | 'arrived_at' | 'is_urgent'
>;

/** Minutes past its start at which a visit whose patient is not here counts as late. */
const GRACE_MINUTES = 5;
const MINUTE = 60_000;

export type Standing =
  | 'in_progress'
  /** The patient is here. */
  | 'waiting'
  /** Has begun by the clock, and the patient is not here. */
  | 'late'
  | 'coming'
  /** Of a day that has passed; nobody has noted what became of it. */
  | 'unsettled'
  | 'done'
  /** Cancelled, or the patient has not come. */
  | 'off';

/** @param isToday whether the visit is on the clinic's present day */
export function standingOf(visit: DayVisit, now: number, isToday: boolean): Standing {
  const { status, arrived_at } = visit;
  if (status === 'in_progress') return 'in_progress';
  if (status === 'completed') return 'done';
  if (status === 'cancelled' || status === 'no_show') return 'off';
  if (!isToday) return startOf(visit) < now ? 'unsettled' : 'coming';
  if (arrived_at !== null) return 'waiting';
  return now - startOf(visit) >= GRACE_MINUTES * MINUTE ? 'late' : 'coming';
}

/** Who is to be called in next: of those who are here the urgent first, then by the clock; else whom the day brings. */
export function nextOf<Visit extends DayVisit>(
  visits: readonly Visit[],
  now: number,
  isToday: boolean,
): Visit | undefined {
  if (!isToday) return undefined;
  const inOrder = [...visits].sort(
    (one, other) => Number(other.is_urgent) - Number(one.is_urgent) || startOf(one) - startOf(other),
  );
  const withStanding = (...wanted: Standing[]) =>
    inOrder.filter((visit) => wanted.includes(standingOf(visit, now, isToday)));
  const byClock = (some: Visit[]) => some.sort((one, other) => startOf(one) - startOf(other));
  return withStanding('waiting')[0] ?? byClock(withStanding('coming', 'late'))[0];
}

export type Tally = Record<Standing, number>;

export function tallyOf(visits: readonly DayVisit[], now: number, isToday: boolean): Tally {
  const tally: Tally = { in_progress: 0, waiting: 0, late: 0, coming: 0, unsettled: 0, done: 0, off: 0 };
  for (const visit of visits) tally[standingOf(visit, now, isToday)] += 1;
  return tally;
}

/** Statuses that the doctor may give, the likeliest first; the server's graph (contract section 5) has the last word. */
export function stepsOf(visit: DayVisit, now: number, isToday: boolean): Step[] {
  const standing = standingOf(visit, now, isToday);
  if (standing === 'in_progress') return ['completed'];
  if (standing === 'done' || standing === 'off') return [];
  const begin: Step[] = isToday ? ['in_progress'] : [];
  const confirm: Step[] = visit.status === 'confirmed' ? [] : ['confirmed'];
  const miss: Step[] = startOf(visit) <= now ? ['no_show'] : [];
  if (standing === 'unsettled') return miss;
  return standing === 'coming' ? [...confirm, ...begin, ...miss] : [...begin, ...miss, ...confirm];
}

function startOf({ appointment_datetime }: DayVisit): number {
  return Date.parse(appointment_datetime);
}
