import { expect, test } from 'vitest';
import type { AvailabilitySlot } from '../../api/generated/types.gen.ts';
import { copiedTo, inputOf, minutesOf, newWindow, passesMidnight, windowsOf } from './week-form.ts';

function aSlot(
  day_of_week: number,
  start_time: string,
  end_time: string,
  changes: Partial<AvailabilitySlot> = {},
) {
  return {
    id: `${day_of_week} ${start_time}`,
    doctor_id: 'd',
    day_of_week,
    start_time,
    end_time,
    break_start: null,
    break_end: null,
    is_active: true,
    valid_from: null,
    valid_to: null,
    ...changes,
  };
}

test('a week that nobody has touched is sent as it came, in order', () => {
  const week = windowsOf([
    aSlot(2, '13:00:00', '17:00:00'),
    aSlot(0, '08:00', '12:00', { break_start: '10:00', break_end: '10:15', valid_from: '2026-12-01' }),
    aSlot(2, '08:00', '12:00'),
  ]);
  expect(
    inputOf(week).map(({ day_of_week, start_time, break_start, valid_from }) => [
      day_of_week,
      start_time,
      break_start,
      valid_from,
    ]),
  ).toEqual([
    [0, '08:00', '10:00', '2026-12-01'],
    [2, '08:00', null, null],
    [2, '13:00', null, null],
  ]);
});

test('a new window begins where the day ends so far', () => {
  const week = windowsOf([aSlot(0, '08:00', '12:00'), aSlot(1, '22:00', '06:00')]);
  expect(newWindow(week, 0)).toMatchObject({ day_of_week: 0, start_time: '12:00', end_time: '18:00' });
  expect(newWindow(week, 1)).toMatchObject({ start_time: '', end_time: '' });
  expect(newWindow(week, 2)).toMatchObject({ start_time: '08:00', end_time: '17:00' });
});

test('a day is copied in place of what the others had', () => {
  const week = windowsOf([
    aSlot(0, '08:00', '12:00'),
    aSlot(1, '09:00', '10:00'),
    aSlot(6, '10:00', '11:00'),
  ]);
  const copied = inputOf(copiedTo(week, 0, [0, 1, 2]));
  expect(copied.map(({ day_of_week, start_time }) => [day_of_week, start_time])).toEqual([
    [0, '08:00'],
    [1, '08:00'],
    [2, '08:00'],
    [6, '10:00'],
  ]);
});

test('a night shift passes midnight; a day that ends at midnight does not', () => {
  expect(passesMidnight({ start_time: '22:00', end_time: '06:00' })).toBe(true);
  expect(passesMidnight({ start_time: '16:00', end_time: '00:00' })).toBe(false);
  expect(passesMidnight({ start_time: '08:00', end_time: '' })).toBe(false);
});

test('the hours of a week: breaks taken off, nights counted, switched off windows not', () => {
  const week = windowsOf([
    aSlot(0, '08:00', '17:00', { break_start: '12:00', break_end: '13:00' }),
    aSlot(1, '22:00', '06:00'),
    aSlot(2, '08:00', '17:00', { is_active: false }),
  ]);
  expect(minutesOf(week)).toBe(16 * 60);
});
