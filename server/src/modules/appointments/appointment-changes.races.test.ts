import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestEtiba, type Answer, type TestEtiba } from '../../../test/harness.ts';
import { OFFICE_HOURS, type Person, type TestDoctor, type TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, brokenHistories, overlapsIn, urlOf, useVisits, utc } from './visits.test-kit.ts';

// R03, R04, R05, R07 on two applications with one database.

let etiba: TestEtiba;
let second: TestEtiba;
let visits: ReturnType<typeof useVisits>;
let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  etiba = await openTestEtiba({ config: { database_pool_size: 16 } });
  second = await openTestEtiba({ beside: etiba.database, config: { database_pool_size: 16 } });
  visits = useVisits(etiba);
  admin = await etiba.anAdmin();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
});
afterAll(async () => {
  await second?.close();
  await etiba?.close();
});

const either = (index: number) => (index % 2 === 0 ? etiba : second);
const tally = (answers: Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

describe('50 changes of one visit’s status at once', () => {
  const race = (visit: { id: string }, change: (index: number) => [Person, string]) =>
    Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const [person, status] = change(index);
        return either(index)
          .as(person)
          .post(`${urlOf(visit)}status/`, { status });
      }),
    );
  const historyOf = async (visit: { id: string }) =>
    (await etiba.as(admin).get(urlOf(visit))).body.status_history.map(
      (row: { new_status: string }) => row.new_status,
    );

  it('to the same have one winner, and the rest find it done', async () => {
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const answers = await race(visit, (index) => [[admin, doctor, patient][index % 3]!, 'cancelled']);
    expect(tally(answers)).toEqual({ 200: 50 });
    expect(await historyOf(visit)).toEqual(['scheduled', 'cancelled']);
  });

  it('to statuses that exclude each other have one winner, and the rest are refused', async () => {
    const visit = await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-01T04:45:00Z' });
    const answers = await race(visit, (index) => [
      index % 2 ? doctor : admin,
      ['cancelled', 'no_show', 'in_progress'][index % 3]!,
    ]);
    const history = await historyOf(visit);
    expect(history).toHaveLength(2);
    const [, winner] = history;
    for (const [index, { status, body }] of answers.entries()) {
      const isSame = ['cancelled', 'no_show', 'in_progress'][index % 3] === winner;
      expect([status, body.code]).toEqual(isSame ? [200, undefined] : [409, 'illegal_transition']);
    }
  });

  it('in all directions leave a path in the published graph', async () => {
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const wishes = [
      'confirmed',
      'cancelled',
      'scheduled',
      'no_show',
      'in_progress',
      'completed',
      'rescheduled',
    ];
    const answers = await race(visit, (index) => [admin, wishes[index % wishes.length]!]);
    const allowed = ['200', '409 illegal_transition', '409 wrong_time'];
    expect(Object.keys(tally(answers)).filter((key) => !allowed.includes(key))).toEqual([]);
    expect(await brokenHistories(etiba)).toEqual([]);
  });

  it('between undo, move and booking of the freed time never overlap', async () => {
    const rivals = await Promise.all(Array.from({ length: 10 }, () => etiba.aPatient()));
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const book = (rival: TestPatient, index: number) =>
      either(index)
        .as(rival)
        .post(APPOINTMENTS, { doctor_id: doctor.id, appointment_datetime: at('10:00'), reason: 'Race' });
    const answers = await Promise.all(
      rivals.flatMap((rival, index) => [
        etiba.as(patient).delete(urlOf(visit)),
        second.as(admin).post(`${urlOf(visit)}status/`, { status: 'scheduled' }),
        book(rival, index),
        either(index)
          .as(admin)
          .patch(urlOf(visit), { duration: [30, 45, 60][index % 3]! }),
      ]),
    );
    const allowed = [
      '200',
      '201',
      '409 slot_taken',
      '409 illegal_transition',
      '409 not_changeable',
      '409 changed_meanwhile',
      '409 not_offered',
    ];
    expect(Object.keys(tally(answers)).filter((key) => !allowed.includes(key))).toEqual([]);
    expect(await overlapsIn(etiba)).toBe(0);
    expect(await brokenHistories(etiba)).toEqual([]);
  });
});

