/** Test support: random schedules and wishes, mostly around days on which clocks change. */

import fc from 'fast-check';
import type { WeeklyHours } from '../doctors/weekly-hours.ts';
import type { Absence } from '../doctors/working-windows.ts';
import { DAY, MINUTE, worlds, type Case } from './free-slots.oracle.ts';

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const percent = fc.integer({ min: 0, max: 100 });
const minutesAround = (hours: number) => fc.integer({ min: -hours * 60, max: hours * 60 });
// Most clocks change between midnight and 04:00, so that is where edges are most often put.
const timeOfDay = fc
  .oneof(fc.integer({ min: 0, max: 48 }), fc.integer({ min: 0, max: 287 }))
  .map((n) => n * 5);

/** One row with any times, with or without a break inside. Rows may overlap: the law holds nevertheless. */
const anyHours = (dateAt: (days: number) => string, weekday: number): fc.Arbitrary<WeeklyHours> =>
  fc
    .record({
      day: fc.integer({ min: -1, max: 1 }),
      start: timeOfDay,
      end: timeOfDay,
      pause: orNull(fc.tuple(percent, percent)),
      from: orNull(fc.integer({ min: -2, max: 1 })),
      to: orNull(fc.integer({ min: -1, max: 2 })),
      is_active: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    })
    .map(({ day, start, end, pause, from, to, is_active }) => {
      const length = (end - start + 1440) % 1440 || 1440;
      const [a = 0, b = 0] = (pause ?? [])
        .map((part) => Math.round((part * length) / 500) * 5)
        .sort((x, y) => x - y);
      const hasBreak = pause !== null && a < b && b - a < 1440;
      return {
        day_of_week: (weekday + day + 7) % 7,
        start_time: clock(start),
        end_time: clock(end),
        break_start: hasBreak ? clock(start + a) : null,
        break_end: hasBreak ? clock(start + b) : null,
        is_active,
        valid_from: from === null ? null : dateAt(from),
        valid_to: to === null ? null : dateAt(to),
      };
    });

const anyCase: fc.Arbitrary<Case> = fc.constantFrom(...worlds).chain((world) => {
  const date = Temporal.PlainDate.from(world.date);
  const dateAt = (days: number) => date.add({ days }).toString();
  const anyAbsence: fc.Arbitrary<Absence> = fc
    .record({
      day: fc.integer({ min: -2, max: 1 }),
      days: fc.integer({ min: 0, max: 2 }),
      from: orNull(timeOfDay),
      to: orNull(timeOfDay),
    })
    .map(({ day, days, from, to }) => ({
      start_date: dateAt(day),
      end_date: dateAt(day + (from === null && to === null ? 0 : days)),
      start_time: from === null ? null : clock(from),
      end_time: to === null ? null : clock(to),
    }));
  const anyBooking = fc.tuple(minutesAround(40), fc.integer({ min: 5, max: 240 })).map(([offset, length]) => {
    const start = world.noon + offset * MINUTE;
    return { start, end: start + length * MINUTE };
  });
  return fc.record({
    world: fc.constant(world),
    schedule: fc.record({
      time_zone: fc.constant(world.zone),
      hours: fc.array(anyHours(dateAt, date.dayOfWeek - 1), { minLength: 1, maxLength: 6, size: 'max' }),
      absences: fc.array(anyAbsence, { maxLength: 2 }),
      busy: fc.array(anyBooking, { maxLength: 8, size: 'max' }),
    }),
    rules: fc.record({
      now: fc.oneof(
        fc.constant(world.noon - 3 * DAY),
        minutesAround(48).map((offset) => world.noon + offset * MINUTE),
      ),
      min_notice_minutes: fc.constantFrom(0, 0, 45, 24 * 60),
      max_days_ahead: fc.constantFrom(365, 365, 1),
    }),
    range: fc.tuple(minutesAround(30), fc.integer({ min: 1, max: 36 * 60 })).map(([from, length]) => ({
      start: world.noon + from * MINUTE,
      end: world.noon + (from + length) * MINUTE,
    })),
    duration: fc.oneof(fc.constantFrom(15, 20, 30, 45, 60), fc.integer({ min: 15, max: 240 })),
  });
});

/** Worlds are large; a failing case prints without its walls. */
export const caseIn = anyCase.map((found) => ({
  ...found,
  toString: () => JSON.stringify({ ...found, world: [found.world.zone, found.world.date] }),
}));
