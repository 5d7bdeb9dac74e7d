import type { Ids } from '../platform/clock.ts';

/** Chance that falls the same way every time: one seed, one sequence. Good for a demo, for nothing secret. */
export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  happens(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the values, each as often as the weight before it says. */
  weigh<T>(list: readonly (readonly [weight: number, value: T])[]): T;
}

export function chanceOf(seed: string): Chance {
  const next = mulberry32(fnv1a(seed));
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    happens: (probability) => next() < probability,
    pick: (list) => list[integer(0, list.length - 1)]!,
    weigh(list) {
      let left = next() * list.reduce((sum, [weight]) => sum + weight, 0);
      return (list.find(([weight]) => (left -= weight) < 0) ?? list.at(-1)!)[1];
    },
  };
}

const DEMO_EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** UUIDv7s (RFC 9562) that two demos share; they sort in the order of their making. */
export function idsOf(seed: string): Ids {
  const next = mulberry32(fnv1a(`ids of ${seed}`));
  const hex = (bits: number) =>
    Math.floor(next() * 2 ** bits)
      .toString(16)
      .padStart(bits / 4, '0');
  let time = DEMO_EPOCH;
  return {
    next() {
      const stamp = (time += 1).toString(16).padStart(12, '0');
      return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(12)}-8${hex(12)}-${hex(24)}${hex(24)}`;
    },
  };
}

/** Fowler, Noll and Vo's FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Tommy Ettinger's mulberry32: numbers from 0 to below 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
