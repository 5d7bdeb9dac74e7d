/**
 * When a doctor can be visited, and why not: the one truth behind finding and booking (contract section 5).
 * What `offeredStarts` offers, `refusalOf` does not refuse, and the other way round, for every millisecond.
 *
 * Pure: the schedule is loaded by the caller, `now` is an argument, nothing is remembered or changed.
 *
 * How starts come about. A working window is one occurrence of a doctor's weekly hours; a visit lies inside
 * a single one. Breaks, absences and bookings cut it into free stretches, and starts step by the visit's
 * length from the beginning of each stretch. A stretch is always walked from its true beginning, never from
 * the edge of a query or from now: how one asks does not change what is offered.
 */

import {
  absenceInterval,
  contains,
  localDate,
  overlaps,
  startOfDate,
  workingWindows,
  type Absence,
  type Instant,
  type Interval,
} from '../doctors/working-windows.ts';
import type { WeeklyHours } from '../doctors/weekly-hours.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long a visit may be, in minutes (contract section 5). */
export const SHORTEST_VISIT = 15;
export const LONGEST_VISIT = 240;

/** What decides about one doctor's time. Absences and bookings: at least those of the `contextRange`. */
export interface DoctorSchedule {
  /** IANA name of the clinic's zone, in which hours and absences are read. */
  readonly time_zone: string;
  readonly hours: readonly WeeklyHours[];
  readonly absences: readonly Absence[];
  /** Live appointments; without the one that is being moved. */
  readonly busy: readonly Interval[];
}

/** How near and how far the clinic lets people book. A start exactly on a limit is allowed. */
export interface BookingRules {
  readonly now: Instant;
  readonly min_notice_minutes: number;
  /** Days of 24 hours. */
  readonly max_days_ahead: number;
}

/** Why a start is refused; the first of these that applies, in this order. */
export type RefusalCode =
  | 'in_the_past'
  | 'too_soon'
  | 'too_far_ahead'
  | 'outside_hours'
  | 'in_break'
  | 'doctor_absent'
  | 'slot_taken'
  | 'not_offered';

/** What must be loaded to answer for a range of starts. */
export interface ContextRange extends Interval {
  /** Absences with `end_date >= first_date and start_date <= last_date`; `YYYY-MM-DD`. */
  readonly first_date: string;
  readonly last_date: string;
}

/**
 * Which bookings (those that overlap `start … end`) and absences (by date) decide about starts in `range`:
 * back to where the earliest window that reaches into the range can begin, and on to where the longest visit
 * that begins in it can end. Anything beyond may be loaded too and changes nothing.
 *
 * @throws RangeError for an unknown zone
 */
export function contextRange(range: Interval, time_zone: string): ContextRange {
  const dateBefore = localDate(range.start, time_zone).subtract({ days: 1 });
  const end = range.end + LONGEST_VISIT * MINUTE;
  return {
    start: startOfDate(dateBefore, time_zone),
    end,
    // One date more on both sides: an absence may pass midnight, and clocks may go back over it.
    first_date: dateBefore.subtract({ days: 1 }).toString(),
    last_date: localDate(end, time_zone).add({ days: 1 }).toString(),
  };
}

/**
 * As `contextRange`, and enough in whichever zone the clinic lies: for when that is read in the same statement. Local
 * dates differ from those of UTC by one at most.
 */
export function contextInAnyZone(range: Interval): ContextRange {
  const end = range.end + LONGEST_VISIT * MINUTE;
  return {
    start: range.start - 3 * DAY,
    end,
    first_date: localDate(range.start, 'UTC').subtract({ days: 3 }).toString(),
    last_date: localDate(end, 'UTC').add({ days: 2 }).toString(),
  };
}

/**
 * The starts in `range` at which a visit of `duration` minutes can be booked, in order.
 *
 * @throws RangeError for a duration that is not 15–240 whole minutes or an unknown zone
 */
export function offeredStarts(
  schedule: DoctorSchedule,
  rules: BookingRules,
  range: Interval,
  duration: number,
): Instant[] {
  const length = visitLength(duration);
  const { free } = calendarFor(schedule, range);
  return inOrder(startsIn(free, range, length)).filter((start) => untimely(rules, start) === null);
}

/**
 * Why a visit of `duration` minutes cannot be booked at `start`; null when it can. With `keepsStart` (a visit
 * that changes only its length) the start need not be one of those offered. The visit being changed must not
 * be in `schedule.busy`.
 *
 * @throws RangeError for a duration that is not 15–240 whole minutes or an unknown zone
 */
export function refusalOf(
  schedule: DoctorSchedule,
  rules: BookingRules,
  start: Instant,
  duration: number,
  options: { keepsStart?: boolean } = {},
): RefusalCode | null {
  const length = visitLength(duration);
  // Before the calendar is drawn: a start in the year 275760 is too far ahead, not an error of Temporal.
  const code = untimely(rules, start) ?? unfit(calendarFor(schedule, momentOf(start)), start, length);
  return code === 'not_offered' && options.keepsStart ? null : code;
}

/**
 * The stretches of `range` in which the doctor sees patients: weekly hours less breaks and absences, whatever is booked;
 * in order, none sharing time with another.
 *
 * @throws RangeError for an unknown zone
 */
export function openStretches(schedule: Omit<DoctorSchedule, 'busy'>, range: Interval): Interval[] {
  const open: Interval[] = [];
  const { free } = calendarFor({ ...schedule, busy: [] }, range);
  for (const stretch of free.toSorted((a, b) => a.start - b.start)) {
    // In an hour that clocks repeat, two windows may run at once: the doctor is there once.
    const start = Math.max(stretch.start, range.start, open.at(-1)?.end ?? range.start);
    const end = Math.min(stretch.end, range.end);
    if (start < end) open.push({ start, end });
  }
  return open;
}

