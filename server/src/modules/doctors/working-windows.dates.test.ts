import { describe, expect, it } from 'vitest';
import type { WeeklyHours } from './weekly-hours.ts';
import { isSkippedTime, worksOn, type Absence } from './working-windows.ts';

/** A window on every day of the week. */
function daily(times: string, breakTimes?: string, more: Partial<WeeklyHours> = {}): WeeklyHours[] {
  const [start_time = '', end_time = ''] = times.split('-');
  const [break_start = null, break_end = null] = breakTimes?.split('-') ?? [];
  const common = {
    start_time,
    end_time,
    break_start,
    break_end,
    is_active: true,
    valid_from: null,
    valid_to: null,
  };
  return Array.from({ length: 7 }, (_, day_of_week) => ({ day_of_week, ...common, ...more }));
}

describe('worksOn', () => {
  const DATE = '2026-12-04'; // a Friday
  const FRIDAY = 4;
  const works = (week: WeeklyHours[], absences: Absence[] = [], zone = 'Africa/Nairobi', date = DATE) =>
    worksOn(Temporal.PlainDate.from(date), week, absences, zone);
  const onDays = (days: number[], times: string, breakTimes?: string) =>
    daily(times, breakTimes).filter((row) => days.includes(row.day_of_week));
  const away = (start: string, end: string): Absence => {
    const [start_date = '', start_time = null] = start.split(' ');
    const [end_date = '', end_time = null] = end.split(' ');
    return { start_date, end_date, start_time, end_time };
  };

  it('asks for the day of the week', () => {
    expect(works(onDays([FRIDAY], '09:00-17:00'))).toBe(true);
    expect(works(onDays([FRIDAY - 1], '09:00-17:00'))).toBe(false);
    expect(works([])).toBe(false);
  });

  it('counts a night on both of its dates, but not one that ends at midnight', () => {
    expect(works(onDays([FRIDAY], '22:00-06:00'))).toBe(true);
    expect(works(onDays([FRIDAY - 1], '22:00-06:00'))).toBe(true);
    expect(works(onDays([FRIDAY - 1], '18:00-00:00'))).toBe(false);
  });

  it.each<[string, boolean, Absence[]]>([
    ['the whole date', false, [away(DATE, DATE)]],
    ['exactly the window', false, [away(`${DATE} 09:00`, `${DATE} 17:00`)]],
    ['all but its last minute', true, [away(DATE, `${DATE} 16:59`)]],
    ['all but its break', false, [away(DATE, `${DATE} 12:00`), away(`${DATE} 13:00`, DATE)]],
    ['it in pieces that overlap', false, [away(`${DATE} 11:00`, DATE), away('2026-11-01', `${DATE} 11:30`)]],
    ['it but for a gap between pieces', true, [away(`${DATE} 11:00`, DATE), away(DATE, `${DATE} 10:59`)]],
    ['other dates', true, [away('2026-12-03', '2026-12-03'), away('2026-12-05', '2026-12-05')]],
  ])('with an absence that covers %s: %s', (_, expected, absences) => {
    expect(works(onDays([FRIDAY], '09:00-17:00', '12:00-13:00'), absences)).toBe(expected);
  });

  it('looks at the part of a night that lies on the date', () => {
    const night = onDays([FRIDAY - 1], '22:00-06:00');
    expect(works(night, [away(DATE, DATE)])).toBe(false);
    expect(works(night, [away('2026-12-03', '2026-12-03')])).toBe(true);
  });

  it('knows that a skipped date has no time', () => {
    expect(works(daily('00:00-00:00'), [], 'Pacific/Apia', '2011-12-30')).toBe(false);
    expect(works(daily('00:00-00:00'), [], 'Pacific/Apia', '2011-12-31')).toBe(true);
  });
});

describe('isSkippedTime', () => {
  it.each([
    ['Europe/Paris', '2027-03-28', '01:59', false],
    ['Europe/Paris', '2027-03-28', '02:00', true],
    ['Europe/Paris', '2027-03-28', '02:59', true],
    ['Europe/Paris', '2027-03-28', '03:00', false],
    ['Europe/Paris', '2027-10-31', '02:30', false],
    ['Africa/Cairo', '2026-04-24', '00:00', true],
    ['Pacific/Apia', '2011-12-30', '12:00', true],
    ['Africa/Nairobi', '2027-03-28', '02:30', false],
  ])('in %s on %s at %s: %s', (zone, date, time, expected) => {
    expect(isSkippedTime(date, time, zone)).toBe(expected);
  });
});
