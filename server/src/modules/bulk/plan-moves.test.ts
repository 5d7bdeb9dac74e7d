import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseIn } from '../appointments/free-slots.arbitrary.ts';
import { offeredStarts } from '../appointments/free-slots.ts';
import { overlaps, type Interval } from '../doctors/working-windows.ts';
import { isNear, planMoves, type Choice, type VisitToPlace } from './plan-moves.ts';

const MINUTE = 60_000;

const wishes = fc.array(
  fc.record({
    patient: fc.integer({ min: 0, max: 2 }),
    offset: fc.integer({ min: -600, max: 600 }),
    duration: fc.constantFrom(15, 30, 45, 120),
  }),
  { minLength: 1, maxLength: 8 },
);
const busyTimes = fc.array(
  fc.record({
    patient: fc.integer({ min: 0, max: 2 }),
    from: fc.integer({ min: -900, max: 900 }),
    length: fc.integer({ min: 15, max: 240 }),
  }),
  { maxLength: 6 },
);

describe('a plan of moves', () => {
  it('sends each visit, in its turn, to a start that is offered and at which the patient is free', () => {
    fc.assert(
      fc.property(caseIn, wishes, busyTimes, ({ world, schedule, rules, range }, wished, others) => {
        const choices: Choice[] = [
          { doctor_id: 'a', schedule },
          { doctor_id: 'b', schedule: { ...schedule, busy: [] } },
        ];
        const visits: VisitToPlace[] = wished.map(({ patient, offset, duration }, index) => ({
          id: String(index),
          patient_id: String(patient),
          start: world.noon + offset * MINUTE,
          duration,
        }));
        const busy = others.map(({ patient, from, length }) => ({
          patient_id: String(patient),
          start: world.noon + from * MINUTE,
          end: world.noon + (from + length) * MINUTE,
        }));
        const patientBusy = ({ patient_id }: VisitToPlace) =>
          busy.filter((other) => other.patient_id === patient_id);
        const plan = planMoves(visits, { choices, rules, range, patientBusy });
        expect(plan.map(({ visit }) => visit)).toEqual(visits);

        const gone = new Map<string, Interval[]>([
          ['a', []],
          ['b', []],
        ]);
        const promised = [...busy];
        for (const placement of plan) {
          const { visit } = placement;
          const now = choices.map(({ doctor_id, schedule: own }) => ({
            doctor_id,
            schedule: { ...own, busy: [...own.busy, ...gone.get(doctor_id)!] },
          }));
          const meets = (time: Interval) =>
            promised.some((other) => other.patient_id === visit.patient_id && overlaps(other, time));
          const timeAt = (start: number) => ({ start, end: start + visit.duration * MINUTE });
          const offered = now.flatMap(({ doctor_id, schedule: own }) =>
            offeredStarts(own, rules, range, visit.duration)
              .filter((start) => isNear(own, visit, start) && !meets(timeAt(start)))
              .map((start) => `${doctor_id} ${start}`),
          );
          const isAnyOffered = now.some(({ schedule: own }) =>
            offeredStarts(own, rules, range, visit.duration).some((start) => isNear(own, visit, start)),
          );
          const found =
            'conflict' in placement ? placement.conflict : `${placement.doctor_id} ${placement.start}`;
          const none = isAnyOffered ? 'patient_busy' : 'no_free_time';
          expect(offered.length > 0 ? offered : [none]).toContain(found);
          if ('conflict' in placement) continue;
          const { doctor_id, start } = placement;
          gone.get(doctor_id)!.push(timeAt(start));
          promised.push({ patient_id: visit.patient_id, ...timeAt(start) });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the hour where it can, and shares the visits among doctors', () => {
    const hours = [0, 1, 2, 3, 4].map((day_of_week) => ({
      day_of_week,
      start_time: '09:00',
      end_time: '12:00',
      break_start: null,
      break_end: null,
      is_active: true,
      valid_from: null,
      valid_to: null,
    }));
    const schedule = { time_zone: 'Africa/Nairobi', hours, absences: [], busy: [] };
    const at = (time: string) => Date.parse(`2026-12-02T${time}:00+03:00`);
    const visits = ['09:30', '09:30', '09:30'].map((time, index) => ({
      id: String(index),
      patient_id: String(index),
      start: at(time),
      duration: 30,
    }));
    const plan = planMoves(visits, {
      choices: ['a', 'b'].map((doctor_id) => ({ doctor_id, schedule })),
      rules: { now: at('00:00'), min_notice_minutes: 0, max_days_ahead: 365 },
      range: { start: at('00:00'), end: at('23:59') },
      patientBusy: () => [],
    });
    expect(plan).toMatchObject([
      { doctor_id: 'a', start: at('09:30') },
      { doctor_id: 'b', start: at('09:30') },
      { doctor_id: 'a', start: at('09:00') },
    ]);
  });
});
