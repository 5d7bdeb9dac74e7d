import { describe, expect, it } from 'vitest';
import { documentLabels } from './labels.ts';
import { ageOn } from './printable-record.ts';

describe('an age', () => {
  it.each([
    ['1990-05-03', { count: 36, unit: 'years' }, '36 years', 'miaka 36', '36 ans'],
    ['2025-12-02', { count: 11, unit: 'months' }, '11 months', 'miezi 11', '11 mois'],
    ['2024-12-02', { count: 23, unit: 'months' }, '23 months', 'miezi 23', '23 mois'],
    ['2024-12-01', { count: 2, unit: 'years' }, '2 years', 'miaka 2', '2 ans'],
    ['2026-11-01', { count: 1, unit: 'months' }, '1 month', 'mwezi 1', '1 mois'],
    ['2026-11-02', { count: 29, unit: 'days' }, '29 days', 'siku 29', '29 jours'],
    ['2026-11-30', { count: 1, unit: 'days' }, '1 day', 'siku 1', '1 jour'],
    ['2026-12-01', { count: 0, unit: 'days' }, '0 days', 'siku 0', '0 jour'],
    ['2027-01-01', { count: 0, unit: 'days' }, '0 days', 'siku 0', '0 jour'],
  ] as const)('of somebody born on %s', (born, age, en, sw, fr) => {
    expect(ageOn('2026-12-01', born)).toEqual(age);
    const said = [documentLabels.en, documentLabels.sw, documentLabels.fr].map(({ age_of }) => age_of(age));
    expect(said).toEqual([en, sw, fr]);
  });

  it('counts leap days', () => {
    expect(ageOn('2026-02-28', '2024-02-29')).toEqual({ count: 23, unit: 'months' });
    expect(ageOn('2026-03-01', '2024-02-29')).toEqual({ count: 2, unit: 'years' });
  });
});