/**
 * Every start in `range` that one would expect, with the reason for which it is refused, or null for those
 * offered: the starts that each window would have if it were empty, and all offered ones; in order.
 *
 * @throws RangeError for a duration that is not 15–240 whole minutes or an unknown zone
 */
export function explainedStarts(
  schedule: DoctorSchedule,
  rules: BookingRules,
  range: Interval,
  duration: number,
): { start: Instant; code: RefusalCode | null }[] {
  const length = visitLength(duration);
  const calendar = calendarFor(schedule, range);
  const offered = startsIn(calendar.free, range, length).filter((start) => untimely(rules, start) === null);
  return inOrder([...startsIn(calendar.windows, range, length), ...offered]).map((start) => ({
    start,
    code: untimely(rules, start) ?? unfit(calendar, start, length),
  }));
}

/**
 * The first `count` offered starts in `range`, for the person whose wish was refused. The schedule must hold
 * the `contextRange` of the whole range: a booking that was not loaded looks like free time.
 *
 * @throws RangeError for a duration that is not 15–240 whole minutes or an unknown zone
 */
export function nextFreeStarts(
  schedule: DoctorSchedule,
  rules: BookingRules,
  range: Interval,
  duration: number,
  count: number,
): Instant[] {
  return offeredStarts(schedule, rules, range, duration).slice(0, count);
}

/** A schedule as instants: all that decides about starts in one range. */
interface Calendar {
  /** The windows that reach into the range. */
  readonly windows: readonly Interval[];
  readonly breaks: readonly Interval[];
  readonly absences: readonly Interval[];
  readonly busy: readonly Interval[];
  /** What breaks, absences and bookings leave of the windows. */
  readonly free: readonly Interval[];
}

function calendarFor(schedule: DoctorSchedule, range: Interval): Calendar {
  const { time_zone, hours, busy } = schedule;
  // Windows of the whole context, for their breaks: in an hour that clocks repeat, windows overlap, and a
  // break of one also interrupts the other.
  const around = workingWindows(hours, time_zone, contextRange(range, time_zone));
  const windows = around.filter((window) => overlaps(window, range));
  const breaks = around.map((window) => window.pause).filter((pause) => pause !== null);
  const absences = schedule.absences
    .map((absence) => absenceInterval(absence, time_zone))
    .filter((absence) => absence !== null);

  const blocked = [...breaks, ...absences, ...busy].sort((a, b) => a.start - b.start);
  return { windows, breaks, absences, busy, free: windows.flatMap((window) => without(window, blocked)) };
}

/** What is left of a window; `blocked` in order of start. */
function without(window: Interval, blocked: readonly Interval[]): Interval[] {
  const free: Interval[] = [];
  let { start } = window;
  for (const block of blocked) {
    if (block.end <= start) continue;
    if (block.start >= window.end) break;
    if (block.start > start) free.push({ start, end: block.start });
    start = block.end;
  }
  if (start < window.end) free.push({ start, end: window.end });
  return free;
}

/**
 * The law of the grid, for finding and booking alike: from the beginning of each stretch in steps of the
 * visit's length, as long as the visit ends within the stretch. Only the starts within `range`.
 */
function startsIn(stretches: readonly Interval[], range: Interval, length: number): Instant[] {
  const starts: Instant[] = [];
  for (const stretch of stretches) {
    const skipped = Math.max(0, Math.ceil((range.start - stretch.start) / length));
    const last = Math.min(stretch.end - length, range.end - 1);
    for (let start = stretch.start + skipped * length; start <= last; start += length) starts.push(start);
  }
  return starts;
}

/** What the clock alone says against a start; null when nothing. */
export function untimely(rules: BookingRules, start: Instant): RefusalCode | null {
  if (start < rules.now) return 'in_the_past';
  if (start < rules.now + rules.min_notice_minutes * MINUTE) return 'too_soon';
  if (start > rules.now + rules.max_days_ahead * DAY) return 'too_far_ahead';
  return null;
}

/** What the calendar says against a visit. Being on the grid is enough; the rest only finds the reason. */
function unfit(calendar: Calendar, start: Instant, length: number): RefusalCode | null {
  if (startsIn(calendar.free, momentOf(start), length).includes(start)) return null;

  const visit = { start, end: start + length };
  const meets = (block: Interval) => overlaps(block, visit);
  if (!calendar.windows.some((window) => contains(window, visit))) return 'outside_hours';
  if (calendar.breaks.some(meets)) return 'in_break';
  if (calendar.absences.some(meets)) return 'doctor_absent';
  if (calendar.busy.some(meets)) return 'slot_taken';
  return 'not_offered';
}

/** The shortest range there is, one millisecond, which holds just this start. */
function momentOf(start: Instant): Interval {
  return { start, end: start + 1 };
}

/** Ascending, and each start once: windows that overlap may offer the same one. */
function inOrder(starts: readonly Instant[]): Instant[] {
  return [...new Set(starts)].sort((a, b) => a - b);
}

function visitLength(duration: number): number {
  const isAllowed = Number.isInteger(duration) && duration >= SHORTEST_VISIT && duration <= LONGEST_VISIT;
  if (!isAllowed) throw new RangeError(`A visit lasts ${SHORTEST_VISIT} to ${LONGEST_VISIT} whole minutes.`);
  return duration * MINUTE;
}
