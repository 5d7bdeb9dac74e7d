/** Free times as the pages show them: by day of the clinic. */
import { findAvailabilityOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import type { Availability } from '../api/generated/types.gen.ts';
import { addDays } from './time.ts';

export type FreeTime = Availability['results'][number]['slots'][number];

interface Wish {
  doctor_id: string;
  /** The first day and how many, at most 31. */
  from: string;
  days: number;
  /** Minutes; 30 unless told. */
  duration?: number;
  /** A visit to be moved: its own time counts as free. */
  appointment_id?: string;
}

/** For `useQuery`: the free times of a doctor in a stretch of days, by day. Others book too, so they soon are old. */
export function freeTimesQuery({ doctor_id, from, days, duration, appointment_id }: Wish) {
  const query = { doctor_id, date: from, date_to: addDays(from, days - 1), duration, appointment_id };
  return {
    ...findAvailabilityOptions({ query }),
    staleTime: 10_000,
    select: ({ results }: Availability) => byDay(results.flatMap(({ slots }) => slots)),
  };
}

/** @returns each day that has any, with its times in order */
export function byDay(times: readonly FreeTime[]): ReadonlyMap<string, readonly FreeTime[]> {
  return Map.groupBy(times, ({ local_start }) => local_start.slice(0, 10));
}

/** Days in a row, the first included. */
export function daysFrom(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
