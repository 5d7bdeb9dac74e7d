/**
 * Test support: an oracle for free slots that knows no intervals and shares no code with what it checks. It
 * looks at every minute of a week through the clinic's wall clock and asks what the doctor does in it.
 */

import type { Interval } from '../doctors/working-windows.ts';
import type { BookingRules, DoctorSchedule, RefusalCode } from './free-slots.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

const PLACES = [
  ['Africa/Nairobi', '2026-06-01'],
  ['UTC', '2028-02-29'],
  ['Europe/London', '2026-03-29'],
  ['Europe/London', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['America/Santiago', '2026-09-06'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Havana', '2026-11-01'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Africa/Casablanca', '2026-03-22'],
  ['America/Scoresbysund', '2026-03-29'],
  ['America/St_Johns', '2010-11-07'],
  ['Pacific/Apia', '2011-12-30'],
] as const;

/** The minutes of eight days around a date, each with the wall time that the clinic's clock shows. */
export interface World {
  readonly zone: string;
  readonly date: string;
  /** Noon UTC of the date. */
  readonly noon: number;
  readonly first: number;
  /** Wall time as minutes since 1970 of a clock without a zone. */
  readonly walls: Int32Array;
  readonly dates: ReadonlySet<string>;
}

export const worlds = PLACES.map(([zone, date]): World => {
  const noon = Date.parse(`${date}T12:00Z`);
  const first = noon - 4 * DAY;
  const shown = Array.from({ length: 8 * 1440 }, (_, minute) => {
    const local = Temporal.Instant.fromEpochMilliseconds(first + minute * MINUTE).toZonedDateTimeISO(zone);
    return local.toPlainDateTime().toString({ smallestUnit: 'minute' });
  });
  const walls = Int32Array.from(shown, (wall) => Date.parse(`${wall}Z`) / MINUTE);
  return { zone, date, noon, first, walls, dates: new Set(shown.map((wall) => wall.slice(0, 10))) };
});

export interface Case {
  readonly world: World;
  readonly schedule: DoctorSchedule;
  readonly rules: BookingRules;
  readonly range: Interval;
  readonly duration: number;
}

/** The offered starts of a case, and the code with which any start on a whole minute is refused. */
export function oracle({ world, schedule, rules, range, duration }: Case) {
  const { walls, first } = world;
  const wallOf = (date: string, time: string) => Date.parse(`${date}T${time}Z`) / MINUTE;
  const nextDate = (date: string) => new Date(Date.parse(date) + DAY).toISOString().slice(0, 10);

  // From the first minute at which the clock has reached `from` to the last at which it is not yet `to`.
  const minutesBetween = (from: number, to: number): [number, number] => [
    walls.findIndex((wall) => wall >= from),
    walls.findLastIndex((wall) => wall < to) + 1,
  ];
  const mark = (marks: Uint8Array, [from, to]: [number, number]) => to > from && marks.fill(1, from, to);

  const windows: [number, number][] = [];
  const breaks = new Uint8Array(walls.length);
  for (let days = -3; days <= 3; days++) {
    const date = new Date(Date.parse(world.date) + days * DAY).toISOString().slice(0, 10);
    if (!world.dates.has(date)) continue;
    for (const row of schedule.hours) {
      const isWeekday = (new Date(date).getUTCDay() + 6) % 7 === row.day_of_week;
      if (!row.is_active || !isWeekday) continue;
      if (date < (row.valid_from ?? '0000') || date > (row.valid_to ?? '9999')) continue;
      const dateOf = (time: string, isNext: boolean) => wallOf(isNext ? nextDate(date) : date, time);
      const passesMidnight = row.end_time <= row.start_time;
      windows.push(minutesBetween(dateOf(row.start_time, false), dateOf(row.end_time, passesMidnight)));
      if (row.break_start === null || row.break_end === null) continue;
      const from = dateOf(row.break_start, passesMidnight && row.break_start < row.start_time);
      const to = dateOf(row.break_end, passesMidnight && row.break_end <= row.start_time);
      mark(breaks, minutesBetween(from, to));
    }
  }

  const absent = new Uint8Array(walls.length);
  for (const { start_date, end_date, start_time, end_time } of schedule.absences) {
    const from = wallOf(start_date, start_time ?? '00:00');
    let to = end_time === null ? wallOf(nextDate(end_date), '00:00') : wallOf(end_date, end_time);
    if (start_date === end_date && to <= from) to = wallOf(nextDate(end_date), end_time ?? '00:00');
    mark(absent, minutesBetween(from, to));
  }

  const busy = new Uint8Array(walls.length);
  for (const { start, end } of schedule.busy) mark(busy, [(start - first) / MINUTE, (end - first) / MINUTE]);

  const isFree = (minute: number) => !breaks[minute] && !absent[minute] && !busy[minute];
  const grid = new Set<number>();
  for (const [from, to] of windows) {
    let sinceStretch = 0;
    for (let minute = from; minute < to; minute++) {
      if (!isFree(minute)) sinceStretch = 0;
      else if (++sinceStretch % duration === 0) grid.add(minute + 1 - duration);
    }
  }

  const codeAt = (start: number): RefusalCode | null => {
    const minute = (start - first) / MINUTE;
    const isHit = (marks: Uint8Array) => marks.subarray(minute, minute + duration).includes(1);
    if (start < rules.now) return 'in_the_past';
    if (start - rules.now < rules.min_notice_minutes * MINUTE) return 'too_soon';
    if (start - rules.now > rules.max_days_ahead * DAY) return 'too_far_ahead';
    if (!windows.some(([from, to]) => from <= minute && minute + duration <= to)) return 'outside_hours';
    if (isHit(breaks)) return 'in_break';
    if (isHit(absent)) return 'doctor_absent';
    if (isHit(busy)) return 'slot_taken';
    return grid.has(minute) ? null : 'not_offered';
  };
  const offered = [...grid]
    .map((minute) => first + minute * MINUTE)
    .filter((start) => start >= range.start && start < range.end && codeAt(start) === null)
    .sort((a, b) => a - b);
  return { offered, codeAt };
}
