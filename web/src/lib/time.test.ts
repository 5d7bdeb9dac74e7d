import { describe, expect, it } from 'vitest';
import { instantAt } from './time.ts';

describe('the instant of a wall time', () => {
  it.each([
    ['Africa/Nairobi', '2026-12-02', '09:30', '2026-12-02T06:30:00.000Z'],
    ['Europe/London', '2026-07-01', '09:30', '2026-07-01T08:30:00.000Z'],
    ['Pacific/Apia', '2026-12-02', '00:00', '2026-12-01T11:00:00.000Z'],
    ['America/New_York', '2026-03-08', '12:00', '2026-03-08T16:00:00.000Z'],
  ])('is known in %s', (zone, day, time, instant) => {
    expect(instantAt(zone, day, time)).toBe(instant);
  });

  it('is the first where the clock is set back', () => {
    expect(instantAt('America/New_York', '2026-11-01', '01:30')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('is none where the clock is set forward, and for what is no time', () => {
    expect(instantAt('America/New_York', '2026-03-08', '02:30')).toBeUndefined();
    expect(instantAt('Africa/Nairobi', '2026-12-02', '')).toBeUndefined();
  });
});
