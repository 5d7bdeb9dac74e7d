import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { formatTag } from '../../i18n/languages.ts';
import { addDays, type Times } from '../../lib/time.ts';
import type { Period } from './report-range.ts';

/** Any Monday: its week has the names of the days. */
const MONDAY = '2024-01-01';

/** Rates as percentages, and hours out of minutes, in the language on screen. */
export function useFigures() {
  const { i18n } = useLingui();
  return useMemo(() => {
    const tag = formatTag(i18n.locale);
    const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
    const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
    return {
      count: (value: number) => whole.format(value),
      rate: (value: number | null) => (value === null ? '–' : percent.format(value)),
      hours: (minutes: number) => whole.format(minutes / 60),
    };
  }, [i18n.locale]);
}

/** What stands under a bar: `1 Dec`, for a month `Dec 2026`. */
export function periodWord(times: Times, key: string, period: Period): string {
  const { day, month } = times.leaf(key);
  return period === 'month' ? `${month} ${key.slice(0, 4)}` : `${day} ${month}`;
}

/** @param key 0 = Monday, as in the API */
export function weekdayWord(times: Times, key: string): string {
  return times.leaf(addDays(MONDAY, Number(key))).weekday;
}
