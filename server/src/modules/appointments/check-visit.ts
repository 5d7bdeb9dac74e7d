import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { consume } from '../../platform/http/rate-limit.ts';
import { invalidField, Problem } from '../../platform/problems.ts';
import { overlaps, type Interval } from '../doctors/working-windows.ts';
import { appointmentProblems, type BookingRefusal } from './appointments.problems.ts';
import { loadCalendars, takesTimeIn, widestRules } from './calendar.ts';
import { nextFreeStarts, refusalOf, untimely, type BookingRules } from './free-slots.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A wish: who, with whom, from when (epoch milliseconds), how long (minutes). */
export interface Visit {
  patient_id: string;
  doctor_id: string;
  start: number;
  duration: number;
  /** An administrator wants it against hours and absences, if need be. */
  is_override: boolean;
  /** Patients book for themselves up to a limit. */
  is_own_booking?: boolean;
  /** The visit that is being moved; its own time counts as free. */
  moved_id?: string;
  /** Only the length changes, so the start need not be one of those offered. */
  keeps_start?: boolean;
}

/** @throws Problem invalid_input */
export function wholeMinute(appointment_datetime: string): number {
  const start = Date.parse(appointment_datetime);
  if (start % MINUTE !== 0) throw invalidField('appointment_datetime', 'wants a whole minute');
  return start;
}

/**
 * Against loops of booking, moving and cancelling; how many visits a patient may have open is another limit.
 * @throws Problem throttled
 */
export async function limitWishes(deps: Deps, actor: SignedInActor): Promise<void> {
  if (actor.role !== 'PATIENT') return;
  await consume(
    deps,
    { name: 'bookings', points: deps.config.limits.bookings_per_patient, per: 3600 },
    actor.user_id,
  );
}

export function timeOf({ start, duration }: Pick<Visit, 'start' | 'duration'>): Interval {
  return { start, end: start + duration * MINUTE };
}

/** What an administrator may override; that visits do not overlap, and the bounds of time, nobody may. */
const OVERRIDABLE: readonly BookingRefusal[] = [
  'too_soon',
  'outside_hours',
  'in_break',
  'doctor_absent',
  'not_offered',
];

/**
 * Refuses a visit that would not be offered. Call it under the locks of `lockCalendars`.
 * @returns whether it is possible by the override only
 * @throws Problem with one code of contract section 5; invalid_input for an unknown doctor or patient
 */
export async function requireFree(deps: Deps, trx: Trx, visit: Visit): Promise<boolean> {
  const { start, duration, is_override, is_own_booking = false, keeps_start = false } = visit;
  const isOverridden = (code: BookingRefusal) => is_override && OVERRIDABLE.includes(code);
  const requireTimely = (rules: BookingRules) => {
    const code = untimely(rules, start);
    if (code && !isOverridden(code)) throw appointmentProblems[code]();
  };
  // Before anything is loaded: the database knows no dates of the year 275760.
  requireTimely(widestRules(deps));

  const { rules, doctors, patient } = await loadCalendars(
    deps,
    trx,
    wantedFor(visit, { start, end: start + 1 }),
  );
  requireTimely(rules);
  if (!patient) throw invalidField('patient_id', 'names no patient');
  if (patient.is_deactivated) throw appointmentProblems.patient_inactive();
  if (is_own_booking && patient.open_visits >= rules.open_bookings_per_patient) {
    throw appointmentProblems.too_many_open_bookings(`You have ${patient.open_visits} visits to come.`);
  }

  const [calendar] = doctors;
  if (!calendar) throw invalidField('doctor_id', 'names no doctor');
  const { is_active, is_bookable, schedule } = calendar;
  if (!is_active || (!is_bookable && !is_override)) throw appointmentProblems.doctor_not_available();
  const code = refusalOf(schedule, rules, start, duration, { keepsStart: keeps_start });
  if (code && !isOverridden(code)) throw appointmentProblems[code]();
  // The code found first may hide another; what cannot be overridden is asked for by itself.
  requireNoOverlap(schedule.busy, patient.busy, timeOf(visit));
  return code !== null || !is_bookable;
}

/** @throws Problem slot_taken, patient_busy */
export function requireNoOverlap(
  doctorBusy: readonly Interval[],
  patientBusy: readonly Interval[],
  time: Interval,
): void {
  if (doctorBusy.some((busy) => overlaps(busy, time))) throw appointmentProblems.slot_taken();
  if (patientBusy.some((busy) => overlaps(busy, time))) throw appointmentProblems.patient_busy();
}

function wantedFor({ doctor_id, patient_id, moved_id }: Visit, range: Interval) {
  return { doctor_ids: [doctor_id], patient_id, range, except: moved_id };
}

/** Which of the two exclusion rules stands against a visit; undefined when neither does any more. */
export async function whoHasTheTime(
  trx: Trx,
  visit: Visit,
): Promise<'slot_taken' | 'patient_busy' | undefined> {
  const { doctor_id, patient_id } = visit;
  const { rows } = await sql<{ is_doctors: boolean }>`
    select doctor_id = ${doctor_id} as is_doctors from appointments
    where (doctor_id = ${doctor_id} or patient_id = ${patient_id}) and ${takesTimeIn(timeOf(visit))}
    order by is_doctors desc limit 1`.execute(trx);
  return rows[0] && (rows[0].is_doctors ? 'slot_taken' : 'patient_busy');
}

/** Refusals after which another time may do. */
const TIME_REFUSALS: readonly string[] = [
  'slot_taken',
  'outside_hours',
  'in_break',
  'doctor_absent',
  'not_offered',
  'patient_busy',
  'too_soon',
] satisfies BookingRefusal[];

/** Adds to a wish refused because of its time the next free starts of that doctor within two weeks. */
export async function withNextFree<T>(deps: Deps, visit: Visit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !TIME_REFUSALS.includes(error.kind.code)) throw error;
    const next_free = await nextFree(deps, visit);
    throw new Problem(error.kind, error.message, { ...error.options, extra: { next_free } });
  }
}

/** Both are free then: the code `patient_busy` tells as much about the patient's other visits. */
async function nextFree(deps: Deps, visit: Visit): Promise<string[]> {
  const { start, duration } = visit;
  const from = Math.max(start, deps.clock.now());
  const range = { start: from, end: from + 14 * DAY };
  const { rules, doctors, patient } = await loadCalendars(deps, deps.db, wantedFor(visit, range));
  const [calendar] = doctors;
  if (!calendar?.is_bookable) return [];
  return nextFreeStarts(calendar.schedule, rules, range, duration, 50)
    .filter((free) => !patient?.busy.some((busy) => overlaps(busy, timeOf({ start: free, duration }))))
    .slice(0, 5)
    .map((free) => Temporal.Instant.fromEpochMilliseconds(free).toString());
}
