import { expect, test } from 'vitest';
import { curveOf } from './curve.ts';

const day = (number: number) => `2026-12-0${number}T07:00:00Z`;

test('time runs to the right and more is higher, with a margin for the dot', () => {
  const measures = [
    { at: day(1), values: [70] },
    { at: day(2), values: [75] },
    { at: day(3), values: [80] },
  ];
  expect(curveOf(measures, 100, 40)).toEqual([{ path: 'M5 35L50 20L95 5', end: { x: 95, y: 5 } }]);
});

test('both blood pressures run by one scale', () => {
  const measures = [
    { at: day(1), values: [120, 80] },
    { at: day(2), values: [100, 80] },
  ];
  expect(curveOf(measures, 100, 50).map(({ path }) => path)).toEqual(['M5 5L95 25', 'M5 45L95 45']);
});

test('what stays the same runs through the middle', () => {
  const measures = [
    { at: day(1), values: [37] },
    { at: day(2), values: [37] },
  ];
  expect(curveOf(measures, 100, 40)[0]?.path).toBe('M5 20L95 20');
});
