/**
 * From the clinic's wall time to instants: when exactly a doctor works, has a break, is absent.
 * Pure. `Temporal` does all arithmetic of zones; what leaves this file are plain numbers.
 *
 * A clock that is set forward skips wall times, one that is set back repeats them. Windows, breaks and
 * absences alike cover everything from the first moment at which the clock has reached their start to the
 * last at which it has not reached their end. So an edge that is skipped is the moment of the change; one
 * that is repeated is the first occurrence for a start and the second for an end; and what was skipped as a
 * whole vanishes.
 */

import { secondsOfDay, wallSpans, type WallSpan, type WeeklyHours } from './weekly-hours.ts';

/** A moment in milliseconds since 1970-01-01T00:00Z, as `Temporal.Instant.epochMilliseconds`. */
export type Instant = number;

/** A stretch of time, half open: `start` belongs to it, `end` does not. `start < end`. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/** One occurrence of a weekly window on one date, with its break if that has any time in it. */
export interface WorkingWindow extends Interval {
  readonly pause: Interval | null;
}

/** A stretch of a doctor's absence, named as on the wire. See `absenceInterval` for what it covers. */
export interface Absence {
  /** `YYYY-MM-DD`, included, like `end_date`. */
  readonly start_date: string;
  readonly end_date: string;
  /** `HH:MM` or `HH:MM:SS`. */
  readonly start_time: string | null;
  readonly end_time: string | null;
}

/** Whether two stretches share any time; stretches that touch do not. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether `inner` lies wholly within `outer`. */
export function contains(outer: Interval, inner: Interval): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Every occurrence of the active weekly windows that shares time with `span`, whole, in order of date. Two
 * windows that touch stay two; they overlap only where the clocks repeat the hour in which they meet. A
 * window whose date the zone skipped (Pacific/Apia, 2011-12-30) does not occur.
 *
 * @throws RangeError for an unknown zone or a span outside the range of `Temporal`
 */
export function workingWindows(
  week: readonly WeeklyHours[],
  time_zone: string,
  span: Interval,
): WorkingWindow[] {
  const windows: WorkingWindow[] = [];
  // A window of the date before may reach into the span. Where clocks go back over midnight, so may one of
  // the date after: it has begun, and then the clock shows the evening before once more.
  const last = localDate(span.end, time_zone).add({ days: 1 });
  let date = localDate(span.start, time_zone).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const rows = rowsOn(week, date);
    if (rows.length === 0 || isSkippedDate(date, time_zone)) continue;
    for (const row of rows) {
      const { window, pause } = wallSpans(row);
      const worked = intervalOn(date, window, time_zone);
      if (worked === null || !overlaps(worked, span)) continue;
      windows.push({ ...worked, pause: pause && intervalOn(date, pause, time_zone) });
    }
  }
  return windows;
}

/**
 * What an absence covers; null when that is nothing (dates in the wrong order, or all of it skipped).
 * Without times: the whole dates. With times: one stretch from `start_date` at `start_time` to `end_date` at
 * `end_time`; a missing time is the beginning or the end of the day. Where both dates are the same and
 * `end_time` is not after `start_time`, it passes midnight, as weekly hours do.
 *
 * @throws RangeError for an unknown zone or an impossible date
 */
export function absenceInterval(absence: Absence, time_zone: string): Interval | null {
  const { start_date, end_date, start_time, end_time } = absence;
  const startsAt = secondsOfDay(start_time ?? '00:00');
  const endsAt = end_time === null ? null : secondsOfDay(end_time);
  const endsNextDate = endsAt === null || (start_date === end_date && endsAt <= startsAt);

  const startMidnight = Temporal.PlainDate.from(start_date).toPlainDateTime();
  const endMidnight = Temporal.PlainDate.from(end_date)
    .add({ days: endsNextDate ? 1 : 0 })
    .toPlainDateTime();
  const start = instantOf(startMidnight.add({ seconds: startsAt }), time_zone, 'start');
  const end = instantOf(endMidnight.add({ seconds: endsAt ?? 0 }), time_zone, 'end');
  return start < end ? { start, end } : null;
}

