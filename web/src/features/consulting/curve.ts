import type { Measure } from './patient-story.ts';

interface Line {
  /** Of an SVG. */
  path: string;
  /** The last point. */
  end: { x: number; y: number };
}

const MARGIN = 5;

/**
 * Measures as lines, one for each of their numbers, all by one scale: time runs to the right, more is higher. What stays
 * the same runs through the middle.
 */
export function curveOf(measures: readonly Measure[], width: number, height: number): Line[] {
  const times = measures.map(({ at }) => Date.parse(at));
  const numbers = measures.flatMap(({ values }) => values);
  const x = scale(Math.min(...times), Math.max(...times), MARGIN, width - MARGIN);
  const y = scale(Math.min(...numbers), Math.max(...numbers), height - MARGIN, MARGIN);
  const lines = measures[0]?.values.length ?? 0;
  return Array.from({ length: lines }, (_, line) => {
    const points = measures.map(({ values }, index) => ({ x: x(times[index]!), y: y(values[line]!) }));
    return {
      path: `M${points.map((point) => `${point.x} ${point.y}`).join('L')}`,
      end: points.at(-1)!,
    };
  });
}

function scale(least: number, most: number, from: number, to: number): (value: number) => number {
  const span = most - least;
  return (value) => round(span === 0 ? (from + to) / 2 : from + ((value - least) / span) * (to - from));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
