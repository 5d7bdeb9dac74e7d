/**
 * The weekly hours of a doctor as wall time: what a row means, and what makes a week invalid.
 * Pure. Knows no time zone and no instant: `working-windows.ts` turns these rows into instants.
 */

const DAY = 86_400;

/** One window of a doctor's week, named as on the wire. Times are wall times of the clinic. */
export interface WeeklyHours {
  /** 0 = Monday … 6 = Sunday: the day on which the window starts. */
  readonly day_of_week: number;
  /** `HH:MM` or `HH:MM:SS`. */
  readonly start_time: string;
  /** At or before `start_time`: the window passes midnight and ends on the next date (00:00 is midnight). */
  readonly end_time: string;
  readonly break_start: string | null;
  readonly break_end: string | null;
  readonly is_active: boolean;
  /** `YYYY-MM-DD`, included, like `valid_to`; both speak of the date on which the window starts. */
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

/** A stretch of wall time in seconds since the midnight that begins a date; from 86 400 on: the next date. */
export interface WallSpan {
  readonly start: number;
  readonly end: number;
}

/** One thing wrong with one window: which of the list, which of its fields, and what to tell the person. */
export interface WeeklyHoursProblem {
  readonly index: number;
  readonly field: keyof WeeklyHours;
  readonly message: string;
}

/**
 * Where a window and its break lie, in seconds since the midnight that begins the window's date. Each time
 * is read as the next moment at which the clock shows it: the end after the start, the break's start from
 * the window's start on, the break's end after that. So 22:00–06:00 with a break 02:00–02:30 is 22 h … 30 h
 * with a break 26 h … 26½ h. Lengths are above 0 and at most 24 h. Half a break is none.
 * Times must be well formed; the route schemas see to that.
 */
export function wallSpans(hours: WeeklyHours): { window: WallSpan; pause: WallSpan | null } {
  const start = secondsOfDay(hours.start_time);
  const window = { start, end: nextAfter(start, hours.end_time) };
  if (hours.break_start === null || hours.break_end === null) return { window, pause: null };

  // A break may begin together with its window, hence "after the second before".
  const pauseStart = nextAfter(start - 1, hours.break_start);
  return { window, pause: { start: pauseStart, end: nextAfter(pauseStart, hours.break_end) } };
}

/** The first moment after `moment` at which the clock shows `time`; both in seconds since a midnight. */
function nextAfter(moment: number, time: string): number {
  const wait = (secondsOfDay(time) - moment) % DAY;
  return moment + (wait > 0 ? wait : wait + DAY);
}

/** `HH:MM` or `HH:MM:SS` as seconds since midnight. */
export function secondsOfDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}

/**
 * Everything that is wrong with a doctor's week (contract section 4), in the order of the list; empty when
 * it may be stored. Checks each window (start ≠ end, break whole and inside, dates in order) and that no two
 * active windows ever run at the same time, also past midnight, from Sunday into Monday, and only on dates
 * on which both are valid. Clashes are reported on the later window of the list. Wall time only: two windows
 * that meet in an hour that the clocks repeat do not clash.
 */
export function weeklyHoursProblems(week: readonly WeeklyHours[]): WeeklyHoursProblem[] {
  return week.flatMap((hours, index) => [
    ...problemsOfWindow(hours, index),
    ...week
      .slice(0, index)
      .filter((earlier) => mayClash(earlier, hours))
      .map((earlier) => ({ index, field: 'start_time' as const, message: `overlaps ${inWords(earlier)}` })),
  ]);
}

function inWords({ start_time, end_time, day_of_week }: WeeklyHours): string {
  return `the window from ${start_time} to ${end_time} of day_of_week ${day_of_week}`;
}

function problemsOfWindow(hours: WeeklyHours, index: number): WeeklyHoursProblem[] {
  const problems: WeeklyHoursProblem[] = [];
  const report = (field: keyof WeeklyHours, message: string) => problems.push({ index, field, message });

  if (hasNoLength(hours)) report('end_time', 'must differ from start_time');
  if ((hours.break_start === null) !== (hours.break_end === null)) {
    report(hours.break_start === null ? 'break_start' : 'break_end', 'is missing: give both or none');
  }

  const { window, pause } = wallSpans(hours);
  if (pause !== null) {
    if (pause.start >= window.end) report('break_start', 'must lie inside the window');
    else if (pause.end > window.end) report('break_end', 'must be after break_start and inside the window');
  }
  if (hours.valid_from !== null && hours.valid_to !== null && hours.valid_to < hours.valid_from) {
    report('valid_to', 'must not be before valid_from');
  }
  return problems;
}

function hasNoLength(hours: WeeklyHours): boolean {
  return secondsOfDay(hours.start_time) === secondsOfDay(hours.end_time);
}

/** Whether there is a moment at which both windows run. A window without length has its own problem. */
function mayClash(a: WeeklyHours, b: WeeklyHours): boolean {
  if (!a.is_active || !b.is_active || hasNoLength(a) || hasNoLength(b)) return false;
  const spanA = wallSpans(a).window;
  const spanB = wallSpans(b).window;
  // No window is longer than a day, so only windows of the same date and of neighbouring dates can meet.
  return [-1, 0, 1].some(
    (daysLater) =>
      (a.day_of_week + daysLater + 7) % 7 === b.day_of_week &&
      spanA.start < spanB.end + daysLater * DAY &&
      spanB.start + daysLater * DAY < spanA.end &&
      existsDate(a, b, daysLater),
  );
}

/** Whether `a` is valid on some date of its weekday and `b` is valid `daysLater` days after that date. */
function existsDate(a: WeeklyHours, b: WeeklyHours, daysLater: number): boolean {
  const asDateOfA = (date: string | null) =>
    date === null ? null : Temporal.PlainDate.from(date).subtract({ days: daysLater }).toString();
  const from = [a.valid_from, asDateOfA(b.valid_from)]
    .filter((date) => date !== null)
    .sort()
    .at(-1);
  const to = [a.valid_to, asDateOfA(b.valid_to)]
    .filter((date) => date !== null)
    .sort()
    .at(0);
  // Where one side is open, the weekday comes up sooner or later.
  if (from === undefined || to === undefined) return true;

  const first = Temporal.PlainDate.from(from);
  const daysToWeekday = (a.day_of_week - (first.dayOfWeek - 1) + 7) % 7;
  return first.add({ days: daysToWeekday }).toString() <= to;
}
