import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { WORLDS } from '../../../test/worlds.ts';
import { asSystem } from '../../platform/row-security.ts';

const etiba = useEtiba();

const seat = fc.constantFrom(0 as const, 1 as const);
const visit = fc.nat({ max: 9 });
const status = fc.constantFrom(
  'scheduled' as const,
  'confirmed' as const,
  'rescheduled' as const,
  'in_progress' as const,
  'completed' as const,
  'cancelled' as const,
  'no_show' as const,
);
/** The doctor of the visit, the other one, or neither. */
const who = fc.constantFrom('patient' as const, 'doctor' as const, 'colleague' as const, 'admin' as const);
const steps = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('book' as const), doctor: seat, who, status }),
    fc.record({ act: fc.constant('change status' as const), visit, status, who }),
    fc.record({ act: fc.constant('hand over' as const), visit, doctor: seat }),
    fc.record({ act: fc.constant('change role' as const), doctor: seat }),
  ),
  { minLength: 1, maxLength: 14 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

describe('care', () => {
  it('is counted as the contract has it, whatever happens to visits and to who confirmed them', async () => {
    const doctors = [await etiba.aDoctor(), await etiba.aDoctor()] as const;
    const admin = await etiba.anAdmin();
    const isAdmin: [boolean, boolean] = [false, false];
    const seen = { care: 0, none: 0 };
    let days = 0; // no two visits meet
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const patient = await etiba.aPatient();
        const visits: { id: string; of: 0 | 1 }[] = [];
        const agreed = new Set<string>();
        const run = async (step: Step) => {
          const personOf = (as: 'patient' | 'doctor' | 'colleague' | 'admin', of: 0 | 1) => {
            const at = as === 'colleague' ? (of === 0 ? 1 : 0) : of;
            if (as === 'patient' || as === 'admin') return { ...{ patient, admin }[as], agrees: true };
            return { ...doctors[at], agrees: isAdmin[at] };
          };
          if (step.act === 'change role') {
            isAdmin[step.doctor] = !isAdmin[step.doctor];
            const role = isAdmin[step.doctor] ? 'ADMIN' : 'DOCTOR';
            const { user_id } = doctors[step.doctor];
            await etiba.deps.db.updateTable('users').set({ role }).where('id', '=', user_id).execute();
            return;
          }
          if (step.act === 'book') {
            const booked = { id: etiba.deps.ids.next(), of: step.doctor };
            const by = personOf(step.who, booked.of).user_id;
            const at = new Date(etiba.clock.now() + (days += 1) * 86_400_000).toISOString();
            visits.push(booked);
            await etiba.deps.db
              .insertInto('appointments')
              .values({
                id: booked.id,
                patient_id: patient.id,
                doctor_id: doctors[booked.of].id,
                appointment_datetime: at,
                duration: 30,
                appointment_end_time: new Date(Date.parse(at) + 1_800_000).toISOString(),
                status: step.status,
                reason: 'Check-up',
                created_by: by,
                scheduled_by: by,
              })
              .execute();
            return;
          }
          const changed = visits[step.visit % Math.max(visits.length, 1)];
          if (changed === undefined) return;
          const update = etiba.deps.db.updateTable('appointments').where('id', '=', changed.id);
          if (step.act === 'hand over') {
            changed.of = step.doctor;
            await update.set({ doctor_id: doctors[changed.of].id }).execute();
            return;
          }
          const by = personOf(step.who, changed.of);
          if (step.status === 'confirmed' && by.agrees) agreed.add(changed.id);
          await update.set({ status: step.status }).execute();
          await etiba.deps.db
            .insertInto('appointment_status_history')
            .values({
              id: etiba.deps.ids.next(),
              appointment_id: changed.id,
              new_status: step.status,
              changed_by: by.user_id,
            })
            .execute();
        };
        for (const step of all) await run(step);
        const counted = await countOf(patient.id);
        expect(counted).toEqual(await countByContract(patient.id, [...agreed]));
        seen[counted.length > 0 ? 'care' : 'none'] += 1;
      }),
      {
        numRuns: WORLDS * 6,
        examples: [
          // An administrator, who is a doctor as well, confirms a visit with themself, and is an administrator no more.
          [
            [
              { act: 'book', doctor: 0, who: 'doctor', status: 'scheduled' },
              { act: 'change role', doctor: 0 },
              { act: 'change status', visit: 0, status: 'confirmed', who: 'doctor' },
              { act: 'change role', doctor: 0 },
              { act: 'hand over', visit: 0, doctor: 0 },
            ],
          ],
        ],
      },
    );
    expect(Math.min(seen.care, seen.none)).toBeGreaterThan(0);
  }, 3_600_000);

  it('ends with the last of two visits that two people cancel at the same moment', async () => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    const visits = await Promise.all(
      ['2027-01-04', '2027-01-05'].map((day) =>
        etiba.aVisit(patient, doctor, { appointment_datetime: `${day}T09:00:00Z` }),
      ),
    );
    expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 2 }]);
    await Promise.all(
      visits.map(({ id }) =>
        etiba.deps.db.updateTable('appointments').set({ status: 'cancelled' }).where('id', '=', id).execute(),
      ),
    );
    expect(await countOf(patient.id)).toEqual([]);
  });

  it('is not to be had by tables and triggers that the application makes for itself', async () => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    const client = await etiba.deps.pool.connect();
    try {
      await client.query('create temp table treating_doctors (like public.treating_doctors including all)');
      await client.query('grant all on pg_temp.treating_doctors to public');
      await etiba.aVisit(patient, doctor, { appointment_datetime: '2027-01-04T09:00:00Z' });
      await client.query(`insert into appointments (id, patient_id, doctor_id, appointment_datetime, duration,
          appointment_end_time, reason, created_by, scheduled_by)
        values ('${etiba.deps.ids.next()}', '${patient.id}', '${doctor.id}', '2027-01-05T09:00:00Z', 30,
          '2027-01-05T09:30:00Z', 'Check-up', '${patient.user_id}', '${patient.user_id}')`);
      expect((await client.query('select * from pg_temp.treating_doctors')).rows).toEqual([]);
      expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 2 }]);
      await client.query('create temp table x (doctor_id uuid, patient_id uuid, deleted_at timestamptz)');
      await expect(
        client.query('create trigger t after insert on x for each row execute function count_own_records()'),
      ).rejects.toThrow('permission denied');
    } finally {
      client.release(true);
    }
  });
});

/** The visits for which a doctor has the patient in care, as they are counted. */
async function countOf(patientId: string) {
  const { rows } = await sql<{ doctor_id: string; visits: number }>`
    select doctor_id, visits from public.treating_doctors where patient_id = ${patientId} and visits > 0
    order by doctor_id`.execute(etiba.deps.db);
  return rows;
}

/** The same by the contract's words (section 6), told which visits a patient or an administrator has confirmed. */
async function countByContract(patientId: string, agreed: string[]) {
  return asSystem(etiba.deps.db, 'test', async (trx) => {
    const { rows } = await sql`
      select a.doctor_id, count(*)::integer as visits
      from appointments a join doctors d on d.id = a.doctor_id
      where a.patient_id = ${patientId} and a.status not in ('cancelled', 'no_show')
        and (a.created_by <> d.user_id or a.status in ('in_progress', 'completed') or a.id = any(${agreed}))
      group by a.doctor_id order by a.doctor_id`.execute(trx);
    return rows;
  });
}
