import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallSpans, weeklyHoursProblems, type WeeklyHours } from './weekly-hours.ts';

const MONDAY = 0;
const TUESDAY = 1;
const SATURDAY = 5;
const SUNDAY = 6;

function aWindow(day_of_week: number, times: string, more: Partial<WeeklyHours> = {}): WeeklyHours {
  const [start_time = '', end_time = ''] = times.split('-');
  return {
    day_of_week,
    start_time,
    end_time,
    break_start: null,
    break_end: null,
    is_active: true,
    valid_from: null,
    valid_to: null,
    ...more,
  };
}

function withBreak(times: string, breakTimes: string): WeeklyHours {
  const [break_start = '', break_end = ''] = breakTimes.split('-');
  return aWindow(MONDAY, times, { break_start, break_end });
}

/** `index field` of each problem. */
function complaints(...week: WeeklyHours[]): string[] {
  return weeklyHoursProblems(week).map(({ index, field }) => `${index} ${field}`);
}

describe('wallSpans', () => {
  const hours = (span: { start: number; end: number } | null) => span && [span.start / 3600, span.end / 3600];

  it.each([
    ['09:00-17:00', '12:00-13:00', [9, 17], [12, 13]],
    ['09:00:00-17:00:00', '12:00:00-12:30:00', [9, 17], [12, 12.5]],
    ['22:00-06:00', '02:00-02:30', [22, 30], [26, 26.5]],
    ['22:00-06:00', '23:45-00:15', [22, 30], [23.75, 24.25]],
    ['22:00-06:00', '22:00-06:00', [22, 30], [22, 30]],
    ['16:00-00:00', '23:00-00:00', [16, 24], [23, 24]],
    ['00:00-00:00', '00:00-01:00', [0, 24], [0, 1]],
  ])('reads %s with a break %s', (times, breakTimes, window, pause) => {
    const spans = wallSpans(withBreak(times, breakTimes));
    expect(hours(spans.window)).toEqual(window);
    expect(hours(spans.pause)).toEqual(pause);
  });

  it('takes half a break for none', () => {
    expect(wallSpans(aWindow(MONDAY, '09:00-17:00', { break_start: '12:00' })).pause).toBeNull();
  });
});

