import { offeredStarts, type BookingRules, type DoctorSchedule } from '../appointments/free-slots.ts';
import { localDate, overlaps, type Instant, type Interval } from '../doctors/working-windows.ts';

const MINUTE = 60_000;
/** Minutes from the hour of before: who came at eleven has planned the day around it. */
const MOST_SHIFT = 240;

export interface VisitToPlace {
  id: string;
  patient_id: string;
  start: Instant;
  /** Minutes. */
  duration: number;
}

export interface Choice {
  doctor_id: string;
  schedule: DoctorSchedule;
}

export interface Wanted {
  choices: readonly Choice[];
  rules: BookingRules;
  /** Of starts. */
  range: Interval;
  /** The live visits of a patient but this one. */
  patientBusy(visit: VisitToPlace): readonly Interval[];
}

export type Placement =
  | { visit: VisitToPlace; doctor_id: string; start: Instant }
  | { visit: VisitToPlace; conflict: 'no_free_time' | 'patient_busy' };

/** Whether a start is near enough to the hour of before, whatever the day. */
export function isNear({ time_zone }: DoctorSchedule, visit: VisitToPlace, start: Instant): boolean {
  return distance(time_zone, visit, start) <= MOST_SHIFT;
}

/**
 * Where visits could go, each to a start that `offeredStarts` offers once those before it have gone to theirs; so, moved
 * in this order, each is offered when its turn comes. On the first day that has one near the hour of before, the nearest
 * start; among doctors who offer the same, the one who gets the fewest.
 *
 * Pure, and greedy: a visit that finds nothing might have found something in another order.
 * @param visits in the order in which they choose
 */
export function planMoves(visits: readonly VisitToPlace[], wanted: Wanted): Placement[] {
  const taken = new Map<string, Interval[]>(wanted.choices.map(({ doctor_id }) => [doctor_id, []]));
  const promised: (Interval & { patient_id: string })[] = [];
  return visits.map((visit) => {
    const length = visit.duration * MINUTE;
    const busy = [
      ...wanted.patientBusy(visit),
      ...promised.filter(({ patient_id }) => patient_id === visit.patient_id),
    ];
    const offered = wanted.choices.flatMap(({ doctor_id, schedule }) =>
      offeredStarts(
        { ...schedule, busy: [...schedule.busy, ...taken.get(doctor_id)!] },
        wanted.rules,
        wanted.range,
        visit.duration,
      )
        .filter((start) => isNear(schedule, visit, start))
        .map((start) => ({
          doctor_id,
          start,
          date: localDate(start, schedule.time_zone).toString(),
          distance: distance(schedule.time_zone, visit, start),
          load: taken.get(doctor_id)!.length,
        })),
    );
    const possible = offered.filter(
      ({ start }) => !busy.some((interval) => overlaps(interval, { start, end: start + length })),
    );
    const [best] = possible.toSorted(
      (a, b) =>
        a.date.localeCompare(b.date) || a.distance - b.distance || a.load - b.load || a.start - b.start,
    );
    if (!best) return { visit, conflict: offered.length > 0 ? 'patient_busy' : 'no_free_time' };
    const { doctor_id, start } = best;
    taken.get(doctor_id)!.push({ start, end: start + length });
    promised.push({ start, end: start + length, patient_id: visit.patient_id });
    return { visit, doctor_id, start };
  });
}

/** Minutes between the wall times. */
function distance(time_zone: string, visit: VisitToPlace, start: Instant): number {
  return Math.abs(minuteOfDay(start, time_zone) - minuteOfDay(visit.start, time_zone));
}

function minuteOfDay(moment: Instant, time_zone: string): number {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(time_zone);
  return hour * 60 + minute;
}
