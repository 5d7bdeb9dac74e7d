import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { WORLDS } from '../../../test/worlds.ts';
import type { Reader } from '../../platform/database.ts';
import { asSystem } from '../../platform/row-security.ts';
import { recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { written } = useRecords(etiba);

const seat = fc.constantFrom(0 as const, 1 as const);
const nth = fc.nat({ max: 9 });
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
    fc.record({ act: fc.constant('change status' as const), visit: nth, status, who }),
    fc.record({ act: fc.constant('hand over' as const), visit: nth, doctor: seat }),
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
    const [first, second] = await Promise.all([
      etiba.aVisit(patient, doctor, { appointment_datetime: '2027-01-04T09:00:00Z' }),
      etiba.aVisit(patient, doctor, { appointment_datetime: '2027-01-05T09:00:00Z' }),
    ]);
    expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 2, records: 0 }]);
    await atOnce(
      (db) => cancel(db, first),
      (db) => cancel(db, second),
    );
    expect(await countOf(patient.id)).toEqual([]);
  });

  it('is there as long as an own record is, and comes back with it', async () => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    const visit = await etiba.aVisit(patient, doctor, { appointment_datetime: '2027-01-04T09:00:00Z' });
    const record = await written(doctor, patient);
    await cancel(etiba.deps.db, visit);
    expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 0, records: 1 }]);
    expect((await etiba.as(doctor).delete(recordUrl(record))).status).toBe(200);
    expect(await countOf(patient.id)).toEqual([]);
    const admin = await etiba.anAdmin();
    const restored = await etiba.as(admin).post(`${recordUrl(record)}restore/`, { reason: 'By mistake' });
    expect(restored.status).toBe(200);
    expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 0, records: 1 }]);
  });

  it('ends with the last visit and the last record that go at the same moment', async () => {
    const doctor = await etiba.aDoctor();
    const remove = (db: Reader, { id }: { id: string }) =>
      asSystem(db, 'test', (trx) =>
        trx
          .updateTable('medical_records')
          .set({ deleted_at: '2027-01-01T00:00:00Z', deleted_by: doctor.user_id })
          .where('id', '=', id)
          .execute(),
      );
    for (const visitIsFirst of [true, false]) {
      const patient = await etiba.aPatient();
      const appointment_datetime = `2027-02-0${visitIsFirst ? 1 : 2}T09:00:00Z`;
      const visit = await etiba.aVisit(patient, doctor, { appointment_datetime });
      const record = await written(doctor, patient);
      const acts = [(db: Reader) => cancel(db, visit), (db: Reader) => remove(db, record)] as const;
      await (visitIsFirst ? atOnce(acts[0], acts[1]) : atOnce(acts[1], acts[0]));
      expect(await countOf(patient.id)).toEqual([]);
    }
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
      expect(await countOf(patient.id)).toEqual([{ doctor_id: doctor.id, visits: 2, records: 0 }]);
      await client.query('create temp table x (doctor_id uuid, patient_id uuid, deleted_at timestamptz)');
      await expect(
        client.query('create trigger t after insert on x for each row execute function count_own_records()'),
      ).rejects.toThrow('permission denied');
    } finally {
      client.release(true);
    }
  });
});

const cancel = (db: Reader, { id }: { id: string }) =>
  db.updateTable('appointments').set({ status: 'cancelled' }).where('id', '=', id).execute();

/** Two transactions, the second of which comes to where the first has been before that one commits. */
async function atOnce(
  first: (db: Reader) => Promise<unknown>,
  second: (db: Reader) => Promise<unknown>,
): Promise<void> {
  let later: Promise<unknown> = Promise.resolve();
  await etiba.deps.db.transaction().execute(async (trx) => {
    await first(trx);
    later = second(etiba.deps.db);
    await untilItWaits();
  });
  await later;
}

/** Until a statement of this database waits for a lock. */
const untilItWaits = () =>
  vi.waitFor(async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(etiba.deps.db);
    expect(rows).toHaveLength(1);
  });

/** Which doctors have the patient in care, and for how many visits and records, as they are counted. */
async function countOf(patientId: string) {
  const { rows } = await sql<{ doctor_id: string; visits: number; records: number }>`
    select doctor_id, visits, records from public.treating_doctors where patient_id = ${patientId}
    order by doctor_id`.execute(etiba.deps.db);
  return rows;
}

/** The same by the contract's words (section 6), told which visits a patient or an administrator has confirmed. */
async function countByContract(patientId: string, agreed: string[]) {
  return asSystem(etiba.deps.db, 'test', async (trx) => {
    const { rows } = await sql`
      select a.doctor_id, count(*)::integer as visits, 0 as records
      from appointments a join doctors d on d.id = a.doctor_id
      where a.patient_id = ${patientId} and a.status not in ('cancelled', 'no_show')
        and (a.created_by <> d.user_id or a.status in ('in_progress', 'completed') or a.id = any(${agreed}))
      group by a.doctor_id order by a.doctor_id`.execute(trx);
    return rows;
  });
}
