import { describe, expect, it } from 'vitest';
import type { Column, PlacedVisit } from './board-geometry.ts';
import { neighbourOf, type Direction } from './board-steps.ts';

/** Visits by their names, each `name@hour`. */
function aColumn(...visits: string[]): Column {
  const placed = visits.map((text) => {
    const [id, hour] = text.split('@');
    return { visit: { id }, start: Number(hour) } as unknown as PlacedVisit;
  });
  return { doctor: {}, hours: [], absences: [], visits: placed } as unknown as Column;
}

const board = [
  aColumn(),
  aColumn('a1@9', 'a2@11', 'a3@15'),
  aColumn(),
  aColumn('b1@8', 'b2@12', 'b3@14'),
  aColumn('c1@10'),
  aColumn(),
];

describe('arrow keys on the board', () => {
  it.each<[string, Direction, string | undefined, string]>([
    ['a1', 'down', 'a2', 'to the next of the day'],
    ['a2', 'up', 'a1', 'to the one before'],
    ['a1', 'up', undefined, 'not above the first'],
    ['a3', 'down', undefined, 'not below the last'],
    ['a1', 'left', undefined, 'not past doctors without visits at the left edge'],
    ['c1', 'right', undefined, 'nor at the right edge'],
    ['a1', 'right', 'b1', 'past a doctor without visits, to the one at about the same time'],
    ['a3', 'right', 'b3', 'also later in the day'],
    ['b3', 'left', 'a3', 'and back'],
    ['b1', 'right', 'c1', 'to the only one, however far in time'],
    ['c1', 'left', 'b1', 'of two that are as near, to the earlier'],
    ['gone', 'down', undefined, 'from a visit that is no longer there, nowhere'],
  ])('from %s %s: %s, %s', (id, direction, expected) => {
    expect(neighbourOf(board, id, direction)).toBe(expected);
  });

  it('go nowhere on an empty board', () => {
    expect(neighbourOf([], 'a1', 'right')).toBeUndefined();
  });
});
