import { describe, expect, it } from 'vitest';
import type { WeeklyHours } from './weekly-hours.ts';
import { absenceInterval, contains, overlaps, workingWindows, type Interval } from './working-windows.ts';

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

function utc(interval: Interval): string {
  const show = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z');
  return `${show(interval.start)}/${show(interval.end)}`;
}

/** The windows that begin on the local date, each `start/end`, and their breaks. */
function on(date: string, zone: string, week: WeeklyHours[]): { windows: string[]; breaks: string[] } {
  const weekday = Temporal.PlainDate.from(date).dayOfWeek - 1;
  const noon = Date.parse(`${date}T12:00Z`);
  const span = { start: noon - 48 * 3_600_000, end: noon + 48 * 3_600_000 };
  const windows = workingWindows(
    week.filter((row) => row.day_of_week === weekday),
    zone,
    span,
  );
  return {
    windows: windows.map(utc),
    breaks: windows.flatMap(({ pause }) => (pause === null ? [] : [utc(pause)])),
  };
}

/** The one occurrence of `zone date hours`, without year and month. */
function occurrence(window: string): string {
  const [zone = '', date = '', times = ''] = window.split(' ');
  return on(date, zone, daily(times))
    .windows.join(' ')
    .replaceAll(/\d{4}-\d{2}-/g, '');
}

describe('intervals', () => {
  const interval = (start: number, end: number) => ({ start, end });
  it('does not let intervals that touch overlap', () => {
    expect(overlaps(interval(0, 10), interval(10, 20))).toBe(false);
    expect(overlaps(interval(0, 11), interval(10, 20))).toBe(true);
    expect(overlaps(interval(0, 30), interval(10, 20))).toBe(true);
  });
  it('contains itself and what lies inside', () => {
    expect(contains(interval(0, 10), interval(0, 10))).toBe(true);
    expect(contains(interval(0, 10), interval(1, 11))).toBe(false);
  });
});

