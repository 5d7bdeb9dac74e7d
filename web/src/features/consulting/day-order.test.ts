import { expect, test } from 'vitest';
import { nextOf, standingOf, stepsOf, tallyOf, type DayVisit } from './day-order.ts';

const NOON = Date.parse('2026-12-01T09:00:00Z');
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();

function aVisit(minutes: number, changes: Partial<DayVisit> = {}): DayVisit {
  return {
    id: `at ${minutes}`,
    status: 'confirmed',
    appointment_datetime: at(minutes),
    appointment_end_time: at(minutes + 30),
    arrived_at: null,
    is_urgent: false,
    ...changes,
  };
}

test.each([
  ['somebody who is here waits, even before the time', aVisit(20, { arrived_at: at(-5) }), 'waiting'],
  ['somebody who is here waits, even long after the time', aVisit(-40, { arrived_at: at(-50) }), 'waiting'],
  ['four minutes are not late', aVisit(-4), 'coming'],
  ['five minutes are late', aVisit(-5), 'late'],
  [
    'what has begun is no longer waited for',
    aVisit(-5, { status: 'in_progress', arrived_at: at(-9) }),
    'in_progress',
  ],
  ['a cancelled visit is off', aVisit(30, { status: 'cancelled' }), 'off'],
  ['who has not come is off', aVisit(-30, { status: 'no_show' }), 'off'],
  ['a completed visit is done', aVisit(-60, { status: 'completed' }), 'done'],
])('%s', (_, visit, standing) => {
  expect(standingOf(visit, NOON, true)).toBe(standing);
});

test('on other days nobody is late or waits: a visit comes, or nobody has noted what became of it', () => {
  expect(standingOf(aVisit(24 * 60), NOON, false)).toBe('coming');
  expect(standingOf(aVisit(-24 * 60, { arrived_at: at(-24 * 60) }), NOON, false)).toBe('unsettled');
});

test('the next is who waits with the earliest time, before anybody who is not here', () => {
  const day = [aVisit(-20), aVisit(15, { arrived_at: at(-30) }), aVisit(0, { arrived_at: at(-1) })];
  expect(nextOf(day, NOON, true)?.id).toBe('at 0');
});

test('an urgent visit that waits goes first; an urgent one that is not here does not', () => {
  const urgent = aVisit(60, { arrived_at: at(-1), is_urgent: true });
  expect(nextOf([aVisit(0, { arrived_at: at(-10) }), urgent], NOON, true)).toBe(urgent);
  expect(nextOf([aVisit(30), aVisit(60, { is_urgent: true })], NOON, true)?.id).toBe('at 30');
});

test('with nobody here the next is whom the clock brings; a day that is over has none', () => {
  expect(nextOf([aVisit(-90, { status: 'completed' }), aVisit(45), aVisit(15)], NOON, true)?.id).toBe(
    'at 15',
  );
  expect(nextOf([aVisit(-90, { status: 'completed' })], NOON, true)).toBeUndefined();
  expect(nextOf([aVisit(24 * 60)], NOON, false)).toBeUndefined();
});

test('the tally counts every visit once', () => {
  const day = [
    aVisit(-60, { status: 'completed' }),
    aVisit(-20),
    aVisit(0, { arrived_at: at(-3) }),
    aVisit(30),
    aVisit(60),
  ];
  expect(tallyOf(day, NOON, true)).toEqual({
    in_progress: 0,
    waiting: 1,
    late: 1,
    coming: 2,
    unsettled: 0,
    done: 1,
    off: 0,
  });
});

test.each([
  [
    'a booked visit to come is confirmed first',
    aVisit(30, { status: 'scheduled' }),
    ['confirmed', 'in_progress'],
  ],
  ['a confirmed one can only begin', aVisit(30), ['in_progress']],
  [
    'who waits is called in first',
    aVisit(5, { status: 'rescheduled', arrived_at: at(-2) }),
    ['in_progress', 'confirmed'],
  ],
  ['who is late may not have come', aVisit(-10), ['in_progress', 'no_show']],
  ['what is in progress can be completed', aVisit(-10, { status: 'in_progress' }), ['completed']],
  ['what is completed stays so', aVisit(-10, { status: 'completed' }), []],
])('%s', (_, visit, steps) => {
  expect(stepsOf(visit, NOON, true)).toEqual(steps);
});

test('on another day a visit is confirmed before, and can only have been missed after', () => {
  expect(stepsOf(aVisit(24 * 60, { status: 'scheduled' }), NOON, false)).toEqual(['confirmed']);
  expect(stepsOf(aVisit(-24 * 60), NOON, false)).toEqual(['no_show']);
});
