import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();
const MONDAY = { day_of_week: 0, start_time: '09:00', end_time: '12:00' };
const TUESDAY = {
  day_of_week: 1,
  start_time: '13:00',
  end_time: '17:00',
  break_start: '15:00',
  break_end: '15:30',
};
const PLAIN = { break_start: null, break_end: null, is_active: true, valid_from: null, valid_to: null };

let admin: Person;
let patient: TestPatient;
let other: TestDoctor;
let doctor: TestDoctor;
let monday: { id: string };
let tuesday: { id: string };
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor({ hours: [MONDAY, TUESDAY] });
  [monday, tuesday] = await week();
});

const slots = (id = doctor.id) => `/api/doctors/${id}/availability/slots/`;
const url = (slot: { id: string }, doctorId = doctor.id) => `${slots(doctorId)}${slot.id}/`;
const week = async () => (await etiba.as(patient).get(`/api/doctors/${doctor.id}/availability/`)).body;
const get = (slot: { id: string }, by: Person = patient) => etiba.as(by).get(url(slot));
const add = (body: object, by: Person = doctor) => etiba.as(by).post(slots(), body);
const put = (slot: { id: string }, body: object, by: Person = doctor, headers = {}) =>
  etiba.as(by).put(url(slot), body, { headers });
const patch = (slot: { id: string }, body: object, by: Person = doctor, headers = {}) =>
  etiba.as(by).patch(url(slot), body, { headers });
const remove = (slot: { id: string }, by: Person = doctor, headers = {}) =>
  etiba.as(by).delete(url(slot), { headers });

describe('a window of the week', () => {
  it('is there for anybody signed in', async () => {
    for (const person of [patient, other, doctor, admin]) {
      const { status, body } = await get(tuesday, person);
      expect([status, body]).toEqual([200, { ...PLAIN, ...TUESDAY, id: tuesday.id, doctor_id: doctor.id }]);
    }
    expect((await etiba.anyone.get(url(tuesday))).status).toBe(401);
  });

  it('is added', async () => {
    const sunday = { day_of_week: 6, start_time: '20:00', end_time: '09:00' };
    const answer = await add(sunday);
    const { affected_appointments, ...slot } = answer.body;
    expect([answer.status, affected_appointments]).toEqual([201, []]);
    expect(slot).toEqual({ ...PLAIN, ...sunday, id: expect.any(String), doctor_id: doctor.id });
    const got = await get(slot);
    expect([got.body, got.headers['etag']]).toEqual([slot, answer.headers['etag']]);
    expect(await week()).toHaveLength(3);
  });

  it('is added once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `slot-${doctor.id}` };
    const first = await etiba.as(doctor).post(slots(), { ...MONDAY, day_of_week: 5 }, { headers });
    const again = await etiba.as(doctor).post(slots(), { ...MONDAY, day_of_week: 5 }, { headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await week()).toHaveLength(3);
  });

  it('is replaced: what is left out goes back to its default', async () => {
    await patch(tuesday, { is_active: false, valid_from: '2026-12-01', valid_to: '2026-12-31' });
    const answer = await put(tuesday, { ...MONDAY, day_of_week: 3 });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...PLAIN,
        ...MONDAY,
        day_of_week: 3,
        id: tuesday.id,
        doctor_id: doctor.id,
        affected_appointments: [],
      },
    ]);
    expect((await get(tuesday)).headers['etag']).toBe(answer.headers['etag']);
  });

  it('is changed where it is named', async () => {
    const { status, body } = await patch(tuesday, { end_time: '18:00', break_start: null, break_end: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...TUESDAY, end_time: '18:00', break_start: null, break_end: null });
    expect((await patch(tuesday, {}, admin)).body).toMatchObject({ end_time: '18:00' });
  });

  it('does not clash with itself, in whatever case its id is written', async () => {
    const shouted = { id: monday.id.toUpperCase() };
    expect((await patch(shouted, { start_time: '10:00' })).status).toBe(200);
    expect((await put(shouted, MONDAY)).status).toBe(200);
    expect((await remove(shouted)).status).toBe(200);
  });

  it('is deleted, and answered as it was', async () => {
    const { status, body } = await remove(monday);
    expect([status, body]).toEqual([
      200,
      { ...PLAIN, ...MONDAY, id: monday.id, doctor_id: doctor.id, affected_appointments: [] },
    ]);
    expect((await get(monday)).status).toBe(404);
    expect((await remove(monday)).status).toBe(404);
    expect(await week()).toHaveLength(1);
  });

  it('names the visits that lose their time, however it goes', async () => {
    const visit = await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-07T08:00:00Z' }); // 11:00
    const ids = ({ body }: { body: { affected_appointments: { id: string }[] } }) =>
      body.affected_appointments.map(({ id }) => id);
    expect(ids(await patch(monday, { end_time: '11:00' }))).toEqual([visit.id]);
    expect(ids(await put(monday, MONDAY))).toEqual([]);
    expect(ids(await patch(monday, { is_active: false }))).toEqual([visit.id]);
    expect(ids(await remove(monday))).toEqual([visit.id]);
    expect(ids(await add({ ...TUESDAY, day_of_week: 2 }))).toEqual([visit.id]);
    expect(ids(await add(MONDAY))).toEqual([]);
    await etiba.as(admin).delete(`/api/appointments/${visit.id}/`);
  });

  it('leaves a line in the audit for each change', async () => {
    const { body } = await add({ ...MONDAY, day_of_week: 4 });
    await patch(body, { end_time: '11:00' });
    await remove(body);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'detail'])
      .where('object_id', '=', doctor.id)
      .orderBy('id')
      .execute();
    expect(lines).toEqual([
      { action: 'schedule.add_slot', detail: { slot_id: body.id } },
      { action: 'schedule.update_slot', detail: { slot_id: body.id, fields: ['end_time'] } },
      { action: 'schedule.delete_slot', detail: { slot_id: body.id } },
    ]);
  });
});

