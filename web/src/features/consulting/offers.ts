/** Another time for each visit that needs one. Pure. */
import type { Appointment } from '../../api/generated/types.gen.ts';
import type { FreeTime } from '../../lib/free-times.ts';

type Stranded = Pick<Appointment, 'id' | 'appointment_datetime' | 'duration'>;

/**
 * For each visit the first free time after its own, so that nobody is called in earlier than agreed; no time is offered
 * twice.
 * @param freeFor free times for visits of a length in minutes, in order
 * @returns starts by visit id; a visit for which nothing is free has none
 */
export function offersFor(
  visits: readonly Stranded[],
  freeFor: (duration: number) => readonly FreeTime[],
): Map<string, string> {
  const offers = new Map<string, string>();
  const taken: { start: number; end: number }[] = [];
  const inOrder = [...visits].sort((one, other) => startOf(one) - startOf(other));
  for (const visit of inOrder) {
    const free = freeFor(visit.duration).find(({ start, end }) => {
      const [from, to] = [Date.parse(start), Date.parse(end)];
      return from > startOf(visit) && taken.every((other) => to <= other.start || from >= other.end);
    });
    if (!free) continue;
    taken.push({ start: Date.parse(free.start), end: Date.parse(free.end) });
    offers.set(visit.id, free.start);
  }
  return offers;
}

function startOf({ appointment_datetime }: Stranded): number {
  return Date.parse(appointment_datetime);
}