describe('20 changes with the same If-Match', () => {
  it('have one winner; nobody’s change is lost', async () => {
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const { headers } = await etiba.as(doctor).get(urlOf(visit));
    const match = { 'if-match': String(headers['etag']) };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const body = index % 4 === 0 ? { duration: 45, notes: `Note ${index}` } : { notes: `Note ${index}` };
        return either(index).as(doctor).patch(urlOf(visit), body, { headers: match });
      }),
    );
    expect(tally(answers)).toEqual({ 200: 1, '412 stale': 19 });
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await etiba.as(doctor).get(urlOf(visit))).body.notes).toBe(`Note ${winner}`);
  });
});

describe('a change of hours while patients book', () => {
  const bookings = async (patients: TestPatient[], date: string) => {
    const times = [
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
      '11:30',
      '13:00',
      '13:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
    ];
    return Promise.all(
      patients.map((person, index) => {
        const appointment_datetime = at(times[index % times.length]!, date);
        return either(index)
          .as(person)
          .post(APPOINTMENTS, { doctor_id: doctor.id, appointment_datetime, reason: 'Race' });
      }),
    );
  };
  const liveVisits = async () =>
    (await etiba.as(admin).get(`${APPOINTMENTS}?doctor_id=${doctor.id}&page_size=100`)).body.results;

  it.each([
    [
      'new hours',
      () =>
        etiba.as(doctor).put(
          `/api/doctors/${doctor.id}/availability/`,
          OFFICE_HOURS.map((day) => ({ ...day, end_time: '14:00' })),
        ),
      (time: string) => time >= '14:00',
    ],
    [
      'an absence',
      () =>
        second.as(admin).post(`/api/doctors/${doctor.id}/unavailability/`, {
          start_date: '2026-12-10',
          end_date: '2026-12-10',
          start_time: '10:00',
          end_time: '13:30',
        }),
      (time: string) => time >= '10:00' && time < '13:30',
    ],
  ])('(%s) strands nobody silently', async (_, change, isUncovered) => {
    const patients = await Promise.all(Array.from({ length: 36 }, () => etiba.aPatient()));
    const early = bookings(patients.slice(0, 18), '2026-12-10');
    const [changed, late, before] = await Promise.all([
      change(),
      bookings(patients.slice(18), '2026-12-10'),
      early,
    ]);
    expect(changed.status).toBeLessThan(300);
    const codes = Object.keys(tally([...late, ...before]));
    const allowed = ['201', '409 doctor_absent', '409 not_offered', '409 outside_hours', '409 slot_taken'];
    expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
    const live = await liveVisits();
    expect(live.length).toBeGreaterThan(0);
    for (const { appointment_datetime, needs_reschedule } of live) {
      const time = Temporal.Instant.from(appointment_datetime)
        .toZonedDateTimeISO('Africa/Nairobi')
        .toPlainTime()
        .toString()
        .slice(0, 5);
      expect({ time, needs_reschedule }).toEqual({ time, needs_reschedule: isUncovered(time) });
    }
  });

  it('and an account switched off: no booking slips in beside it', async () => {
    const patients = await Promise.all(Array.from({ length: 24 }, () => etiba.aPatient()));
    const [leaver] = patients;
    const retried = () =>
      [...etiba.logged, ...second.logged].filter((line) => line.includes('tried again')).length;
    const before = retried();
    const [answers, gone, left] = await Promise.all([
      bookings(patients, '2026-12-11'),
      etiba.as(admin).delete(`/api/doctors/${doctor.id}/deactivate/`),
      second.as(admin).delete(`/api/patients/${leaver!.id}/deactivate/`),
    ]);
    expect([gone.status, left.status]).toEqual([200, 200]);
    const allowed = [
      '201',
      '409 slot_taken',
      '409 doctor_not_available',
      '409 patient_inactive',
      '401 not_authenticated',
    ];
    expect(Object.keys(tally(answers)).filter((code) => !allowed.includes(code))).toEqual([]);
    for (const {
      patient: { id },
      status,
      needs_reschedule,
    } of await liveVisits()) {
      expect({ status, needs_reschedule }).toEqual(
        id === leaver!.id
          ? { status: 'cancelled', needs_reschedule: false }
          : { status: 'scheduled', needs_reschedule: true },
      );
    }
    expect(retried()).toBe(before);
  });
});