describe('workingWindows', () => {
  it('reads hours in the zone of the clinic', () => {
    expect(on('2026-06-01', 'Africa/Nairobi', daily('09:00-17:00', '12:00-13:00'))).toEqual({
      windows: ['2026-06-01T06:00Z/2026-06-01T14:00Z'],
      breaks: ['2026-06-01T09:00Z/2026-06-01T10:00Z'],
    });
  });
  it('lets a window pass midnight, with its break on the next date', () => {
    expect(on('2026-06-01', 'UTC', daily('22:00-06:00', '02:00-02:30'))).toEqual({
      windows: ['2026-06-01T22:00Z/2026-06-02T06:00Z'],
      breaks: ['2026-06-02T02:00Z/2026-06-02T02:30Z'],
    });
  });
  it('lets a break cross midnight', () => {
    expect(on('2026-06-01', 'UTC', daily('22:00-06:00', '23:45-00:15')).breaks).toEqual([
      '2026-06-01T23:45Z/2026-06-02T00:15Z',
    ]);
  });
  it('ends a window at midnight', () => {
    expect(on('2028-02-29', 'UTC', daily('16:00-00:00')).windows).toEqual([
      '2028-02-29T16:00Z/2028-03-01T00:00Z',
    ]);
  });
  it('leaves out inactive windows', () => {
    expect(on('2026-06-01', 'UTC', daily('09:00-17:00', undefined, { is_active: false })).windows).toEqual(
      [],
    );
  });
  it('includes valid_from and valid_to and means the date on which the window starts', () => {
    const week = daily('22:00-06:00', undefined, { valid_from: '2026-06-02', valid_to: '2026-06-03' });
    const starts = ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'].map(
      (date) => on(date, 'UTC', week).windows.length,
    );
    expect(starts).toEqual([0, 1, 1, 0]);
  });
  it('finds the night that began on the date before the span, and gives it whole', () => {
    const span = { start: Date.parse('2026-06-02T05:00Z'), end: Date.parse('2026-06-02T05:01Z') };
    expect(workingWindows(daily('22:00-06:00'), 'UTC', span).map(utc)).toEqual([
      '2026-06-01T22:00Z/2026-06-02T06:00Z',
    ]);
  });
  it('leaves out windows that only touch the span', () => {
    const span = { start: Date.parse('2026-06-02T06:00Z'), end: Date.parse('2026-06-02T22:00Z') };
    expect(workingWindows(daily('22:00-06:00'), 'UTC', span)).toEqual([]);
  });
  it('refuses an unknown zone', () => {
    expect(() => workingWindows([], 'Africa/Atlantis', { start: 0, end: 1 })).toThrow(RangeError);
  });

  describe('where the clocks go forward', () => {
    it.each([
      ['begins at the change', 'Europe/London 2026-03-29 01:30-04:00', '29T01:00Z/29T03:00Z'],
      ['ends at the change', 'Europe/London 2026-03-29 00:15-01:30', '29T00:15Z/29T01:00Z'],
      ['is gone when all of it is skipped', 'Europe/London 2026-03-29 01:00-02:00', ''],
      ['is an hour shorter', 'America/New_York 2026-03-08 01:00-04:00', '08T06:00Z/08T08:00Z'],
      ['is half an hour shorter', 'Australia/Lord_Howe 2026-10-04 01:30-03:00', '03T15:00Z/03T16:00Z'],
      ['begins at half past two', 'Australia/Lord_Howe 2026-10-04 02:15-03:00', '03T15:30Z/03T16:00Z'],
      ['begins without a midnight', 'Africa/Cairo 2026-04-24 00:00-03:00', '23T22:00Z/24T00:00Z'],
      ['begins without a midnight', 'America/Santiago 2026-09-06 00:00-03:00', '06T04:00Z/06T06:00Z'],
      ['is shorter as Ramadan ends', 'Africa/Casablanca 2026-03-22 01:00-04:00', '22T01:00Z/22T03:00Z'],
      ['begins a date later', 'America/Scoresbysund 2026-03-28 23:15-02:00', '29T01:00Z/29T03:00Z'],
    ])('a window %s: %s', (_, window, expected) => {
      expect(occurrence(window)).toBe(expected);
    });
    it('shortens, moves or drops breaks in the same way', () => {
      const breakOn = (times: string) =>
        on('2026-03-29', 'Europe/London', daily('00:00-06:00', times)).breaks;
      expect(breakOn('00:30-01:30')).toEqual(['2026-03-29T00:30Z/2026-03-29T01:00Z']);
      expect(breakOn('01:30-02:30')).toEqual(['2026-03-29T01:00Z/2026-03-29T01:30Z']);
      expect(breakOn('01:15-01:45')).toEqual([]);
    });
    it('shortens a night shift in New York', () => {
      expect(on('2026-03-07', 'America/New_York', daily('22:00-06:00')).windows).toEqual([
        '2026-03-08T03:00Z/2026-03-08T10:00Z',
      ]);
    });
  });

  describe('where the clocks go back', () => {
    it.each([
      ['is an hour longer', 'Europe/London 2026-10-25 00:00-03:00', '24T23:00Z/25T03:00Z'],
      ['starts at the first reading', 'Europe/London 2026-10-25 01:30-03:00', '25T00:30Z/25T03:00Z'],
      ['ends at the second reading', 'Europe/London 2026-10-25 00:00-01:30', '24T23:00Z/25T01:30Z'],
      ['ends before both readings', 'Europe/London 2026-10-24 20:00-01:00', '24T19:00Z/25T00:00Z'],
      ['covers both readings', 'America/New_York 2026-11-01 01:15-01:45', '01T05:15Z/01T06:45Z'],
      ['is half an hour longer', 'Australia/Lord_Howe 2026-04-05 01:30-02:00', '04T14:30Z/04T15:30Z'],
      ['lasts till the second midnight', 'Africa/Cairo 2026-10-29 22:00-00:00', '29T19:00Z/29T22:00Z'],
      ['lasts till the first midnight', 'America/Havana 2026-11-01 00:00-00:00', '01T04:00Z/02T05:00Z'],
      ['is longer as Ramadan begins', 'Africa/Casablanca 2026-02-15 01:00-04:00', '15T00:00Z/15T04:00Z'],
      ['starts before a repeated evening', 'America/St_Johns 2010-11-07 00:00-02:00', '07T02:30Z/07T05:30Z'],
    ])('a window %s: %s', (_, window, expected) => {
      expect(occurrence(window)).toBe(expected);
    });
    it('lets a break cover both readings', () => {
      expect(on('2026-10-25', 'Europe/London', daily('00:00-06:00', '01:00-01:30')).breaks).toEqual([
        '2026-10-25T00:00Z/2026-10-25T01:30Z',
      ]);
    });
    it('lengthens a night shift in New York', () => {
      expect(on('2026-10-31', 'America/New_York', daily('22:00-06:00')).windows).toEqual([
        '2026-11-01T02:00Z/2026-11-01T11:00Z',
      ]);
    });
    it('finds a window of the next date that has begun before the evening is repeated', () => {
      // 23:30 for the second time, on the 6th; the window of the 7th began at 00:00, half an hour ago.
      const span = { start: Date.parse('2010-11-07T03:00Z'), end: Date.parse('2010-11-07T03:01Z') };
      expect(workingWindows(daily('00:00-02:00'), 'America/St_Johns', span).map(utc)).toEqual([
        '2010-11-07T02:30Z/2010-11-07T05:30Z',
      ]);
    });
  });

  describe('where a whole day is skipped', () => {
    const apia = (date: string, times: string) => on(date, 'Pacific/Apia', daily(times)).windows;
    it('has no windows on that day, not even a night', () => {
      expect(apia('2011-12-30', '09:00-17:00')).toEqual([]);
      expect(apia('2011-12-30', '22:00-06:00')).toEqual([]);
    });
    it('ends the night before at midnight and goes on the day after', () => {
      expect(apia('2011-12-29', '22:00-06:00')).toEqual(['2011-12-30T08:00Z/2011-12-30T10:00Z']);
      expect(apia('2011-12-31', '09:00-17:00')).toEqual(['2011-12-30T19:00Z/2011-12-31T03:00Z']);
    });
  });
});

