import { expect, test } from 'vitest';
import { offersFor } from './offers.ts';

const at = (time: string) => `2026-12-01T${time}:00Z`;
const free = (start: string, end: string) => ({ start: at(start), end: at(end), local_start: at(start) });
const visit = (id: string, time: string, duration = 30) => ({ id, appointment_datetime: at(time), duration });

test('each visit is offered the first free time after its own, none twice', () => {
  const times = [free('08:00', '08:30'), free('10:00', '10:30'), free('10:30', '11:00')];
  const offers = offersFor(
    [visit('late', '09:30'), visit('early', '09:00'), visit('third', '09:45')],
    () => times,
  );
  expect([...offers]).toEqual([
    ['early', at('10:00')],
    ['late', at('10:30')],
  ]);
});

test('times for visits of other lengths do not overlap those that are offered', () => {
  const byLength: Record<number, ReturnType<typeof free>[]> = {
    30: [free('10:00', '10:30')],
    60: [free('10:00', '11:00'), free('10:30', '11:30')],
  };
  const offers = offersFor(
    [visit('short', '09:00'), visit('long', '09:30', 60)],
    (length) => byLength[length] ?? [],
  );
  expect(offers.get('long')).toBe(at('10:30'));
});
