import { expect, test } from 'vitest';
import { measuredSigns, weightOf } from './record-words.ts';

test('the two blood pressures are one sign, and one alone shows that the other is missing', () => {
  const both = measuredSigns({ systolic: 128, diastolic: 82, heart_rate: 74 }, String);
  expect(both).toEqual([
    { sign: 'blood_pressure', value: '128/82' },
    { sign: 'heart_rate', value: '74' },
  ]);
  expect(measuredSigns({ systolic: 128, diastolic: null }, String)).toEqual([
    { sign: 'blood_pressure', value: '128/–' },
  ]);
});

test('what was not measured is not shown, and zero is not taken for it', () => {
  expect(measuredSigns({ heart_rate: null }, String)).toEqual([]);
  expect(measuredSigns({ temperature_c: 0 }, String)).toEqual([{ sign: 'temperature_c', value: '0' }]);
});

test('a flag says whether a result is to be looked at or to be acted on', () => {
  expect(
    [null, 'normal', 'high', 'abnormal', 'critical', 'critical_low'].map((flag) => weightOf(flag as 'low')),
  ).toEqual(['none', 'none', 'notable', 'notable', 'critical', 'critical']);
});
