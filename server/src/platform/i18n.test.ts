import { describe, expect, it } from 'vitest';
import { formatDate, formatInstant, LOCALES } from './i18n.ts';

describe('an instant in words', () => {
  it.each([
    ['en', 'Africa/Nairobi', '2026-12-01T06:30:00Z', 'Tuesday, 1 December 2026, 09:30 (GMT+3)'],
    ['en', 'Europe/London', '2026-07-01T08:00:00Z', 'Wednesday, 1 July 2026, 09:00 (BST)'],
    ['fr', 'Africa/Nairobi', '2026-12-01T21:30:00Z', 'mercredi 2 décembre 2026, 00:30 (UTC+3)'],
    ['sw', 'Africa/Nairobi', '2026-12-01T06:30:00Z', 'Jumanne, 1 Desemba 2026, 09:30 (GMT +3)'],
  ] as const)('in %s and %s', (locale, zone, instant, words) => {
    expect(formatInstant(instant, locale, zone)).toBe(words);
  });

  it('is there in every language', () => {
    for (const locale of LOCALES) expect(formatDate('2028-02-29', locale)).toMatch(/29.*2028/);
  });
});
