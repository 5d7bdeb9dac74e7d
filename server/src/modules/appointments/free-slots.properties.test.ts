/** Free slots against the oracle, mostly around days on which clocks change. */

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Interval } from '../doctors/working-windows.ts';
import { caseIn } from './free-slots.arbitrary.ts';
import { MINUTE, oracle, type Case } from './free-slots.oracle.ts';
import {
  contextInAnyZone,
  contextRange,
  explainedStarts,
  offeredStarts,
  openStretches,
  refusalOf,
} from './free-slots.ts';

// Not for passing, which takes a second or two, but for the search for the smallest failing case.
vi.setConfig({ testTimeout: 60_000 });

const offersOf = ({ schedule, rules, range, duration }: Case) =>
  offeredStarts(schedule, rules, range, duration);
const booking = (c: Case, visit: Interval): Case => ({
  ...c,
  schedule: { ...c.schedule, busy: [...c.schedule.busy, visit] },
});

describe('free slots, whatever the schedule', () => {
  it('offers exactly what somebody with a wall clock and patience would find', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        expect(offersOf(c)).toEqual(oracle(c).offered);
      }),
      { numRuns: 600 },
    );
  });

  it('refuses everything that it does not offer, with the right reason, and nothing else', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        const range = { start: c.range.start, end: Math.min(c.range.end, c.range.start + 600 * MINUTE) };
        const offered = offersOf({ ...c, range });
        const { codeAt } = oracle({ ...c, range });
        const starts = new Set(offered);
        for (let start = range.start; start < range.end; start += 5 * MINUTE) starts.add(start);
        for (const start of starts) {
          const code = refusalOf(c.schedule, c.rules, start, c.duration);
          expect(code).toBe(codeAt(start));
          expect(code === null).toBe(offered.includes(start));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses every millisecond next to an offered one', () => {
    fc.assert(
      fc.property(caseIn, fc.integer({ min: -MINUTE, max: MINUTE }), (c, offset) => {
        for (const start of offersOf(c).slice(0, 10)) {
          const wanted = start + offset;
          const isOffered = offersOf({ ...c, range: { start: wanted, end: wanted + 1 } }).length > 0;
          expect(refusalOf(c.schedule, c.rules, wanted, c.duration) === null).toBe(isOffered);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('explains the same starts that it offers, and gives the others the code of their refusal', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        const { codeAt } = oracle(c);
        const explained = explainedStarts(c.schedule, c.rules, c.range, c.duration);
        expect(explained.filter(({ code }) => code === null).map(({ start }) => start)).toEqual(offersOf(c));
        for (const [index, { start, code }] of explained.entries()) {
          expect(code).toBe(codeAt(start));
          expect(start).toBeGreaterThan(explained[index - 1]?.start ?? -Infinity);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes away what is booked, leaves all before it, and offers nothing that overlaps it', () => {
    fc.assert(
      fc.property(caseIn, fc.nat(), (c, choice) => {
        const offered = offersOf(c);
        const start = offered[choice % offered.length];
        if (start === undefined) return;
        const end = start + c.duration * MINUTE;
        const after = offersOf(booking(c, { start, end }));
        expect(after.filter((other) => other < end && start < other + c.duration * MINUTE)).toEqual([]);
        const isBefore = (other: number) => other + c.duration * MINUTE <= start;
        expect(after.filter(isBefore)).toEqual(offered.filter(isBefore));
      }),
      { numRuns: 500 },
    );
  });

  it('does not shift what follows a booked visit, since the grid goes on where the visit ends', () => {
    fc.assert(
      fc.property(caseIn, fc.nat(), (found, choice) => {
        // Windows that overlap have grids of their own; one row alone never does.
        const c = { ...found, schedule: { ...found.schedule, hours: found.schedule.hours.slice(0, 1) } };
        const offered = offersOf(c);
        const start = offered[choice % offered.length];
        if (start === undefined) return;
        const after = offersOf(booking(c, { start, end: start + c.duration * MINUTE }));
        expect(after).toEqual(offered.filter((other) => other !== start));
      }),
      { numRuns: 500 },
    );
  });

  it('offers the same however the range is cut', () => {
    fc.assert(
      fc.property(caseIn, fc.integer({ min: 0, max: 100 }), (c, share) => {
        const { start, end } = c.range;
        const cut = start + Math.round(((end - start) * share) / 100);
        const parts = [
          { start, end: cut },
          { start: cut, end },
        ].filter((part) => part.start < part.end);
        expect(parts.flatMap((range) => offersOf({ ...c, range }))).toEqual(offersOf(c));
      }),
      { numRuns: 500 },
    );
  });

  it('offers the same in whatever order rows come, and leaves its input alone', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        const before = JSON.stringify(c.schedule);
        const { hours, absences, busy } = c.schedule;
        const reversed = {
          ...c.schedule,
          hours: hours.toReversed(),
          absences: absences.toReversed(),
          busy: busy.toReversed(),
        };
        expect(offersOf({ ...c, schedule: reversed })).toEqual(offersOf(c));
        expect(JSON.stringify(c.schedule)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it('needs no more than the rows of its context', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        const { start, end, first_date, last_date } = contextRange(c.range, c.world.zone);
        const loaded = {
          ...c.schedule,
          absences: c.schedule.absences.filter((a) => a.end_date >= first_date && a.start_date <= last_date),
          busy: c.schedule.busy.filter((busy) => busy.start < end && start < busy.end),
        };
        const range = { start: c.range.start, end: Math.min(c.range.end, c.range.start + 120 * MINUTE) };
        expect(offersOf({ ...c, range, schedule: loaded })).toEqual(offersOf({ ...c, range }));
        expect(explainedStarts(loaded, c.rules, c.range, c.duration)).toEqual(
          explainedStarts(c.schedule, c.rules, c.range, c.duration),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('finds all that decides in the range that is loaded before the zone is known', () => {
    fc.assert(
      fc.property(caseIn, ({ range, schedule }) => {
        const exact = contextRange(range, schedule.time_zone);
        const wide = contextInAnyZone(range);
        expect(wide.start).toBeLessThanOrEqual(exact.start);
        expect(wide.end).toBe(exact.end);
        expect(wide.first_date <= exact.first_date).toBe(true);
        expect(wide.last_date >= exact.last_date).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('has the doctor at work at every start that it offers, and never twice at once', () => {
    fc.assert(
      fc.property(caseIn, (c) => {
        const open = openStretches(c.schedule, c.range);
        for (const [index, { start, end }] of open.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThanOrEqual(open[index - 1]?.end ?? c.range.start);
          expect(end).toBeLessThanOrEqual(c.range.end);
        }
        const isOpen = (start: number) =>
          open.some((stretch) => stretch.start <= start && start < stretch.end);
        expect(offersOf(c).filter((start) => !isOpen(start))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