describe('a window is refused', () => {
  const clash = { start_time: '11:30', end_time: '14:00' };

  it.each<[object, string]>([
    [{ ...clash }, 'start_time'],
    [{ day_of_week: 6, start_time: '22:00', end_time: '09:30' }, 'start_time'],
    [{ start_time: '07:00', end_time: '07:00' }, 'end_time'],
    [{ start_time: '07:00', end_time: '08:00', break_start: '07:30' }, 'break_end'],
    [{ start_time: '07:00', end_time: '08:00', break_start: '08:00', break_end: '08:30' }, 'break_start'],
    [
      { start_time: '07:00', end_time: '08:00', valid_from: '2027-01-02', valid_to: '2027-01-01' },
      'valid_to',
    ],
    [{ start_time: '7:00', end_time: '08:00' }, 'start_time'],
    [{ start_time: '07:00', end_time: 8 }, 'end_time'],
    [{ start_time: '07:00', end_time: '08:00', is_active: 1 }, 'is_active'],
    [{ start_time: '07:00', end_time: '08:00', doctor_id: ABSENT }, 'doctor_id'],
    [{ start_time: '07:00', end_time: '08:00', affected_appointments: [] }, 'affected_appointments'],
    [{ start_time: '07:00' }, 'end_time'],
    [{ start_time: '07:00', end_time: '08:00', valid_from: '0000-01-01' }, 'valid_from'],
    [{ start_time: '07:00', end_time: '08:00', '\u0000': 1 }, 'body'],
  ])('when it is %j, by POST and PUT', async (times, field) => {
    const before = await week();
    const body = { day_of_week: 0, ...times };
    expect(await add(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await put(tuesday, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await week()).toEqual(before);
  });

  it.each<[object, string]>([
    [{ day_of_week: 0, start_time: '11:59' }, 'start_time'],
    [{ end_time: '15:10' }, 'break_end'],
    [{ break_end: null }, 'break_end'],
    [{ break_start: '16:00' }, 'break_end'],
    [{ start_time: null }, 'start_time'],
    [{ id: ABSENT }, 'id'],
  ])('when a change would make it impossible: %j', async (change, field) => {
    const before = await week();
    expect(await patch(tuesday, change)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await week()).toEqual(before);
  });

  it('and told which window is in the way', async () => {
    const { body } = await add({ day_of_week: 6, start_time: '22:00', end_time: '09:30' });
    expect(body.detail).toBe('start_time: overlaps the window from 09:00 to 12:00 of day_of_week 0');
  });

  it('to others', async () => {
    const before = await week();
    for (const person of [other, patient]) {
      const answers = await Promise.all([
        add({ ...MONDAY, day_of_week: 5 }, person),
        put(monday, MONDAY, person),
        patch(monday, {}, person),
        remove(monday, person),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
    expect(await week()).toEqual(before);
  });

  it('under another doctor, whoever asks', async () => {
    for (const person of [admin, other]) {
      expect((await etiba.as(person).get(url(monday, other.id))).status).toBe(404);
      expect((await etiba.as(person).put(url(monday, other.id), MONDAY)).status).toBe(404);
      expect((await etiba.as(person).patch(url(monday, other.id), { end_time: '11:00' })).status).toBe(404);
      expect((await etiba.as(person).delete(url(monday, other.id))).status).toBe(404);
    }
    expect(await week()).toMatchObject([MONDAY, TUESDAY]);
  });

  it('with a stale If-Match', async () => {
    const ifMatch = { 'if-match': String((await get(monday)).headers['etag']) };
    expect((await patch(monday, { end_time: '11:00' }, doctor, ifMatch)).status).toBe(200);
    const before = await week();
    const answers = [
      await patch(monday, {}, doctor, ifMatch),
      await put(monday, MONDAY, doctor, ifMatch),
      await remove(monday, doctor, ifMatch),
    ];
    expect(answers.map(({ status }) => status)).toEqual([412, 412, 412]);
    expect(await week()).toEqual(before);
  });

  it('when the week is full', async () => {
    const full = Array.from({ length: 100 }, () => ({ ...MONDAY, is_active: false }));
    expect((await etiba.as(doctor).put(`/api/doctors/${doctor.id}/availability/`, full)).status).toBe(200);
    expect(await add(TUESDAY)).toMatchObject({ status: 409, body: { code: 'week_full' } });
    expect(await week()).toHaveLength(100);
  });

  it('of ten that overlap and come at once, all but one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        add({ day_of_week: 4, start_time: `09:0${index}`, end_time: '17:00' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 400),
    ]);
    expect(await week()).toHaveLength(3);
  });
});
