import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OFFICE_HOURS, type Person, type TestDoctor, type TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
let patient: TestPatient;
let other: TestDoctor;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor();
});

const url = (id = doctor.id) => `/api/doctors/${id}/availability/`;
const get = (by: Person = patient) => etiba.as(by).get(url());
const put = (week: unknown, by: Person = doctor, headers = {}) => etiba.as(by).put(url(), week, { headers });
const read = async () => (await get()).body;

const MONDAY = { day_of_week: 0, start_time: '09:00', end_time: '12:00' };
const PLAIN = { break_start: null, break_end: null, is_active: true, valid_from: null, valid_to: null };

describe('GET /api/doctors/:doctor_id/availability/', () => {
  it('is the week for anybody signed in, Monday first', async () => {
    const week = OFFICE_HOURS.map((slot) => ({
      ...PLAIN,
      ...slot,
      id: expect.any(String),
      doctor_id: doctor.id,
    }));
    for (const person of [patient, other, doctor, admin]) {
      const { status, body } = await get(person);
      expect([status, body]).toEqual([200, week]);
    }
    expect((await etiba.anyone.get(url())).status).toBe(401);
    expect((await etiba.as(patient).get(url(ABSENT))).status).toBe(404);
  });
});

describe('PUT /api/doctors/:doctor_id/availability/', () => {
  it('replaces the whole week and answers it in order', async () => {
    const week = [
      { day_of_week: 6, start_time: '22:00', end_time: '06:00', break_start: '02:00', break_end: '02:30' },
      {
        day_of_week: 0,
        start_time: '13:00:00',
        end_time: '17:00:00',
        valid_from: '2026-12-01',
        valid_to: '2027-06-30',
      },
      { day_of_week: 0, start_time: '08:00', end_time: '12:00', is_active: false },
    ];
    const answer = await put(week);
    const slot = { ...PLAIN, id: expect.any(String), doctor_id: doctor.id };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      slots: [
        { ...slot, ...week[2] },
        { ...slot, ...week[1], start_time: '13:00', end_time: '17:00' },
        { ...slot, ...week[0] },
      ],
      affected_appointments: [],
    });
    const got = await get();
    expect([got.body, got.headers['etag']]).toEqual([answer.body.slots, answer.headers['etag']]);
  });

  it('is open to administrators, also for a doctor who has left', async () => {
    await etiba.as(admin).delete(`/api/doctors/${doctor.id}/deactivate/`);
    expect((await put([MONDAY], admin)).status).toBe(200);
  });

  it('knows the doctor in whatever case the id is written', async () => {
    expect((await etiba.as(doctor).put(url(doctor.id.toUpperCase()), [MONDAY])).status).toBe(200);
    expect(await read()).toMatchObject([MONDAY]);
  });

  it('empties the week with an empty list', async () => {
    expect((await put([])).body).toEqual({ slots: [], affected_appointments: [] });
    expect(await read()).toEqual([]);
  });

  it('takes windows that touch, and the same time in other seasons', async () => {
    const week = [
      { ...MONDAY, valid_to: '2026-12-31' },
      { ...MONDAY, valid_from: '2027-01-01' },
      { ...MONDAY, start_time: '12:00', end_time: '13:00' },
      { ...MONDAY, day_of_week: 6, start_time: '22:00', end_time: '09:00' },
    ];
    expect((await put(week)).status).toBe(200);
  });

  it('names the visits that it leaves uncovered', async () => {
    const visit = await etiba.as(patient).post('/api/appointments/', {
      doctor_id: doctor.id,
      appointment_datetime: '2026-12-07T13:00:00+03:00',
      reason: 'Cough',
    });
    const { body } = await put([MONDAY]);
    expect(body.affected_appointments).toMatchObject([{ id: visit.body.id, patient: { id: patient.id } }]);
    await etiba.as(patient).delete(`/api/appointments/${visit.body.id}/`);
  });

  it('leaves a line in the audit', async () => {
    await put([MONDAY]);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('object_id', '=', doctor.id)
      .execute();
    expect(lines).toMatchObject([
      { action: 'schedule.replace_week', actor_user_id: doctor.user_id, detail: { slots: 1 } },
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['no list', {}, ['body']],
    ['null', 'null', ['body']],
    ['no window', [null], ['0']],
    ['half a window', [MONDAY, { day_of_week: 1 }], ['1/start_time', '1/end_time']],
    ['a day of eight', [{ ...MONDAY, day_of_week: 7 }], ['0/day_of_week']],
    ['a day by name', [{ ...MONDAY, day_of_week: '0' }], ['0/day_of_week']],
    ['half a day', [{ ...MONDAY, day_of_week: 0.5 }], ['0/day_of_week']],
    ['24 o’clock', [{ ...MONDAY, end_time: '24:00' }], ['0/end_time']],
    ['a minute of 60', [{ ...MONDAY, end_time: '12:60' }], ['0/end_time']],
    ['seconds', [{ ...MONDAY, end_time: '12:00:30' }], ['0/end_time']],
    ['a time with a zone', [{ ...MONDAY, end_time: '12:00Z' }], ['0/end_time']],
    ['a null time', [{ ...MONDAY, end_time: null }], ['0/end_time']],
    ['an empty break', [{ ...MONDAY, break_start: '' }], ['0/break_start']],
    ['a date that is none', [{ ...MONDAY, valid_from: '2026-02-29' }], ['0/valid_from']],
    ['an id', [{ ...MONDAY, id: ABSENT }], ['0/id']],
    ['a doctor', [MONDAY, { ...MONDAY, day_of_week: 1, doctor_id: ABSENT }], ['1/doctor_id']],
    ['101 windows', Array.from({ length: 101 }, () => ({ ...MONDAY, is_active: false })), ['body']],
    ['no length', [{ ...MONDAY, end_time: '09:00:00' }], ['0/end_time']],
    ['half a break', [{ ...MONDAY, break_start: '10:00' }], ['0/break_end']],
    [
      'a break outside',
      [MONDAY, { ...MONDAY, day_of_week: 2, break_start: '13:00', break_end: '14:00' }],
      ['1/break_start'],
    ],
    ['a break too long', [{ ...MONDAY, break_start: '11:00', break_end: '12:30' }], ['0/break_end']],
    [
      'dates in the wrong order',
      [{ ...MONDAY, valid_from: '2027-01-02', valid_to: '2027-01-01' }],
      ['0/valid_to'],
    ],
    ['an overlap', [MONDAY, { ...MONDAY, start_time: '11:59', end_time: '13:00' }], ['1/start_time']],
    [
      'an overlap past midnight from Sunday',
      [MONDAY, { day_of_week: 6, start_time: '20:00', end_time: '09:01' }],
      ['1/start_time'],
    ],
    ['NUL', [{ ...MONDAY, start_time: '09:00\u0000' }], ['body']],
    ['a lone surrogate', [{ ...MONDAY, '\ud800': 1 }], ['body']],
  ])('refuses %s and keeps the week', async (_, week, fields) => {
    const before = await read();
    const body = typeof week === 'string' ? week : JSON.stringify(week);
    const answer = await put(body, doctor, { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
    expect(await read()).toEqual(before);
  });

  it('refuses others and keeps the week', async () => {
    const before = await read();
    expect(await put([MONDAY], other)).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
    expect((await put([MONDAY], patient)).status).toBe(403);
    expect((await etiba.anyone.put(url(), [MONDAY])).status).toBe(401);
    expect((await etiba.as(admin).put(url(ABSENT), [MONDAY])).status).toBe(404);
    expect(await read()).toEqual(before);
  });

  it('refuses a stale If-Match', async () => {
    const { headers } = await get();
    const ifMatch = { 'if-match': String(headers['etag']) };
    const first = await put([MONDAY], doctor, ifMatch);
    expect(first.status).toBe(200);
    expect(await put([], doctor, ifMatch)).toMatchObject({ status: 412, body: { code: 'stale' } });
    expect(await read()).toEqual(first.body.slots);
    expect((await put([], doctor, { 'if-match': String(first.headers['etag']) })).status).toBe(200);
  });

  it('of ten at once leaves one whole week, never a mix', async () => {
    const weeks = Array.from({ length: 10 }, (_, hour) =>
      [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
        day_of_week,
        start_time: `0${hour}:00`,
        end_time: `0${hour}:45`,
      })),
    );
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(weeks.map((week, index) => put(week, index % 2 ? admin : doctor)));
      expect(answers.map(({ status }) => status)).toEqual(weeks.map(() => 200));
      const kept = await read();
      expect(weeks).toContainEqual(
        kept.map(({ day_of_week, start_time, end_time }: typeof MONDAY) => ({
          day_of_week,
          start_time,
          end_time,
        })),
      );
    }
  });

  it('of ten at once with one If-Match wins once', async () => {
    const { headers } = await get();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => put([MONDAY], doctor, { 'if-match': String(headers['etag']) })),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ]);
  });

  it('races with bookings and strands none silently', async () => {
    const patients = await Promise.all(Array.from({ length: 8 }, () => etiba.aPatient()));
    const bookings = patients.map((person, index) =>
      etiba.as(person).post('/api/appointments/', {
        doctor_id: doctor.id,
        appointment_datetime: `2026-12-0${7 + (index % 2)}T${13 + Math.floor(index / 2)}:00:00+03:00`,
        reason: 'Cough',
      }),
    );
    const [changed, ...answers] = await Promise.all([put([MONDAY]), ...bookings]);
    expect(changed.status).toBe(200);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const visits = await etiba.deps.db
      .selectFrom('appointments')
      .select('needs_reschedule')
      .where('doctor_id', '=', doctor.id)
      .execute();
    expect(visits).toEqual(
      answers.filter(({ status }) => status === 201).map(() => ({ needs_reschedule: true })),
    );
  });
});