describe('weeklyHoursProblems', () => {
  it('finds nothing wrong with a full, ordinary week', () => {
    const week = [0, 1, 2, 3, 4].flatMap((day) => [
      aWindow(day, '08:00-12:00', { break_start: '10:00', break_end: '10:15' }),
      aWindow(day, '13:00-17:00'),
      aWindow(day, '22:00-06:00', { break_start: '02:00', break_end: '02:30' }),
    ]);
    expect(weeklyHoursProblems(week)).toEqual([]);
  });

  it('says what is wrong and where', () => {
    expect(weeklyHoursProblems([aWindow(MONDAY, '08:00-12:00'), aWindow(MONDAY, '11:00-13:00')])).toEqual([
      { index: 1, field: 'start_time', message: 'overlaps the window from 08:00 to 12:00 of day_of_week 0' },
    ]);
  });

  describe('a single window', () => {
    it('refuses a window that ends when it starts, however it is written', () => {
      expect(complaints(aWindow(MONDAY, '09:00-09:00:00'))).toEqual(['0 end_time']);
    });
    it('says so once, even where such a window lies inside another', () => {
      expect(complaints(aWindow(MONDAY, '08:00-12:00'), aWindow(MONDAY, '09:00-09:00'))).toEqual([
        '1 end_time',
      ]);
    });
    it('names the half of a break that is missing', () => {
      expect(complaints(aWindow(MONDAY, '09:00-17:00', { break_start: '12:00' }))).toEqual(['0 break_end']);
      expect(complaints(aWindow(MONDAY, '09:00-17:00', { break_end: '12:00' }))).toEqual(['0 break_start']);
    });
    it.each([
      ['before the window', '09:00-17:00', '07:00-08:00', '0 break_start'],
      ['across the beginning', '09:00-17:00', '08:30-09:30', '0 break_start'],
      ['across the end', '09:00-17:00', '16:30-17:30', '0 break_end'],
      ['after the window', '09:00-17:00', '17:00-18:00', '0 break_start'],
      ['without length', '09:00-17:00', '12:00-12:00', '0 break_end'],
      ['back to front', '09:00-17:00', '13:00-12:00', '0 break_end'],
      ['in the day of a night window', '22:00-06:00', '12:00-13:00', '0 break_start'],
      ['across the end of a night window', '22:00-06:00', '05:30-06:30', '0 break_end'],
    ])('refuses a break %s', (_, times, breakTimes, complaint) => {
      expect(complaints(withBreak(times, breakTimes))).toEqual([complaint]);
    });
    it.each([
      ['09:00-17:00', '09:00-09:30'],
      ['09:00-17:00', '16:30-17:00'],
      ['22:00-06:00', '22:30-23:00'],
      ['22:00-06:00', '23:30-00:30'],
      ['22:00-06:00', '05:30-06:00'],
      ['16:00-00:00', '23:30-00:00'],
    ])('allows in %s a break %s', (times, breakTimes) => {
      expect(complaints(withBreak(times, breakTimes))).toEqual([]);
    });
    it('refuses valid_to before valid_from, and allows one single day', () => {
      const valid = (valid_from: string, valid_to: string) =>
        aWindow(MONDAY, '09:00-17:00', { valid_from, valid_to });
      expect(complaints(valid('2026-03-02', '2026-03-01'))).toEqual(['0 valid_to']);
      expect(complaints(valid('2026-03-02', '2026-03-02'))).toEqual([]);
    });
    it('checks an inactive window too', () => {
      expect(complaints({ ...withBreak('09:00-17:00', '07:00-08:00'), is_active: false })).toEqual([
        '0 break_start',
      ]);
    });
  });

  describe('windows that overlap', () => {
    it('allows windows that touch', () => {
      expect(complaints(aWindow(MONDAY, '08:00-12:00'), aWindow(MONDAY, '12:00-17:00'))).toEqual([]);
    });
    it('allows the same times on different days', () => {
      expect(complaints(aWindow(MONDAY, '08:00-12:00'), aWindow(TUESDAY, '08:00-12:00'))).toEqual([]);
    });
    it('refuses the same window twice', () => {
      const twice = aWindow(MONDAY, '08:00-12:00');
      expect(complaints(twice, twice)).toEqual(['1 start_time']);
    });
    it('refuses a window inside another', () => {
      expect(complaints(aWindow(MONDAY, '10:00-11:00'), aWindow(MONDAY, '08:00-12:00'))).toEqual([
        '1 start_time',
      ]);
    });
    it('refuses a night window that reaches into the next morning', () => {
      const night = aWindow(MONDAY, '22:00-06:00');
      expect(complaints(night, aWindow(TUESDAY, '05:59-12:00'))).toEqual(['1 start_time']);
      expect(complaints(aWindow(TUESDAY, '05:59-12:00'), night)).toEqual(['1 start_time']);
      expect(complaints(night, aWindow(TUESDAY, '06:00-12:00'))).toEqual([]);
      expect(complaints(night, aWindow(MONDAY, '00:00-06:00'))).toEqual([]);
    });
    it('refuses a night of Sunday that reaches into Monday', () => {
      expect(complaints(aWindow(MONDAY, '05:00-12:00'), aWindow(SUNDAY, '22:00-06:00'))).toEqual([
        '1 start_time',
      ]);
      expect(complaints(aWindow(SUNDAY, '22:00-00:00'), aWindow(MONDAY, '00:00-12:00'))).toEqual([]);
    });
    it('ignores inactive windows', () => {
      const off = aWindow(MONDAY, '08:00-12:00', { is_active: false });
      expect(complaints(aWindow(MONDAY, '08:00-12:00'), off)).toEqual([]);
    });
    it('reports each clash on the later window of the list', () => {
      const [a, b, c] = ['08:00-10:00', '09:00-12:00', '11:00-13:00'].map((times) => aWindow(MONDAY, times));
      expect(complaints(a!, b!, c!)).toEqual(['1 start_time', '2 start_time']);
    });
  });

  describe('windows with dates', () => {
    // 2026-03-02 is a Monday.
    it('allows new hours from the day after the old ones end', () => {
      const old = aWindow(MONDAY, '08:00-12:00', { valid_to: '2026-03-31' });
      expect(complaints(old, aWindow(MONDAY, '08:00-12:00', { valid_from: '2026-04-01' }))).toEqual([]);
    });
    it('refuses hours that share one date', () => {
      const old = aWindow(MONDAY, '08:00-12:00', { valid_to: '2026-03-02' });
      const clash = aWindow(MONDAY, '08:00-12:00', { valid_from: '2026-03-02' });
      expect(complaints(old, clash)).toEqual(['1 start_time']);
    });
    it('allows hours that share only dates on which neither runs', () => {
      const old = aWindow(MONDAY, '08:00-12:00', { valid_to: '2026-03-08' });
      const next = aWindow(MONDAY, '08:00-12:00', { valid_from: '2026-03-03' });
      expect(complaints(old, next)).toEqual([]);
    });
    it('knows that the last night runs on into the date after valid_to', () => {
      const night = aWindow(MONDAY, '22:00-06:00', { valid_to: '2026-03-02' });
      expect(complaints(night, aWindow(TUESDAY, '05:00-12:00', { valid_from: '2026-03-03' }))).toEqual([
        '1 start_time',
      ]);
      expect(complaints(night, aWindow(TUESDAY, '05:00-12:00', { valid_from: '2026-03-04' }))).toEqual([]);
    });
    it('knows that the first night does not run on the morning of valid_from', () => {
      const night = aWindow(SUNDAY, '22:00-06:00', { valid_from: '2026-03-02' });
      expect(complaints(night, aWindow(MONDAY, '05:00-12:00', { valid_to: '2026-03-02' }))).toEqual([]);
      expect(complaints(night, aWindow(MONDAY, '05:00-12:00', { valid_to: '2026-03-09' }))).toEqual([
        '1 start_time',
      ]);
    });
    it('minds leap days', () => {
      // 2028-02-29 is a Tuesday.
      const before = aWindow(MONDAY, '22:00-06:00', { valid_to: '2028-02-28' });
      const leapDay = { valid_from: '2028-02-29', valid_to: '2028-02-29' };
      expect(complaints(before, aWindow(TUESDAY, '05:00-12:00', leapDay))).toEqual(['1 start_time']);
    });
    it('never lets a window that is valid on no date clash', () => {
      const never = aWindow(MONDAY, '08:00-12:00', { valid_from: '2026-03-03', valid_to: '2026-03-02' });
      expect(complaints(aWindow(MONDAY, '08:00-12:00'), never)).toEqual(['1 valid_to']);
    });
  });

  it('finds a clash exactly when some half hour of six weeks is worked twice', () => {
    const clock = fc.integer({ min: 0, max: 47 });
    const show = (slot: number) => `${String(slot >> 1).padStart(2, '0')}:${slot % 2 === 0 ? '00' : '30'}`;
    const day = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
    const epoch = Temporal.PlainDate.from('2026-03-02');
    const dateOf = (days: number | null) => (days === null ? null : epoch.add({ days }).toString());
    const window = fc
      .record({
        weekday: fc.constantFrom(MONDAY, TUESDAY, SATURDAY, SUNDAY),
        start: clock,
        end: clock,
        from: day,
        to: day,
      })
      .filter(({ start, end, from, to }) => start !== end && (from === null || to === null || from <= to));

    fc.assert(
      fc.property(fc.array(window, { minLength: 2, maxLength: 3 }), (windows) => {
        const week = windows.map(({ weekday, start, end, from, to }) =>
          aWindow(weekday, `${show(start)}-${show(end)}`, { valid_from: dateOf(from), valid_to: dateOf(to) }),
        );
        const worked = windows.flatMap(({ weekday, start, end, from, to }) =>
          Array.from({ length: 42 }, (_, index) => index - 7)
            .filter((date) => (date + 7) % 7 === weekday && date >= (from ?? -7) && date <= (to ?? 34))
            .flatMap((date) =>
              Array.from({ length: (end - start + 48) % 48 }, (_, slot) => date * 48 + start + slot),
            ),
        );
        const isWorkedTwice = new Set(worked).size < worked.length;
        expect(weeklyHoursProblems(week).length > 0).toBe(isWorkedTwice);
      }),
      { numRuns: 1000 },
    );
  });
});
