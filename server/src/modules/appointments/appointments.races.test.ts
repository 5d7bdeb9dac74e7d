import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEtiba, type Answer, type TestEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, brokenHistories, overlapsIn, urlOf, useVisits } from './visits.test-kit.ts';

// R01, R02, R06: two processes, that is two applications with pools of their own, on one database.

let etiba: TestEtiba;
let second: TestEtiba;
let admin: Person;
let patients: TestPatient[];

beforeAll(async () => {
  etiba = await openTestEtiba({ config: { database_pool_size: 16 } });
  second = await openTestEtiba({ beside: etiba.database, config: { database_pool_size: 16 } });
  admin = await etiba.anAdmin();
  patients = [];
  for (let batch = 0; batch < 10; batch += 1) {
    patients.push(...(await Promise.all(Array.from({ length: 20 }, () => etiba.aPatient()))));
  }
});
afterAll(async () => {
  await second?.close();
  await etiba?.close();
});

const either = (index: number) => (index % 2 === 0 ? etiba : second);
const codesOf = (answers: Answer[]): string[] => [
  ...new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code as string)),
];
const bookedIn = (answers: Answer[]) => answers.filter(({ status }) => status === 201);
/** Transactions that had to be tried again, on either side. */
const deadlocks = () =>
  [...etiba.logged, ...second.logged].filter((line) => line.includes('tried again')).length;

async function expectSound() {
  expect(await overlapsIn(etiba)).toBe(0);
  expect(await brokenHistories(etiba)).toEqual([]);
}

describe('200 patients who want one doctor at once', () => {
  const race = (doctor: TestDoctor, wish: (index: number) => object) =>
    Promise.all(
      patients.map((patient, index) =>
        either(index)
          .as(patient)
          .post(APPOINTMENTS, { doctor_id: doctor.id, reason: 'Race', ...wish(index) }),
      ),
    );

  it('have one winner for one time, and the losers are told what happened', async () => {
    const answers = await race(await etiba.aDoctor(), () => ({ appointment_datetime: at('10:00') }));
    expect(bookedIn(answers)).toHaveLength(1);
    expect(codesOf(answers)).toEqual(['slot_taken']);
    expect(deadlocks()).toBe(0);
    await expectSound();
  });

  it('never overlap when their times overlap and contain each other', async () => {
    const doctor = await etiba.aDoctor();
    const wishes = [
      ['09:00', 15],
      ['09:15', 15],
      ['09:00', 30],
      ['09:30', 30],
      ['09:00', 45],
      ['09:45', 45],
      ['09:00', 60],
      ['10:00', 60],
      ['09:00', 90],
      ['09:00', 180],
    ] as const;
    const answers = await race(doctor, (index) => {
      const [time, duration] = wishes[index % wishes.length]!;
      return { appointment_datetime: at(time, '2026-12-03'), duration };
    });
    expect(bookedIn(answers).length).toBeGreaterThan(0);
    expect(codesOf(answers).every((code) => code === 'slot_taken' || code === 'not_offered')).toBe(true);
    expect(deadlocks()).toBe(0);
    await expectSound();
  });
});

describe('one patient', () => {
  it('gets one of many doctors for one time', async () => {
    const doctors = await Promise.all(Array.from({ length: 40 }, () => etiba.aDoctor()));
    const patient = await etiba.aPatient();
    const answers = await Promise.all(
      doctors.map(({ id }, index) => {
        const body = {
          doctor_id: id,
          patient_id: patient.id,
          appointment_datetime: at('10:00', '2026-12-04'),
          reason: 'Race',
        };
        return either(index)
          .as(index % 3 === 0 ? admin : patient)
          .post(APPOINTMENTS, body);
      }),
    );
    expect(bookedIn(answers)).toHaveLength(1);
    expect(codesOf(answers)).toEqual(['patient_busy']);
    await expectSound();
  });

  it('books once with one Idempotency-Key on two processes', async () => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    const body = { doctor_id: doctor.id, appointment_datetime: at('11:00', '2026-12-04'), reason: 'Once' };
    const headers = { 'idempotency-key': 'once' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        either(index).as(patient).post(APPOINTMENTS, body, { headers }),
      ),
    );
    expect(new Set(answers.map(({ status, body: { id } }) => `${status} ${id}`)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(19);
    expect((await etiba.as(patient).get(APPOINTMENTS)).body.count).toBe(1);
  });
});

