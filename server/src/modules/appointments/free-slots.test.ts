import { describe, expect, it } from 'vitest';
import type { WeeklyHours } from '../doctors/weekly-hours.ts';
import type { Absence, Interval } from '../doctors/working-windows.ts';
import {
  contextRange,
  explainedStarts,
  nextFreeStarts,
  offeredStarts,
  refusalOf,
  type BookingRules,
  type DoctorSchedule,
} from './free-slots.ts';

// Monday, 1 June 2026, seen from the Friday before.
const DAY = '2026-06-01';
const RULES: BookingRules = { now: at('2026-05-29T12:00Z'), min_notice_minutes: 0, max_days_ahead: 365 };

function at(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** `09:00` on the day of these tests. */
function on(time: string): number {
  return at(`${DAY}T${time}Z`);
}

function interval(times: string): Interval {
  const [start = '', end = ''] = times.split('-');
  return { start: on(start), end: on(end) };
}

/** The same hours on every day of the week. */
function daily(times: string, breakTimes?: string): WeeklyHours[] {
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
  return Array.from({ length: 7 }, (_, day_of_week) => ({ day_of_week, ...common }));
}

function anAbsence(times?: string, dates = DAY): Absence {
  const [start_date = '', end_date = start_date] = dates.split('/');
  const [start_time = null, end_time = null] = times?.split('-') ?? [];
  return { start_date, end_date, start_time, end_time };
}

function aSchedule(hours: WeeklyHours[], more: Partial<DoctorSchedule> = {}): DoctorSchedule {
  return { time_zone: 'UTC', hours, absences: [], busy: [], ...more };
}

/** What is offered on a local date, as wall times (with the offset where `withOffset`). */
function offers(schedule: DoctorSchedule, duration: number, date = DAY, withOffset = false): string {
  const midnight = Temporal.PlainDate.from(date).toZonedDateTime(schedule.time_zone);
  const range = {
    start: midnight.epochMilliseconds,
    end: Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(schedule.time_zone).epochMilliseconds,
  };
  const rules = { ...RULES, now: range.start - 60_000 };
  const walls = offeredStarts(schedule, rules, range, duration).map((start) => {
    const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(schedule.time_zone);
    return local.toPlainTime().toString({ smallestUnit: 'minute' }) + (withOffset ? local.offset : '');
  });
  return walls.join(' ');
}

describe('offeredStarts', () => {
  it('steps by the duration from the beginning of the window', () => {
    expect(offers(aSchedule(daily('09:00-11:00')), 30)).toBe('09:00 09:30 10:00 10:30');
    expect(offers(aSchedule(daily('09:10-11:00')), 45)).toBe('09:10 09:55');
  });
  it('offers the last visit that ends with the window, and none that ends later', () => {
    expect(offers(aSchedule(daily('09:00-10:00')), 60)).toBe('09:00');
    expect(offers(aSchedule(daily('09:00-10:00')), 61)).toBe('');
  });
  it('offers 13:00 after a break that ends at 13:00', () => {
    expect(offers(aSchedule(daily('09:00-14:30', '11:45-13:00')), 45)).toBe('09:00 09:45 10:30 13:00 13:45');
  });
  it('begins again at the end of a booking', () => {
    const schedule = aSchedule(daily('09:00-12:00'), { busy: [interval('09:20-09:50')] });
    expect(offers(schedule, 30)).toBe('09:50 10:20 10:50 11:20');
  });
  it('begins again at the end of an absence', () => {
    const schedule = aSchedule(daily('09:00-12:00'), { absences: [anAbsence('08:00-10:10')] });
    expect(offers(schedule, 30)).toBe('10:10 10:40 11:10');
  });
  it('takes bookings that touch or overlap for one', () => {
    const busy = ['09:30-10:00', '10:00-10:30', '10:15-10:40'].map(interval);
    expect(offers(aSchedule(daily('09:00-12:00'), { busy }), 30)).toBe('09:00 10:40 11:10');
  });
  it('counts from the end of a booking that began before the window', () => {
    const schedule = aSchedule(daily('09:00-11:00'), { busy: [interval('08:30-09:15')] });
    expect(offers(schedule, 60)).toBe('09:15');
  });
  it('offers nothing on a day of absence', () => {
    expect(offers(aSchedule(daily('09:00-17:00'), { absences: [anAbsence()] }), 30)).toBe('');
    const week = anAbsence(undefined, '2026-05-30/2026-06-04');
    expect(offers(aSchedule(daily('09:00-17:00'), { absences: [week] }), 30)).toBe('');
  });
  it('lets no visit run over the seam of two windows that touch', () => {
    const schedule = aSchedule([...daily('09:00-10:40'), ...daily('10:40-12:00')]);
    expect(offers(schedule, 60)).toBe('09:00 10:40');
  });
  it('counts round-the-clock hours from midnight of each day', () => {
    expect(offers(aSchedule(daily('00:00-00:00')), 210)).toBe('00:00 03:30 07:00 10:30 14:00 17:30');
  });
  it('counts a night shift from its beginning, on both dates', () => {
    const schedule = aSchedule(daily('22:00-03:00'));
    expect(offers(schedule, 90)).toBe('01:00 22:00 23:30');
  });
  it('keeps the break of a night shift that lies after midnight', () => {
    expect(offers(aSchedule(daily('22:00-06:00', '02:00-02:30')), 60)).toBe(
      '00:00 01:00 02:30 03:30 04:30 22:00 23:00',
    );
  });
  it('works on a leap day', () => {
    const schedule = aSchedule(daily('23:00-01:00').filter((row) => row.day_of_week === 1));
    expect(offers(schedule, 60, '2028-02-29')).toBe('23:00');
    expect(offers(schedule, 60, '2028-03-01')).toBe('00:00');
  });
  it('offers only starts in the range, its end excluded', () => {
    const starts = (times: string) =>
      offeredStarts(aSchedule(daily('09:00-12:00')), RULES, interval(times), 30);
    expect(starts('09:30-10:30')).toEqual([on('09:30'), on('10:00')]);
    expect(starts('09:31-10:01')).toEqual([on('10:00')]);
    expect(starts('10:00-10:00')).toEqual([]);
  });
  it('does not begin the grid at now, nor at the notice', () => {
    const schedule = aSchedule(daily('09:00-11:00'));
    const rules = { ...RULES, now: on('09:10'), min_notice_minutes: 25 };
    expect(offeredStarts(schedule, rules, interval('00:00-23:00'), 30)).toEqual([on('10:00'), on('10:30')]);
  });
  it.each([0, -30, 14, 241, 30.5, Number.NaN, Infinity])('throws on a duration of %s', (duration) => {
    expect(() => offers(aSchedule(daily('09:00-17:00')), duration)).toThrow(RangeError);
  });

  describe('on days on which the clocks change', () => {
    it.each([
      ['Europe/London', '2026-03-29', '00:30-04:00', '00:30+00:00 02:30+01:00'],
      ['Europe/London', '2026-03-29', '01:30-04:00', '02:00+01:00 03:00+01:00'],
      ['Europe/London', '2026-10-25', '00:00-03:00', '00:00+01:00 01:00+01:00 01:00+00:00 02:00+00:00'],
      ['America/New_York', '2026-03-08', '01:00-04:00', '01:00-05:00 03:00-04:00'],
      ['America/New_York', '2026-11-01', '01:00-02:00', '01:00-04:00 01:00-05:00'],
      ['Africa/Cairo', '2026-04-24', '00:00-03:00', '01:00+03:00 02:00+03:00'],
      ['Africa/Cairo', '2026-10-29', '22:00-00:00', '22:00+03:00 23:00+03:00 23:00+02:00'],
      ['Australia/Lord_Howe', '2026-10-04', '01:00-04:30', '01:00+10:30 02:30+11:00 03:30+11:00'],
      ['Australia/Lord_Howe', '2026-04-05', '01:00-02:30', '01:00+11:00 01:30+10:30'],
      ['Africa/Casablanca', '2026-02-15', '02:00-04:00', '02:00+01:00 02:00+00:00 03:00+00:00'],
      ['Africa/Casablanca', '2026-03-22', '01:00-04:00', '01:00+00:00 03:00+01:00'],
      ['Pacific/Apia', '2011-12-30', '09:00-11:00', ''],
      ['Pacific/Apia', '2011-12-31', '09:00-11:00', '09:00+14:00 10:00+14:00'],
    ])('offers in %s on %s, of hours %s, exactly [%s]', (time_zone, date, times, expected) => {
      expect(offers(aSchedule(daily(times), { time_zone }), 60, date, true)).toBe(expected);
    });
    it('lets a break cover both readings of a repeated time', () => {
      const schedule = aSchedule(daily('00:00-04:00', '01:00-01:30'), { time_zone: 'Europe/London' });
      expect(offers(schedule, 60, '2026-10-25', true)).toBe('00:00+01:00 01:30+00:00 02:30+00:00');
    });
    it('lets a break of one window interrupt another that overlaps it in a repeated hour', () => {
      const hours = [...daily('00:00-01:30', '01:00-01:15'), ...daily('01:30-04:00')];
      const schedule = aSchedule(hours, { time_zone: 'Europe/London' });
      expect(offers(schedule, 60, '2026-10-25', true)).toBe('00:00+01:00 01:15+00:00 02:15+00:00');
    });
  });
});

describe('refusalOf', () => {
  const schedule = aSchedule(daily('09:00-17:00', '12:00-13:00'), {
    busy: [interval('10:00-10:30')],
    absences: [anAbsence('15:00-16:00')],
  });
  const refusal = (time: string, duration = 30, rules = RULES) =>
    refusalOf(schedule, rules, on(time), duration);

  it.each<[string, string | null, string]>([
    ['09:00', null, 'is the beginning of the window'],
    ['09:30', null, 'ends where a booking begins'],
    ['10:30', null, 'begins where a booking ends'],
    ['11:30', null, 'ends with the break'],
    ['13:00', null, 'begins after the break'],
    ['16:30', null, 'ends with the window'],
    ['08:30', 'outside_hours', 'lies before the window'],
    ['08:45', 'outside_hours', 'begins before the window'],
    ['16:45', 'outside_hours', 'ends after the window'],
    ['17:00', 'outside_hours', 'begins when the window ends'],
    ['12:15', 'in_break', 'lies in the break'],
    ['11:45', 'in_break', 'runs into the break'],
    ['12:45', 'in_break', 'begins in the break'],
    ['15:00', 'doctor_absent', 'lies in the absence'],
    ['14:45', 'doctor_absent', 'runs into the absence'],
    ['10:00', 'slot_taken', 'is booked'],
    ['09:45', 'slot_taken', 'runs into a booking'],
    ['10:15', 'slot_taken', 'begins during a booking'],
    ['09:15', 'not_offered', 'is free but between two starts'],
  ])('answers for %s: %s, which %s', (time, code) => {
    expect(refusal(time)).toBe(code);
  });
  it('refuses a start that misses the grid by a millisecond', () => {
    const around = [-1, 0, 1].map((off) => refusalOf(schedule, RULES, on('13:30') + off, 30));
    expect(around).toEqual(['not_offered', null, 'not_offered']);
  });
  it('takes what is past before everything else', () => {
    const rules = { ...RULES, now: on('20:00') };
    expect(['09:00', '10:00', '12:15', '18:00'].map((time) => refusal(time, 30, rules))).toEqual(
      Array(4).fill('in_the_past'),
    );
  });
  it('allows a start at this very moment, and not one millisecond earlier', () => {
    expect(refusal('09:00', 30, { ...RULES, now: on('09:00') })).toBeNull();
    expect(refusal('09:00', 30, { ...RULES, now: on('09:00') + 1 })).toBe('in_the_past');
  });
  it('asks for notice, and allows a start exactly at its end', () => {
    const rules = { ...RULES, now: on('08:00'), min_notice_minutes: 60 };
    expect(refusal('09:00', 30, rules)).toBeNull();
    expect(refusal('09:00', 30, { ...rules, now: rules.now + 1 })).toBe('too_soon');
  });
  it('allows a start 365 days of 24 hours ahead, and not one millisecond more', () => {
    const rules = { ...RULES, now: on('09:00') - 365 * 24 * 3_600_000 };
    expect(refusal('09:00', 30, rules)).toBeNull();
    expect(refusal('09:00', 30, { ...rules, now: rules.now - 1 })).toBe('too_far_ahead');
  });
  it('answers for the ends of time without computing them', () => {
    expect(refusalOf(schedule, RULES, 8.64e15, 30)).toBe('too_far_ahead');
    expect(refusalOf(schedule, RULES, at('9999-12-31T23:59Z'), 30)).toBe('too_far_ahead');
    expect(refusalOf(schedule, RULES, -8.64e15, 30)).toBe('in_the_past');
  });
  it('names the first of several reasons', () => {
    const everything = aSchedule(daily('09:00-17:00', '12:00-13:00'), {
      busy: [interval('08:00-18:00')],
      absences: [anAbsence()],
    });
    const codes = ['08:45', '12:00', '09:00'].map((time) => refusalOf(everything, RULES, on(time), 30));
    expect(codes).toEqual(['outside_hours', 'in_break', 'doctor_absent']);
    expect(refusalOf({ ...everything, absences: [] }, RULES, on('09:10'), 30)).toBe('slot_taken');
  });
  it('refuses a visit across the seam of two windows', () => {
    const touching = aSchedule([...daily('09:00-12:00'), ...daily('12:00-17:00')]);
    expect(refusalOf(touching, RULES, on('11:45'), 30)).toBe('outside_hours');
  });
  it('lets a visit that keeps its start lie between two starts, and nothing more', () => {
    const kept = (time: string, duration: number) =>
      refusalOf(schedule, RULES, on(time), duration, { keepsStart: true });
    expect(kept('09:15', 45)).toBeNull();
    expect(kept('09:15', 46)).toBe('slot_taken');
    expect(kept('13:30', 91)).toBe('doctor_absent');
    expect(kept('11:15', 46)).toBe('in_break');
    expect(kept('16:15', 46)).toBe('outside_hours');
  });
  it.each([0, 14, 241, 30.5])('throws on a duration of %s', (duration) => {
    expect(() => refusal('09:00', duration)).toThrow(RangeError);
  });
});

describe('explainedStarts', () => {
  it('gives every start of the empty window with its reason, and the offered ones between', () => {
    const schedule = aSchedule(daily('09:00-14:00', '12:00-12:30'), {
      busy: [interval('10:15-10:45')],
      absences: [anAbsence('13:30-14:00')],
    });
    const rules = { ...RULES, now: on('08:10'), min_notice_minutes: 60 };
    const explained = explainedStarts(schedule, rules, interval('00:00-23:00'), 30).map(
      ({ start, code }) => `${new Date(start).toISOString().slice(11, 16)} ${code}`,
    );
    expect(explained).toEqual([
      '09:00 too_soon',
      '09:30 null',
      '10:00 slot_taken',
      '10:30 slot_taken',
      '10:45 null',
      '11:00 not_offered',
      '11:15 null',
      '11:30 not_offered',
      '12:00 in_break',
      '12:30 null',
      '13:00 null',
      '13:30 doctor_absent',
    ]);
  });
});

describe('nextFreeStarts', () => {
  const schedule = aSchedule(daily('09:00-11:00'), { busy: [interval('09:00-10:00')] });
  it('gives the first free starts from the wanted time on', () => {
    const range = { start: on('09:30'), end: on('09:30') + 7 * 24 * 3_600_000 };
    const expected = [on('10:00'), at('2026-06-02T09:00Z'), at('2026-06-02T10:00Z')];
    expect(nextFreeStarts(schedule, RULES, range, 60, 3)).toEqual(expected);
  });
  it('gives fewer when the range has no more', () => {
    expect(nextFreeStarts(schedule, RULES, interval('00:00-23:00'), 60, 3)).toEqual([on('10:00')]);
  });
});

describe('contextRange', () => {
  it('reaches from the local date before to the end of the longest visit', () => {
    const context = contextRange(interval('06:00-18:00'), 'Africa/Nairobi');
    expect(context).toEqual({
      start: at('2026-05-31T00:00+03:00'),
      end: on('22:00'),
      first_date: '2026-05-30',
      last_date: '2026-06-03',
    });
  });
});
