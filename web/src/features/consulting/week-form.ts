/** Weekly hours as they are edited: windows by day. Pure. */
import type { AvailabilitySlot, AvailabilitySlotInput } from '../../api/generated/types.gen.ts';

export interface WeekWindow {
  /** Keeps its inputs when one before it goes. */
  key: string;
  /** 0 = Monday */
  day_of_week: number;
  /** `HH:MM`; empty while it is typed. */
  start_time: string;
  end_time: string;
  /** Both or none. */
  break_start: string;
  break_end: string;
  is_active: boolean;
  /** `YYYY-MM-DD` or empty. */
  valid_from: string;
  valid_to: string;
}

export const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

let windows = 0;
function keyed(window: Omit<WeekWindow, 'key'>): WeekWindow {
  windows += 1;
  return { ...window, key: String(windows) };
}

export function windowsOf(week: readonly AvailabilitySlot[]): WeekWindow[] {
  return week.map(({ id: _id, doctor_id: _doctor, ...slot }) =>
    keyed({
      ...slot,
      start_time: minute(slot.start_time),
      end_time: minute(slot.end_time),
      break_start: minute(slot.break_start),
      break_end: minute(slot.break_end),
      valid_from: slot.valid_from ?? '',
      valid_to: slot.valid_to ?? '',
    }),
  );
}

/** What is sent: by day and start, blanks as null. */
export function inputOf(week: readonly WeekWindow[]): AvailabilitySlotInput[] {
  return inOrder(week).map(({ key: _key, ...window }) => ({
    ...window,
    break_start: window.break_start || null,
    break_end: window.break_end || null,
    valid_from: window.valid_from || null,
    valid_to: window.valid_to || null,
  }));
}

/** The order in which the windows are sent, so that `2/break_start` in a refusal is found again. */
export function inOrder(week: readonly WeekWindow[]): WeekWindow[] {
  return [...week].sort(
    (one, other) => one.day_of_week - other.day_of_week || (one.start_time < other.start_time ? -1 : 1),
  );
}

/** A window after the last one of its day, or a morning. */
export function newWindow(week: readonly WeekWindow[], day_of_week: number): WeekWindow {
  const last = inOrder(week.filter((window) => window.day_of_week === day_of_week)).at(-1);
  const isAfternoonFree = last !== undefined && !passesMidnight(last) && last.end_time < '18:00';
  const [start_time, end_time] = !last
    ? ['08:00', '17:00']
    : isAfternoonFree
      ? [last.end_time, '18:00']
      : ['', ''];
  return keyed({
    day_of_week,
    start_time,
    end_time,
    break_start: '',
    break_end: '',
    is_active: true,
    valid_from: '',
    valid_to: '',
  });
}

/** The windows of one day on other days too, in place of what was there. */
export function copiedTo(week: readonly WeekWindow[], from: number, to: readonly number[]): WeekWindow[] {
  const others = to.filter((day) => day !== from);
  const source = week.filter(({ day_of_week }) => day_of_week === from);
  return [
    ...week.filter(({ day_of_week }) => !others.includes(day_of_week)),
    ...others.flatMap((day_of_week) => source.map((window) => keyed({ ...window, day_of_week }))),
  ];
}

/** 22:00–06:00 ends on the next day; so does 08:00–00:00, at midnight. */
export function passesMidnight({
  start_time,
  end_time,
}: Pick<WeekWindow, 'start_time' | 'end_time'>): boolean {
  return start_time !== '' && end_time !== '' && end_time < start_time && end_time !== '00:00';
}

/** Minutes in a week that a doctor works by these windows, breaks taken off; what is not whole counts nothing. */
export function minutesOf(week: readonly WeekWindow[]): number {
  return week
    .filter(({ is_active }) => is_active)
    .reduce((sum, window) => {
      const pause = window.break_start && window.break_end ? span(window.break_start, window.break_end) : 0;
      return sum + span(window.start_time, window.end_time) - pause;
    }, 0);
}

function span(from: string, to: string): number {
  if (from === '' || to === '') return 0;
  const minutes = inMinutes(to) - inMinutes(from);
  return minutes > 0 ? minutes : minutes + 24 * 60;
}

function inMinutes(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function minute(time: string | null): string {
  return time?.slice(0, 5) ?? '';
}
