import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor } from '../../../test/factories.ts';
import { overlaps, startOfDate, type Interval } from '../doctors/working-windows.ts';
import { caseIn } from './free-slots.arbitrary.ts';
import { MINUTE, type Case } from './free-slots.oracle.ts';
import { APPOINTMENTS, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba({ config: { database_pool_size: 12 } });
const { standAt } = useVisits(etiba);

/** What the database cannot hold (windows of no length, bookings that overlap or are too short) stays out. */
async function settle({ schedule, rules }: Case, doctor: TestDoctor): Promise<void> {
  const { db, ids } = etiba.deps;
  const { min_notice_minutes } = rules;
  await db
    .updateTable('clinic_settings')
    .set({ time_zone: schedule.time_zone, min_notice_minutes })
    .execute();
  for (const { valid_from, valid_to, ...hours } of schedule.hours) {
    if (hours.start_time === hours.end_time) continue;
    const isOrdered = valid_from !== null && valid_to !== null && valid_from <= valid_to;
    const validity = isOrdered ? { valid_from, valid_to } : {};
    await db
      .insertInto('doctor_availability')
      .values({ id: ids.next(), doctor_id: doctor.id, ...hours, ...validity })
      .execute();
  }
  for (const absence of schedule.absences) {
    await db
      .insertInto('doctor_unavailability')
      .values({ id: ids.next(), doctor_id: doctor.id, ...absence })
      .execute();
  }
  const taken: Interval[] = [];
  for (const busy of schedule.busy) {
    const duration = (busy.end - busy.start) / MINUTE;
    if (duration < 15 || taken.some((visit) => overlaps(visit, busy))) continue;
    taken.push(busy);
    await etiba.aVisit(await etiba.aPatient(), doctor, {
      appointment_datetime: new Date(busy.start).toISOString(),
      duration,
    });
  }
}

interface Slot {
  start: string;
  code?: string;
}

/** The three days that availability is asked about. */
function askedDays({ world }: Case) {
  const day = Temporal.PlainDate.from(world.date);
  return { first: day.subtract({ days: 1 }), last: day.add({ days: 1 }) };
}

/** Of a start that lies outside of them, the answer says nothing. */
function isAskedAbout(found: Case, start: number): boolean {
  const { first, last } = askedDays(found);
  const { zone } = found.world;
  return start >= startOfDate(first, zone) && start < startOfDate(last.add({ days: 1 }), zone);
}

/** What availability says about these days, as instants. */
async function ask(person: Person, found: Case, doctor: TestDoctor, more = '') {
  const { first, last } = askedDays(found);
  const { duration } = found;
  const dates = `date=${first}&date_to=${last}`;
  const { body } = await etiba
    .as(person)
    .get(`${APPOINTMENTS}availability/?doctor_id=${doctor.id}&${dates}&duration=${duration}${more}`);
  const [{ slots, refused = [] }]: [{ slots: Slot[]; refused?: Slot[] }] = body.results;
  return {
    offered: slots.map(({ start }) => Date.parse(start)),
    refused: new Map(refused.map(({ start, code }) => [Date.parse(start), code])),
  };
}

describe('availability', () => {
  it('offers exactly what can be booked, and explains each refusal with the code of the booking', async () => {
    const admin = await etiba.anAdmin();
    const seen: string[] = [];
    await fc.assert(
      fc.asyncProperty(caseIn, async (found) => {
        const doctor = await etiba.aDoctor({ hours: [] });
        const patient = await etiba.aPatient();
        await settle(found, doctor);
        await standAt(new Date(found.rules.now).toISOString(), patient, admin);
        const explained = await ask(admin, found, doctor, '&explain=true');
        // The patient has a visit elsewhere while some of what is offered to others lasts.
        const [, elsewhere = found.world.noon] = explained.offered;
        const appointment_datetime = new Date(elsewhere + 5 * MINUTE).toISOString();
        await etiba.aVisit(patient, await etiba.aDoctor(), { appointment_datetime, duration: 20 });
        const forPatient = await ask(patient, found, doctor);
        const book = (start: number) =>
          etiba.as(patient).post(APPOINTMENTS, {
            doctor_id: doctor.id,
            appointment_datetime: new Date(start).toISOString(),
            duration: found.duration,
            reason: 'Probe',
          });

        // Three hours around the first thing that is said about the day, in steps of five minutes and wherever else.
        const middle = forPatient.offered[0] ?? [...explained.refused.keys()][0] ?? found.world.noon;
        const isNear = (start: number) => Math.abs(start - middle) <= 90 * MINUTE;
        const steps = Array.from({ length: 37 }, (_, step) => middle + (step - 18) * 5 * MINUTE);
        const probes = new Set(
          [...steps, ...[...explained.offered, ...explained.refused.keys()].filter(isNear)].filter((start) =>
            isAskedAbout(found, start),
          ),
        );
        const offered = new Set(forPatient.offered.filter(isNear));

        await Promise.all(
          [...probes]
            .filter((start) => !offered.has(start))
            .map(async (start) => {
              const { status, body } = await book(start);
              // To the administrator all of the patient's other visits are nothing that the doctor's calendar says.
              const code = explained.offered.includes(start)
                ? 'patient_busy'
                : (explained.refused.get(start) ?? body.code);
              expect({ start, status, code: body.code }).toEqual({ start, status: 409, code });
              seen.push(code);
            }),
        );
        for (const start of offered) {
          const { status, body } = await book(start);
          expect({ start, status, code: body.code }).toEqual({ start, status: 201, code: undefined });
          await etiba.deps.db
            .updateTable('appointments')
            .set({ status: 'cancelled' })
            .where('id', '=', body.id)
            .execute();
          seen.push('booked');
        }
      }),
      { numRuns: 40 },
    );
    // Worlds in which nothing happens would prove nothing.
    expect(seen.filter((what) => what === 'booked').length).toBeGreaterThan(20);
    expect(seen.filter((what) => what === 'patient_busy').length).toBeGreaterThan(5);
    expect(new Set(seen).size).toBeGreaterThan(5);
  }, 180_000);
});