describe('a request that waits for a lock', () => {
  /** Changes something under the lock that the request needs, lets the request come up to it, and commits. */
  async function behind(
    lock: RawBuilder<unknown>,
    change: RawBuilder<unknown>,
    send: () => Promise<Answer>,
  ): Promise<Answer> {
    let answer: Promise<Answer> | undefined;
    await second.deps.db.transaction().execute(async (trx) => {
      await lock.execute(trx);
      answer = send();
      await expect
        .poll(async () => {
          const { rows } =
            await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
              second.deps.db,
            );
          return rows.length;
        })
        .toBe(1);
      await change.execute(trx);
    });
    return answer!;
  }
  const patientLock = () => sql`select from patients where id = ${patient.id} for update`;
  const scheduleLock = () => sql`select from doctor_schedules where doctor_id = ${doctor.id} for update`;
  const book = () =>
    etiba.as(admin).post(APPOINTMENTS, {
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime: at('10:00'),
      reason: 'Late',
    });

  it('sees what was changed under it: the patient’s account', async () => {
    const off = sql`update users set deactivated_at = now() where id = ${patient.user_id}`;
    expect(await behind(patientLock(), off, book)).toMatchObject({
      status: 409,
      body: { code: 'patient_inactive' },
    });
  });

  it('sees what was changed under it: the doctor’s hours', async () => {
    const closed = sql`delete from doctor_availability where doctor_id = ${doctor.id}`;
    expect(await behind(scheduleLock(), closed, book)).toMatchObject({
      status: 409,
      body: { code: 'outside_hours' },
    });
  });

  it('sees what was changed under it: the doctor’s account', async () => {
    const off = sql`update users set deactivated_at = now() where id = ${doctor.user_id}`;
    expect(await behind(scheduleLock(), off, book)).toMatchObject({
      status: 409,
      body: { code: 'doctor_not_available' },
    });
  });

  it.each([
    ['a move', () => ({ appointment_datetime: at('14:00') })],
    ['a replacement that keeps the time', () => ({ appointment_datetime: at('10:00'), reason: 'Same' })],
  ])('is not carried out on another time than it was meant for: %s', async (_, change) => {
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const lock = sql`select from patients p, appointments a where p.id = ${patient.id} and a.id = ${visit.id} for update`;
    const moved = sql`update appointments set appointment_datetime = ${at('15:00')}, appointment_end_time = ${at('15:30')} where id = ${visit.id}`;
    const answer = await behind(lock, moved, () => etiba.as(doctor).patch(urlOf(visit), change()));
    expect(answer).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect((await etiba.as(doctor).get(urlOf(visit))).body).toMatchObject({
      appointment_datetime: utc(at('15:00')),
      reason: 'Cough for a week',
    });
  });

  it('and has nothing to do with the time is carried out all the same', async () => {
    const visit = await visits.booked(patient, doctor, at('10:00'));
    const lock = sql`select from appointments where id = ${visit.id} for update`;
    const moved = sql`update appointments set appointment_datetime = ${at('15:00')}, appointment_end_time = ${at('15:30')} where id = ${visit.id}`;
    const answer = await behind(lock, moved, () => etiba.as(doctor).patch(urlOf(visit), { notes: 'By bus' }));
    expect(answer).toMatchObject({
      status: 200,
      body: { appointment_datetime: utc(at('15:00')), notes: 'By bus' },
    });
  });
});