describe('the database itself', () => {
  it.each([
    ['doctor', 'appointments_doctor_free'],
    ['patient', 'appointments_patient_free'],
  ])('refuses the application an overlap of one %s', async (whose, constraint) => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    await etiba.aVisit(patient, doctor, { appointment_datetime: at('10:00') });
    const insert = etiba.aVisit(
      whose === 'patient' ? patient : await etiba.aPatient(),
      whose === 'doctor' ? doctor : await etiba.aDoctor(),
      { appointment_datetime: at('10:29') },
    );
    await expect(insert).rejects.toMatchObject({ code: '23P01', constraint });
  });

  it.each([
    ['infinite times', { appointment_datetime: 'infinity', appointment_end_time: 'infinity' }],
    ['an end that does not follow', { appointment_end_time: at('10:00') }],
    ['a visit of no length', { duration: 0, appointment_end_time: at('10:00') }],
  ])('refuses the application %s, which would slip past that', async (_, values) => {
    const { id } = await etiba.aVisit(await etiba.aPatient(), await etiba.aDoctor(), {
      appointment_datetime: at('10:00'),
    });
    const update = etiba.deps.db.updateTable('appointments').set(values).where('id', '=', id).execute();
    await expect(update).rejects.toMatchObject({ code: '23514', constraint: 'appointments_has_length' });
  });

  it('lets the application neither erase a visit nor touch its history', async () => {
    const { id } = await etiba.aVisit(await etiba.aPatient(), await etiba.aDoctor(), {
      appointment_datetime: at('10:00'),
    });
    const { db } = etiba.deps;
    await expect(db.deleteFrom('appointments').where('id', '=', id).execute()).rejects.toMatchObject({
      code: '42501',
    });
    await expect(db.deleteFrom('appointment_status_history').execute()).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      db.updateTable('appointment_status_history').set({ reason: '' }).execute(),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('moves', () => {
  it('that swap two visits or cross between two doctors do not block each other', async () => {
    const { booked } = useVisits(etiba);
    const doctors = [await etiba.aDoctor(), await etiba.aDoctor()] as const;
    const [mine, yours] = [patients[0]!, patients[1]!];
    const before = deadlocks();
    for (let round = 0; round < 10; round += 1) {
      const day = `2026-12-${String(7 + round).padStart(2, '0')}`;
      if ([6, 0].includes(new Date(day).getUTCDay())) continue;
      const one = await booked(admin, doctors[0], at('10:00', day), { patient_id: mine.id });
      const two = await booked(admin, doctors[1], at('11:00', day), { patient_id: yours.id });
      const cross = await Promise.all([
        etiba.as(admin).patch(urlOf(one), { doctor_id: doctors[1].id }),
        second.as(admin).patch(urlOf(two), { doctor_id: doctors[0].id }),
      ]);
      expect(cross.map(({ status }) => status)).toEqual([200, 200]);
      const three = await booked(admin, doctors[0], at('14:00', day), { patient_id: mine.id });
      const swap = await Promise.all([
        etiba.as(admin).patch(urlOf(two), { appointment_datetime: at('14:00', day) }),
        second.as(admin).patch(urlOf(three), { appointment_datetime: at('11:00', day) }),
      ]);
      for (const { status, body } of swap) expect([status, body.code]).toEqual([409, 'slot_taken']);
    }
    expect(deadlocks()).toBe(before);
    await expectSound();
  });
});

describe('everything at once', () => {
  it('leaves no overlap, no server error and true histories', async () => {
    const doctors = await Promise.all([1, 2, 3].map(() => etiba.aDoctor()));
    const some = patients.slice(20, 28);
    const ids: string[] = [];
    const answers: Answer[] = [];
    // A generator of its own, so that a failing run can be told from another.
    let seed = 20261201;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const time = () =>
      at(`${String(9 + random(3)).padStart(2, '0')}:${['00', '15', '30', '45'][random(4)]}`, '2026-12-09');
    const duration = () => [15, 30, 45, 60][random(4)]!;
    const act = async (index: number) => {
      const person = either(index).as(admin);
      const visit = urlOf({ id: ids[random(ids.length)] ?? 'none' });
      const kind = ids.length < 5 ? 0 : random(6);
      const doctor_id = doctors[random(3)]!.id;
      if (kind <= 1) {
        const patient_id = some[random(some.length)]!.id;
        const answer = await person.post(APPOINTMENTS, {
          doctor_id,
          patient_id,
          appointment_datetime: time(),
          duration: duration(),
          reason: 'Race',
        });
        if (answer.status === 201) ids.push(answer.body.id);
        return answer;
      }
      if (kind === 2)
        return person.patch(visit, { doctor_id, appointment_datetime: time(), duration: duration() });
      if (kind === 3) return person.patch(visit, { duration: duration() });
      return person.post(`${visit}status/`, { status: kind === 4 ? 'cancelled' : 'scheduled' });
    };
    const until = Date.now() + 4_000;
    const worker = async (index: number) => {
      while (Date.now() < until) answers.push(await act(index));
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => worker(index)));

    const unexpected = answers.filter(({ status }) => ![200, 201, 409].includes(status));
    expect(unexpected.map(({ status, body }) => `${status} ${body.code}`)).toEqual([]);
    const known = [
      'slot_taken',
      'patient_busy',
      'not_offered',
      'in_break',
      'illegal_transition',
      'not_changeable',
      'changed_meanwhile',
    ];
    const codes = answers.filter(({ status }) => status === 409).map(({ body }) => body.code as string);
    expect([...new Set(codes)].filter((code) => !known.includes(code))).toEqual([]);
    expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(20);
    await expectSound();
  });
});