/**
 * Whether the doctor works for any time of a date: some of a window that falls on it is neither break nor
 * absence.
 *
 * @param absences at least those that touch the date
 * @throws RangeError for an unknown zone
 */
export function worksOn(
  date: Temporal.PlainDate,
  week: readonly WeeklyHours[],
  absences: readonly Absence[],
  time_zone: string,
): boolean {
  const day = { start: startOfDate(date, time_zone), end: startOfDate(date.add({ days: 1 }), time_zone) };
  const away = absences
    .map((absence) => absenceInterval(absence, time_zone))
    .filter((interval) => interval !== null);
  return workingWindows(week, time_zone, day).some(({ start, end, pause }) => {
    const onDay = { start: Math.max(start, day.start), end: Math.min(end, day.end) };
    return !isCovered(onDay, pause === null ? away : [...away, pause]);
  });
}

/** Whether every moment of a stretch lies in one of the covers. */
function isCovered(stretch: Interval, covers: readonly Interval[]): boolean {
  let coveredUntil = stretch.start;
  for (const cover of covers.toSorted((a, b) => a.start - b.start)) {
    if (cover.start > coveredUntil) break;
    coveredUntil = Math.max(coveredUntil, cover.end);
  }
  return coveredUntil >= stretch.end;
}

/**
 * Whether the clock jumps over a wall time (`HH:MM`) on a date (`YYYY-MM-DD`), so that it never comes.
 *
 * @throws RangeError for an unknown zone
 */
export function isSkippedTime(date: string, time: string, time_zone: string): boolean {
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  return !wall.toZonedDateTime(time_zone).toPlainDateTime().equals(wall);
}

/** The date that the clinic's calendar shows at an instant. Throws RangeError for an unknown zone. */
export function localDate(instant: Instant, time_zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(time_zone).toPlainDate();
}

/** The first instant of a local date; of a skipped date, the first one after it. */
export function startOfDate(date: Temporal.PlainDate, time_zone: string): Instant {
  return date.toZonedDateTime(time_zone).epochMilliseconds;
}

function rowsOn(week: readonly WeeklyHours[], date: Temporal.PlainDate): WeeklyHours[] {
  const weekday = date.dayOfWeek - 1;
  const day = date.toString();
  return week.filter(
    (row) =>
      row.is_active &&
      row.day_of_week === weekday &&
      (row.valid_from === null || row.valid_from <= day) &&
      (row.valid_to === null || day <= row.valid_to),
  );
}

function isSkippedDate(date: Temporal.PlainDate, time_zone: string): boolean {
  return !date.toZonedDateTime(time_zone).toPlainDate().equals(date);
}

function intervalOn(date: Temporal.PlainDate, span: WallSpan, time_zone: string): Interval | null {
  const midnight = date.toPlainDateTime();
  const start = instantOf(midnight.add({ seconds: span.start }), time_zone, 'start');
  const end = instantOf(midnight.add({ seconds: span.end }), time_zone, 'end');
  return start < end ? { start, end } : null;
}

/**
 * The instant of a wall time, by the rule at the top of this file.
 * @see https://tc39.es/proposal-temporal/docs/ambiguity.html what `earlier` and `later` mean
 */
function instantOf(wall: Temporal.PlainDateTime, time_zone: string, edge: 'start' | 'end'): Instant {
  const earlier = wall.toZonedDateTime(time_zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(time_zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return earlier.epochMilliseconds;

  // Skipped or repeated: `earlier` and `later` lie on both sides of the change, or `later` just at it.
  const change = (earlier.getTimeZoneTransition('next') ?? later).epochMilliseconds;
  const isSkipped = !earlier.toPlainDateTime().equals(wall);
  if (isSkipped) return change;
  // What ends just where the repeated hour begins is over then, and has no part in either reading of it.
  const beginsRepeat = later.epochMilliseconds === change;
  return edge === 'start' || beginsRepeat ? earlier.epochMilliseconds : later.epochMilliseconds;
}
