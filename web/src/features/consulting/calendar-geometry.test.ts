import { expect, test } from 'vitest';
import type { AvailabilitySlot, Unavailability } from '../../api/generated/types.gen.ts';
import { absencesOn, hoursOn, inLanes, nearest, rangeOf } from './calendar-geometry.ts';

const TUESDAY = '2026-12-01';

function aSlot(changes: Partial<AvailabilitySlot>): AvailabilitySlot {
  return {
    id: 's',
    doctor_id: 'd',
    day_of_week: 1,
    start_time: '08:00',
    end_time: '17:00',
    break_start: null,
    break_end: null,
    is_active: true,
    valid_from: null,
    valid_to: null,
    ...changes,
  };
}
const anAbsence = (changes: Partial<Unavailability>): Unavailability => ({
  id: 'a',
  doctor_id: 'd',
  start_date: TUESDAY,
  end_date: TUESDAY,
  start_time: null,
  end_time: null,
  ...changes,
});

test('hours of a day have no break in them', () => {
  expect(hoursOn(TUESDAY, [aSlot({ break_start: '12:00', break_end: '13:00' })])).toEqual([
    { from: 480, to: 720 },
    { from: 780, to: 1020 },
  ]);
});

test('a night belongs to two days', () => {
  const night = [aSlot({ start_time: '22:00', end_time: '06:00', break_start: '02:00', break_end: '02:30' })];
  expect(hoursOn(TUESDAY, night)).toEqual([{ from: 1320, to: 1440 }]);
  expect(hoursOn('2026-12-02', night)).toEqual([
    { from: 0, to: 120 },
    { from: 150, to: 360 },
  ]);
});

test.each([
  ['of another day', { day_of_week: 2 }],
  ['that is paused', { is_active: false }],
  ['that begins later', { valid_from: '2026-12-02' }],
  ['that has ended', { valid_to: '2026-11-30' }],
])('a window %s does not count', (_, changes) => {
  expect(hoursOn(TUESDAY, [aSlot(changes)])).toEqual([]);
});

test('an absence takes whole days between its first and its last', () => {
  const trip = anAbsence({
    end_date: '2026-12-03',
    start_time: '13:00',
    end_time: '10:00',
    reason: 'Training',
  });
  const on = (day: string) => absencesOn(day, [trip]).map(({ from, to }) => [from, to]);
  expect([on('2026-11-30'), on(TUESDAY), on('2026-12-02'), on('2026-12-03')]).toEqual([
    [],
    [[780, 1440]],
    [[0, 1440]],
    [[0, 600]],
  ]);
});

test('whole hours are shown around what there is', () => {
  expect(
    rangeOf([
      { from: 500, to: 510 },
      { from: 700, to: 1001 },
    ]),
  ).toEqual({ from: 480, to: 1020 });
  expect(rangeOf([])).toEqual({ from: 480, to: 1020 });
});

test('what shares time stands side by side, what follows has the whole width again', () => {
  const lanes = inLanes([
    { id: 'c', from: 60, to: 90 },
    { id: 'a', from: 0, to: 30 },
    { id: 'b', from: 15, to: 60 },
  ]);
  expect(lanes.map(({ id, lane, lanes: count }) => [id, lane, count])).toEqual([
    ['a', 0, 2],
    ['b', 1, 2],
    ['c', 0, 1],
  ]);
});

test('the offered time that is nearest is meant', () => {
  const times = ['08:00', '09:00', '14:00'].map((time) => ({ local_start: `2026-12-01T${time}:00+03:00` }));
  expect(nearest(times, 9 * 60 + 29)?.local_start).toContain('09:00');
  expect(nearest([], 600)).toBeUndefined();
});
