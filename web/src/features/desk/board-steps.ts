import type { Column, PlacedVisit } from './board-geometry.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * Where an arrow key leads on the board: along a doctor's day, or to the visit of the next doctor who has any that is
 * nearest in time.
 * @returns the id of a visit; undefined at an edge
 */
export function neighbourOf(
  columns: readonly Column[],
  id: string,
  direction: Direction,
): string | undefined {
  const at = columns.findIndex(({ visits }) => visits.some(({ visit }) => visit.id === id));
  const column = columns[at];
  if (!column) return undefined;
  const index = column.visits.findIndex(({ visit }) => visit.id === id);
  if (direction === 'up') return column.visits[index - 1]?.visit.id;
  if (direction === 'down') return column.visits[index + 1]?.visit.id;
  const others = direction === 'right' ? columns.slice(at + 1) : columns.slice(0, at).toReversed();
  const next = others.find(({ visits }) => visits.length > 0);
  return next && nearest(next.visits, column.visits[index]!.start).visit.id;
}

function nearest(visits: readonly PlacedVisit[], start: number): PlacedVisit {
  return visits.reduce((best, visit) =>
    Math.abs(visit.start - start) < Math.abs(best.start - start) ? visit : best,
  );
}