describe('absenceInterval', () => {
  function absence(dates: string, times = '/', zone = 'UTC'): string | null {
    const [start_date = '', end_date = start_date] = dates.split('/');
    const [start_time, end_time] = times.split('/').map((time) => time || null);
    const interval = absenceInterval(
      { start_date, end_date, start_time: start_time ?? null, end_time: end_time ?? null },
      zone,
    );
    return interval && utc(interval);
  }

  it.each([
    ['covers a whole date', '2026-06-01', '/', '2026-06-01T00:00Z/2026-06-02T00:00Z'],
    ['covers both dates', '2028-02-28/2028-02-29', '/', '2028-02-28T00:00Z/2028-03-01T00:00Z'],
    ['covers a part of a date', '2026-06-01', '10:00/11:30', '2026-06-01T10:00Z/2026-06-01T11:30Z'],
    ['is one stretch', '2026-06-01/2026-06-03', '14:00/09:00', '2026-06-01T14:00Z/2026-06-03T09:00Z'],
    ['lasts till the day ends', '2026-06-01', '14:00/', '2026-06-01T14:00Z/2026-06-02T00:00Z'],
    ['begins with the day', '2026-06-01', '/14:00', '2026-06-01T00:00Z/2026-06-01T14:00Z'],
    ['passes midnight as hours do', '2026-06-01', '22:00/06:00', '2026-06-01T22:00Z/2026-06-02T06:00Z'],
    ['lasts till midnight', '2026-06-01', '14:00/00:00', '2026-06-01T14:00Z/2026-06-02T00:00Z'],
    ['is the day until midnight', '2026-06-01', '/00:00', '2026-06-01T00:00Z/2026-06-02T00:00Z'],
    ['is nothing back to front', '2026-06-03/2026-06-01', '/', null],
  ])('%s: %s %s', (_, dates, times, expected) => {
    expect(absence(dates, times)).toBe(expected);
  });

  it.each([
    ['23 hours', 'Europe/London', '2026-03-29', '/', '2026-03-29T00:00Z/2026-03-29T23:00Z'],
    ['25 hours', 'Europe/London', '2026-10-25', '/', '2026-10-24T23:00Z/2026-10-26T00:00Z'],
    ['both readings', 'Europe/London', '2026-10-25', '01:00/01:30', '2026-10-25T00:00Z/2026-10-25T01:30Z'],
    ['nothing that is skipped', 'Europe/London', '2026-03-29', '01:15/01:45', null],
    ['a day without midnight', 'Africa/Cairo', '2026-04-24', '/', '2026-04-23T22:00Z/2026-04-24T21:00Z'],
    ['till the first midnight', 'America/Havana', '2026-10-31', '/', '2026-10-31T04:00Z/2026-11-01T04:00Z'],
    ['no skipped date', 'Pacific/Apia', '2011-12-30', '/', null],
    ['around one', 'Pacific/Apia', '2011-12-29/2011-12-31', '/', '2011-12-29T10:00Z/2011-12-31T10:00Z'],
  ])('covers %s: %s %s %s', (_, zone, dates, times, expected) => {
    expect(absence(dates, times, zone)).toBe(expected);
  });
});
