import { describe, expect, it } from 'vitest';
import { daysIn, periodFor, rangeOf } from './report-range.ts';

describe('the days of a preset', () => {
  it('are whole months, also over the end of a year and in a leap year', () => {
    expect(rangeOf('this_month', '2028-02-10')).toEqual({ date_from: '2028-02-01', date_to: '2028-02-29' });
    expect(rangeOf('last_month', '2027-01-31')).toEqual({ date_from: '2026-12-01', date_to: '2026-12-31' });
  });

  it('include today, and as many as they say', () => {
    expect(rangeOf('last_30_days', '2026-12-01')).toEqual({ date_from: '2026-11-02', date_to: '2026-12-01' });
    expect(daysIn(rangeOf('last_12_months', '2028-03-01'))).toBe(365);
    expect(daysIn(rangeOf('next_30_days', '2026-12-20'))).toBe(30);
  });

  it('are cut so that a chart stays readable', () => {
    const today = '2026-12-01';
    expect(periodFor(rangeOf('last_30_days', today))).toBe('day');
    expect(periodFor(rangeOf('last_90_days', today))).toBe('week');
    expect(periodFor(rangeOf('last_12_months', today))).toBe('month');
  });
});
