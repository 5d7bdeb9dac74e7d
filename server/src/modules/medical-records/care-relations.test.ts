import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { WORLDS } from '../../../test/worlds.ts';
import { asSystem } from '../../platform/row-security.ts';

const etiba = useEtiba();

const seat = fc.nat({ max: 1 });
const who = fc.constantFrom('patient', 'doctor', 'colleague', 'admin');
const visit = fc.nat({ max: 9 });
const status = fc.constantFrom(
  'scheduled',
  'confirmed',
  'rescheduled',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
);
const step = fc.oneof(
  fc.record({ act: fc.constant('book' as const), doctor: seat, who, status }),
  fc.record({ act: fc.constant('status' as const), visit, status, who }),
  fc.record({ act: fc.constant('hand over' as const), visit, doctor: seat }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

it('care is counted as the visits and their history have it, whatever happens to them', async () => {
  const doctors = [await etiba.aDoctor(), await etiba.aDoctor()] as const;
  const admin = await etiba.anAdmin();
  const seen = { care: 0, none: 0 };
  let days = 0; // no two visits meet
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const patient = await etiba.aPatient();
      const userOf = (one: Step & { who: string }, of: 0 | 1) =>
        ({ patient, doctor: doctors[of], colleague: doctors[of === 0 ? 1 : 0], admin })[one.who]!.user_id;
      const visits: { id: string; of: 0 | 1 }[] = [];
      for (const one of steps) {
        if (one.act === 'book') {
          const booked = { id: etiba.deps.ids.next(), of: one.doctor as 0 | 1 };
          const by = userOf(one, booked.of);
          const at = new Date(etiba.clock.now()).toISOString();
          visits.push(booked);
          await sql`insert into appointments (id, patient_id, doctor_id, appointment_datetime, duration,
              appointment_end_time, status, reason, created_by, scheduled_by)
            select ${booked.id}, ${patient.id}, ${doctors[booked.of].id}, at, 30, at + interval '30 minutes',
              ${one.status}, 'Check-up', ${by}, ${by}
            from (select ${at}::timestamptz + ${(days += 1)} * interval '1 day' as at) time`.execute(
            etiba.deps.db,
          );
          continue;
        }
        const changed = visits[one.visit % Math.max(visits.length, 1)];
        if (changed === undefined) continue;
        if (one.act === 'hand over') changed.of = one.doctor as 0 | 1;
        const to =
          one.act === 'hand over'
            ? { doctor_id: doctors[changed.of].id }
            : { status: one.status as 'confirmed' };
        await etiba.deps.db.updateTable('appointments').set(to).where('id', '=', changed.id).execute();
        if (one.act === 'status')
          await etiba.deps.db
            .insertInto('appointment_status_history')
            .values({
              id: etiba.deps.ids.next(),
              appointment_id: changed.id,
              new_status: one.status as 'confirmed',
              changed_by: userOf(one, changed.of),
            })
            .execute();
      }
      const counted = await countOf('treating_doctors', patient.id);
      expect(counted).toEqual(await countOf('told_by_visits', patient.id));
      seen[counted.length > 0 ? 'care' : 'none'] += 1;
    }),
    { numRuns: WORLDS * 6 },
  );
  expect(Math.min(seen.care, seen.none)).toBeGreaterThan(0);
}, 3_600_000);

it('two who cancel one of two visits each at the same moment leave no care behind', async () => {
  const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
  for (const day of ['2027-01-04', '2027-01-05'])
    await etiba.aVisit(patient, doctor, { appointment_datetime: `${day}T09:00:00Z` });
  expect(await countOf('treating_doctors', patient.id)).toEqual([{ doctor_id: doctor.id, visits: 2 }]);
  const { rows } = await sql<{ id: string }>`
    select id from appointments where patient_id = ${patient.id}`.execute(etiba.deps.db);
  await Promise.all(
    rows.map(({ id }) =>
      etiba.deps.db.updateTable('appointments').set({ status: 'cancelled' }).where('id', '=', id).execute(),
    ),
  );
  expect(await countOf('treating_doctors', patient.id)).toEqual([]);
});

/** The visits for which a doctor has the patient in care: as counted, or by the contract's words (section 6). */
async function countOf(source: 'treating_doctors' | 'told_by_visits', patientId: string) {
  return asSystem(etiba.deps.db, 'test', async (trx) => {
    const { rows } = await sql`
      with told_by_visits as (
        select a.doctor_id, a.patient_id, count(*)::integer as visits
        from appointments a join doctors d on d.id = a.doctor_id
        where a.status not in ('cancelled', 'no_show') and (
          a.created_by <> d.user_id
          or a.status in ('in_progress', 'completed')
          or exists (
            select from appointment_status_history h join users u on u.id = h.changed_by
            where h.appointment_id = a.id and h.new_status = 'confirmed' and u.role in ('PATIENT', 'ADMIN')))
        group by 1, 2)
      select doctor_id, visits from ${sql.table(source)}
      where patient_id = ${patientId} and visits > 0 order by doctor_id`.execute(trx);
    return rows;
  });
}
