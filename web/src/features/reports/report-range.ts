import { addDays } from '../../lib/time.ts';

export const PRESETS = [
  'last_30_days',
  'last_90_days',
  'last_12_months',
  'this_month',
  'last_month',
  'next_30_days',
] as const;
export type Preset = (typeof PRESETS)[number];
export type Period = 'day' | 'week' | 'month';

/** Days of the clinic, both included. */
export interface Range {
  date_from: string;
  date_to: string;
}

/** The days that a preset means on a day. */
export function rangeOf(preset: Preset, today: string): Range {
  switch (preset) {
    case 'last_30_days':
      return { date_from: addDays(today, -29), date_to: today };
    case 'last_90_days':
      return { date_from: addDays(today, -89), date_to: today };
    case 'last_12_months':
      return { date_from: addDays(today, -364), date_to: today };
    case 'next_30_days':
      return { date_from: today, date_to: addDays(today, 29) };
    case 'this_month':
      return { date_from: firstOfMonth(today), date_to: addDays(firstOfMonth(today, 1), -1) };
    case 'last_month':
      return { date_from: firstOfMonth(today, -1), date_to: addDays(firstOfMonth(today), -1) };
  }
}

/** How a range is cut, so that a chart has between a handful and some fifty bars. */
export function periodFor(range: Range): Period {
  const days = daysIn(range);
  if (days <= 45) return 'day';
  return days <= 200 ? 'week' : 'month';
}

export function daysIn({ date_from, date_to }: Range): number {
  return Math.round((Date.parse(date_to) - Date.parse(date_from)) / 86_400_000) + 1;
}

function firstOfMonth(day: string, months = 0): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}
