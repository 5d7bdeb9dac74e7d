/** Where things lie on the doctor's calendar. Pure; minutes are those of the wall clock since a day's midnight. */
import type { AvailabilitySlot, Unavailability } from '../../api/generated/types.gen.ts';
import { addDays, dayOfWeek } from '../../lib/time.ts';

export const DAY_MINUTES = 24 * 60;
/** What is shown of days on which nothing is. */
const USUAL: Band = { from: 8 * 60, to: 17 * 60 };

export interface Band {
  from: number;
  to: number;
}

/** When a doctor works on a day, breaks taken out; what began the evening before reaches into the morning. */
export function hoursOn(day: string, week: readonly AvailabilitySlot[]): Band[] {
  const before = addDays(day, -1);
  const bands = [
    ...windowsOn(day, week),
    ...windowsOn(before, week).map(({ from, to }) => ({ from: from - DAY_MINUTES, to: to - DAY_MINUTES })),
  ];
  return bands
    .map(({ from, to }) => ({ from: Math.max(from, 0), to: Math.min(to, DAY_MINUTES) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from);
}

/** Windows that begin on a day; what passes midnight goes beyond its minutes. */
function windowsOn(day: string, week: readonly AvailabilitySlot[]): Band[] {
  return week
    .filter(({ is_active, day_of_week }) => is_active && day_of_week === dayOfWeek(day))
    .filter(({ valid_from, valid_to }) => (valid_from ?? day) <= day && day <= (valid_to ?? day))
    .flatMap((slot) => {
      const from = minuteOf(slot.start_time);
      const to = after(from, slot.end_time);
      if (slot.break_start === null || slot.break_end === null) return [{ from, to }];
      const pause = after(from - 1, slot.break_start);
      return [
        { from, to: pause },
        { from: after(pause, slot.break_end), to },
      ];
    });
}

/** The next minute after one at which the clock shows a time. */
function after(minute: number, time: string): number {
  const wanted = minuteOf(time);
  return wanted > minute ? wanted : wanted + DAY_MINUTES;
}

export function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** What an absence takes of a day, and why. */
export function absencesOn(
  day: string,
  absences: readonly Unavailability[],
): (Band & { id: string; reason: string })[] {
  return absences
    .filter(({ start_date, end_date }) => start_date <= day && day <= end_date)
    .map(({ id, start_date, end_date, start_time, end_time, reason = '' }) => ({
      id,
      reason,
      from: day === start_date && start_time !== null ? minuteOf(start_time) : 0,
      to: day === end_date && end_time !== null ? minuteOf(end_time) : DAY_MINUTES,
    }));
}

/** Whole hours around everything that there is on the days that are shown. */
export function rangeOf(bands: readonly Band[]): Band {
  if (bands.length === 0) return USUAL;
  return {
    from: Math.floor(Math.min(...bands.map(({ from }) => from)) / 60) * 60,
    to: Math.ceil(Math.max(...bands.map(({ to }) => to)) / 60) * 60,
  };
}

export type Laned<Item> = Item & { lane: number; lanes: number };

/** Puts what shares time side by side: each one's lane, and how many there are. */
export function inLanes<Item extends Band>(items: readonly Item[]): Laned<Item>[] {
  const placed: Laned<Item>[] = [];
  let group: (Item & { lane: number })[] = [];
  let ends: number[] = [];
  const close = () => {
    placed.push(...group.map((item) => ({ ...item, lanes: ends.length })));
    group = [];
    ends = [];
  };
  for (const item of [...items].sort((one, other) => one.from - other.from || other.to - one.to)) {
    if (ends.every((end) => end <= item.from)) close();
    const free = ends.findIndex((end) => end <= item.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = item.to;
    group.push({ ...item, lane });
  }
  close();
  return placed;
}

/** Of the times that are offered on a day the one whose start is nearest to a minute. */
export function nearest<Time extends { local_start: string }>(
  times: readonly Time[],
  minute: number,
): Time | undefined {
  const distance = ({ local_start }: Time) => Math.abs(minuteOf(local_start.slice(11, 16)) - minute);
  return [...times].sort((one, other) => distance(one) - distance(other))[0];
}
