import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import { OFFICE_HOURS, type Person, type TestDoctor, type TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, useVisits, utc } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, switchOff, absent, standAt } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  admin = await etiba.anAdmin();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient();
});

const ask = (person: Person, query: Record<string, string | number | boolean>) =>
  etiba
    .as(person)
    .get(
      `${APPOINTMENTS}availability/?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))}`,
    );

interface Slot {
  start: string;
  local_start: string;
  code?: string;
}
const localTimes = (slots: Slot[]) => slots.map(({ local_start }) => local_start.slice(11, 16));
const timesOffered = async (person: Person, query: Record<string, string | number | boolean>) => {
  const { body } = await ask(person, { doctor_id: doctor.id, date: '2026-12-02', ...query });
  return localTimes(body.results[0].slots);
};

describe('GET /api/appointments/availability/', () => {
  it('offers the free starts of a day, stepping from the beginning of each free stretch', async () => {
    await booked(await etiba.aPatient(), doctor, at('09:30'), { duration: 45 }).catch(() => undefined);
    await booked(await etiba.aPatient(), doctor, at('09:45'), { duration: 45 });
    const { status, body } = await ask(patient, { doctor_id: doctor.id, date: '2026-12-02', duration: 45 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      time_zone: 'Africa/Nairobi',
      duration: 45,
      results: [{ doctor_id: doctor.id, doctor_name: 'Dr. Grace Wanjiku' }],
    });
    const [{ slots }] = body.results;
    expect(slots[0]).toEqual({
      start: utc(at('09:00')),
      end: utc(at('09:45')),
      local_start: '2026-12-02T09:00:00+03:00',
    });
    expect(localTimes(slots)).toEqual([
      '09:00',
      '10:30',
      '11:15',
      '13:00',
      '13:45',
      '14:30',
      '15:15',
      '16:00',
    ]);
    expect(body.results[0]).not.toHaveProperty('refused');
  });

  it('says 30 minutes when none are named, and offers nothing on a day off', async () => {
    const { body } = await ask(patient, { doctor_id: doctor.id, date: '2026-12-05', date_to: '2026-12-06' });
    expect(body).toMatchObject({ duration: 30, results: [{ doctor_id: doctor.id, slots: [] }] });
    expect(await timesOffered(patient, {})).toHaveLength(14);
  });

  it('spans up to 31 days of the clinic, both ends included', async () => {
    const { body } = await ask(patient, {
      doctor_id: doctor.id,
      date: '2026-12-02',
      date_to: '2027-01-01',
      duration: 240,
    });
    const days = new Set(body.results[0].slots.map(({ local_start }: Slot) => local_start.slice(0, 10)));
    expect([...days].at(0)).toBe('2026-12-02');
    expect([...days].at(-1)).toBe('2027-01-01');
    expect(
      await ask(patient, { doctor_id: doctor.id, date: '2026-12-02', date_to: '2027-01-02' }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'date_to' }] },
    });
    expect(
      await ask(patient, { doctor_id: doctor.id, date: '2026-12-02', date_to: '2026-12-01' }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'date_to' }] },
    });
  });

  it('offers all doctors of a specialization who take bookings, by name', async () => {
    const { id: specialization_id } = await etiba.aSpecialization();
    const names = ['Zuri', 'Abdi', 'Closed', 'Gone'];
    const doctors = await Promise.all(names.map((last_name) => etiba.aDoctor({ last_name })));
    const rows = doctors.map(({ id }) => ({ doctor_id: id, specialization_id }));
    await etiba.deps.db.insertInto('doctor_specializations').values(rows).execute();
    await etiba.deps.db
      .updateTable('doctors')
      .set({ is_available: false })
      .where('id', '=', doctors[2]!.id)
      .execute();
    await switchOff(doctors[3]!);
    const { body } = await ask(patient, { specialization_id, date: '2026-12-02' });
    expect(body.results.map((result: { doctor_name: string }) => result.doctor_name)).toEqual([
      'Dr. Test Abdi',
      'Dr. Test Zuri',
    ]);
    for (const { slots } of body.results) expect(slots).toHaveLength(14);
    expect(
      (await ask(patient, { specialization_id: etiba.deps.ids.next(), date: '2026-12-02' })).body.results,
    ).toEqual([]);
  });

  it('offers nothing of a doctor who takes no bookings, and hides one who has left', async () => {
    await etiba.deps.db
      .updateTable('doctors')
      .set({ is_available: false })
      .where('id', '=', doctor.id)
      .execute();
    expect(await ask(patient, { doctor_id: doctor.id, date: '2026-12-02' })).toMatchObject({
      status: 200,
      body: { results: [] },
    });
    await switchOff(doctor);
    const hidden = await ask(patient, { doctor_id: doctor.id, date: '2026-12-02' });
    const nobody = await ask(patient, { doctor_id: etiba.deps.ids.next(), date: '2026-12-02' });
    expect({ ...hidden.body, request_id: '' }).toEqual({ ...nobody.body, request_id: '' });
    expect(hidden).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('leaves out when the patient has another visit; nobody else sees that', async () => {
    await booked(patient, await etiba.aDoctor(), at('10:00'), { duration: 60 });
    const all = await timesOffered(await etiba.aPatient(), {});
    expect(await timesOffered(patient, {})).toEqual(
      all.filter((time) => time !== '10:00' && time !== '10:30'),
    );
    for (const person of [doctor, admin]) expect(await timesOffered(person, {})).toEqual(all);
  });

  it('counts the own time of a visit to be moved as free, and leaves out the other visits of its patient', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await booked(patient, await etiba.aDoctor(), at('14:00'));
    for (const person of [patient, doctor, admin]) {
      const times = await timesOffered(person, { appointment_id: visit.id });
      expect(times).toContain('10:00');
      expect(times).not.toContain('14:00');
    }
    for (const person of [await etiba.aPatient(), await etiba.aDoctor()]) {
      const answer = await ask(person, {
        doctor_id: doctor.id,
        date: '2026-12-02',
        appointment_id: visit.id,
      });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('offers nothing that has passed, is too near or too far', async () => {
    expect(await timesOffered(patient, { date: '2026-11-30' })).toEqual([]);
    await standAt('2026-12-02T11:10:00Z', patient);
    expect(await timesOffered(patient, {})).toEqual(['14:30', '15:00', '15:30', '16:00', '16:30']);
    await standAt(START, patient);
    const { body } = await ask(patient, { doctor_id: doctor.id, date: '2027-12-01', date_to: '2027-12-31' });
    expect(localTimes(body.results[0].slots)).toEqual([]);
    expect(await timesOffered(patient, { date: '2027-11-30' })).toHaveLength(14);
  });

  it.each(['0001-01-01', '0001-12-31', '1900-02-28', '9998-12-31', '9999-12-31'])(
    'answers nothing for %s',
    async (date) => {
      for (const [person, explain] of [
        [patient, false],
        [admin, true],
      ] as const) {
        expect(await ask(person, { doctor_id: doctor.id, date, explain })).toMatchObject({
          status: 200,
          body: { results: [{ slots: [] }] },
        });
      }
    },
  );

  it.each([
    ['doctor_id', 'date=2026-12-02'],
    ['doctor_id', 'date=2026-12-02&doctor_id=DOCTOR&specialization_id=DOCTOR'],
    ['doctor_id', 'date=2026-12-02&doctor_id=nobody'],
    ['doctor_id', 'date=2026-12-02&doctor_id=DOCTOR&doctor_id=DOCTOR'],
    ['date', 'doctor_id=DOCTOR'],
    ['date', 'doctor_id=DOCTOR&date=2026-02-30'],
    ['date', 'doctor_id=DOCTOR&date=tomorrow'],
    ['date', 'doctor_id=DOCTOR&date=10000-01-01'],
    ['date_to', 'doctor_id=DOCTOR&date=2026-12-02&date_to='],
    ['duration', 'doctor_id=DOCTOR&date=2026-12-02&duration=14'],
    ['duration', 'doctor_id=DOCTOR&date=2026-12-02&duration=241'],
    ['duration', 'doctor_id=DOCTOR&date=2026-12-02&duration=30.5'],
    ['duration', 'doctor_id=DOCTOR&date=2026-12-02&duration=1e9'],
    ['explain', 'doctor_id=DOCTOR&date=2026-12-02&explain=perhaps'],
    ['patient_id', 'doctor_id=DOCTOR&date=2026-12-02&patient_id=DOCTOR'],
    ['appointment_id', 'doctor_id=DOCTOR&date=2026-12-02&appointment_id=%00'],
  ])('names a bad %s', async (field, query) => {
    const answer = await etiba
      .as(admin)
      .get(`${APPOINTMENTS}availability/?${query.replaceAll('DOCTOR', doctor.id)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});

describe('explain=true', () => {
  it('gives the clinic every refused start with its code', async () => {
    await booked(patient, doctor, at('10:00'));
    await absent(doctor, '2026-12-02', { start_time: '15:00', end_time: '16:00' });
    await standAt('2026-12-02T06:10:00Z', admin, doctor);
    for (const person of [doctor, admin]) {
      const { body } = await ask(person, { doctor_id: doctor.id, date: '2026-12-02', explain: true });
      const [{ slots, refused }] = body.results;
      const why = Object.fromEntries(
        refused.map(({ local_start, code }: Slot) => [local_start.slice(11, 16), code]),
      );
      expect(why).toEqual({
        '09:00': 'in_the_past',
        '10:00': 'slot_taken',
        '12:00': 'in_break',
        '12:30': 'in_break',
        '15:00': 'doctor_absent',
        '15:30': 'doctor_absent',
      });
      expect(localTimes(slots)).toEqual(await timesOffered(person, {}));
    }
    await standAt(START, admin);
  });

  it('says of a doctor who takes no bookings just that, and of the times of the patient that they are busy', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await booked(patient, await etiba.aDoctor(), at('11:00'));
    const query = { doctor_id: doctor.id, date: '2026-12-02', explain: true };
    const moving = await ask(admin, { ...query, appointment_id: visit.id });
    expect(moving.body.results[0].refused).toContainEqual(
      expect.objectContaining({ start: utc(at('11:00')), code: 'patient_busy' }),
    );
    await etiba.deps.db
      .updateTable('doctors')
      .set({ is_available: false })
      .where('id', '=', doctor.id)
      .execute();
    const { body } = await ask(admin, query);
    expect(body.results[0].slots).toEqual([]);
    expect(new Set(body.results[0].refused.map(({ code }: Slot) => code))).toEqual(
      new Set(['doctor_not_available']),
    );
  });

  it('is for administrators, and for doctors about themselves', async () => {
    const { id: specialization_id } = await etiba.aSpecialization();
    await etiba.deps.db
      .insertInto('doctor_specializations')
      .values({ doctor_id: doctor.id, specialization_id })
      .execute();
    const refusal = { status: 403, body: { code: 'permission_denied', errors: [{ field: 'explain' }] } };
    const about = { doctor_id: doctor.id, date: '2026-12-02', explain: true };
    for (const person of [patient, await etiba.aDoctor()])
      expect(await ask(person, about)).toMatchObject(refusal);
    expect(await ask(doctor, { specialization_id, date: '2026-12-02', explain: true })).toMatchObject(
      refusal,
    );
    expect(await ask(admin, { specialization_id, date: '2026-12-02', explain: true })).toMatchObject({
      status: 200,
    });
  });
});

describe('a notice for booking', () => {
  it('moves the first offered start, not the grid', async () => {
    const setNotice = (min_notice_minutes: number) =>
      etiba.as(admin).patch('/api/admin/settings/', { min_notice_minutes });
    await setNotice(24 * 60 + 130); // until 2026-12-02, 10:10
    try {
      expect((await timesOffered(patient, {}))[0]).toBe('10:30');
      const early = { doctor_id: doctor.id, appointment_datetime: at('10:00'), reason: 'Soon' };
      expect(await etiba.as(patient).post(APPOINTMENTS, early)).toMatchObject({
        status: 409,
        body: { code: 'too_soon' },
      });
      expect(OFFICE_HOURS[2]!.start_time).toBe('09:00');
    } finally {
      await setNotice(0);
    }
  });
});
