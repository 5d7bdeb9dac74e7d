import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { absencesOf } from './doctors.test-kit.ts';

const etiba = useEtiba();
const DAY = { start_date: '2026-12-24', end_date: '2026-12-24' };
const HOLIDAY = { start_date: '2026-12-24', end_date: '2027-01-02', reason: 'Family' };

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

const { all, list, read, get, add, put, patch, remove } = absencesOf(etiba, () => doctor);

describe('an absence', () => {
  it('is added', async () => {
    const answer = await add({ ...HOLIDAY, start_time: '13:00:00' });
    const { affected_appointments, ...absence } = answer.body;
    expect([answer.status, affected_appointments]).toEqual([201, []]);
    expect(absence).toEqual({
      ...HOLIDAY,
      id: expect.any(String),
      doctor_id: doctor.id,
      start_time: '13:00',
      end_time: null,
    });
    const got = await get(absence);
    expect([got.body, got.headers['etag']]).toEqual([absence, answer.headers['etag']]);
  });

  it('needs no more than dates', async () => {
    expect((await add(DAY, admin)).body).toMatchObject({
      ...DAY,
      start_time: null,
      end_time: null,
      reason: '',
    });
  });

  it('is added once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `absence-${doctor.id}` };
    const first = await etiba.as(doctor).post(all(), DAY, { headers });
    const again = await etiba.as(doctor).post(all(), DAY, { headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await read()).toHaveLength(1);
  });

  it('is replaced: what is left out goes back to its default', async () => {
    const { body } = await add({ ...HOLIDAY, start_time: '13:00', end_time: '17:00' });
    const answer = await put(body, DAY);
    expect(answer).toMatchObject({
      status: 200,
      body: { ...DAY, start_time: null, end_time: null, reason: '' },
    });
    expect((await get(body)).headers['etag']).toBe(answer.headers['etag']);
  });

  it('is changed where it is named', async () => {
    const { body } = await add({ ...HOLIDAY, start_time: '13:00' });
    const answer = await patch(body, { end_date: '2026-12-31', start_time: null });
    expect([answer.status, answer.body]).toEqual([
      200,
      { ...body, end_date: '2026-12-31', start_time: null },
    ]);
    expect((await patch(body, {})).body).toEqual(answer.body);
    expect((await get(body)).headers['etag']).toBe(answer.headers['etag']);
  });

  it('is taken back, and answered as it was', async () => {
    const { body } = await add(HOLIDAY);
    const answer = await remove(body);
    expect([answer.status, answer.body]).toEqual([200, body]);
    expect((await get(body)).status).toBe(404);
    expect((await remove(body)).status).toBe(404);
    expect(await read()).toEqual([]);
  });

  it('names the visits that it takes, until they are free again', async () => {
    const visit = await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-24T07:00:00Z' }); // 10:00
    const ids = ({ body }: { body: { affected_appointments: { id: string }[] } }) =>
      body.affected_appointments.map(({ id }) => id);
    const absence = await add({ ...DAY, start_time: '10:15' });
    expect(ids(absence)).toEqual([visit.id]);
    expect(ids(await patch(absence.body, { start_time: '10:30' }))).toEqual([]);
    expect(ids(await put(absence.body, DAY))).toEqual([visit.id]);
    expect(ids(await remove(absence.body))).toEqual([]);
    await etiba.as(admin).delete(`/api/appointments/${visit.id}/`);
  });

  it('takes its time from booking at once', async () => {
    const booking = {
      doctor_id: doctor.id,
      appointment_datetime: '2026-12-24T10:00:00+03:00',
      reason: 'Cough',
    };
    const { body } = await add(DAY);
    expect(await etiba.as(patient).post('/api/appointments/', booking)).toMatchObject({
      status: 409,
      body: { code: 'doctor_absent' },
    });
    await remove(body);
    const visit = await etiba.as(patient).post('/api/appointments/', booking);
    expect(visit.status).toBe(201);
    await etiba.as(patient).delete(`/api/appointments/${visit.body.id}/`);
  });

  it('leaves a line in the audit that never says why', async () => {
    const { body } = await add(HOLIDAY);
    await patch(body, { reason: 'Surgery' });
    await remove(body);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'detail'])
      .where('object_id', '=', doctor.id)
      .orderBy('id')
      .execute();
    const unavailability_id = body.id;
    expect(lines).toEqual([
      { action: 'schedule.add_absence', detail: { unavailability_id } },
      { action: 'schedule.update_absence', detail: { unavailability_id, fields: ['reason'] } },
      { action: 'schedule.delete_absence', detail: { unavailability_id } },
    ]);
  });
});

describe('who reads absences', () => {
  it('sees the times; the reason is for the doctor and administrators', async () => {
    const { body } = await add(HOLIDAY);
    const { reason, affected_appointments: _, ...open } = body;
    for (const person of [patient, other]) {
      expect((await get(body, person)).body).toEqual(open);
      expect((await list('', person)).body.results).toEqual([open]);
    }
    for (const person of [doctor, admin]) {
      expect((await get(body, person)).body).toEqual({ ...open, reason });
      expect((await list('', person)).body.results).toEqual([{ ...open, reason }]);
    }
    expect((await etiba.anyone.get(all())).status).toBe(401);
  });

  it('finds those that touch a span of dates, in order, in pages', async () => {
    for (const day of ['05', '01', '03'])
      await add({ start_date: `2027-03-${day}`, end_date: `2027-03-${day}` });
    await add({ start_date: '2027-03-02', end_date: '2027-03-08' });
    const found = async (query: string) =>
      (await list(query, patient)).body.results.map(({ start_date }: { start_date: string }) =>
        start_date.slice(-2),
      );
    expect(await found('')).toEqual(['01', '02', '03', '05']);
    expect(await found('ordering=-start_date')).toEqual(['05', '03', '02', '01']);
    expect(await found('date_from=2027-03-04')).toEqual(['02', '05']);
    expect(await found('date_to=2027-03-02')).toEqual(['01', '02']);
    expect(await found('date_from=2027-03-03&date_to=2027-03-03')).toEqual(['02', '03']);
    expect(await found('date_from=9999-12-31&date_to=0001-01-01')).toEqual([]);
    expect((await list('page_size=3')).body).toMatchObject({
      count: 4,
      next: `${all()}?page_size=3&page=2`,
      previous: null,
    });
  });

  it.each([
    ['date_from=2027-02-29', 'date_from'],
    ['date_to=now', 'date_to'],
    ['date_from=2027-01-01&date_from=2027-01-02', 'date_from'],
    ['reason=Family', 'reason'],
    ['ordering=reason', 'ordering'],
    ['page=-1', 'page'],
  ])('is refused %s', async (query, field) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('finds nothing of a doctor who has left, unless an administrator asks', async () => {
    const { body } = await add(HOLIDAY);
    await etiba.as(admin).delete(`/api/doctors/${doctor.id}/deactivate/`);
    expect([(await list('', patient)).status, (await get(body, patient)).status]).toEqual([404, 404]);
    expect([(await list('', admin)).status, (await get(body, admin)).status]).toEqual([200, 200]);
  });
});

describe('an absence and a booking at the same moment', () => {
  it('end with no visit that is neither refused nor marked', async () => {
    const patients = await Promise.all(Array.from({ length: 8 }, () => etiba.aPatient()));
    const bookings = patients.map((person, index) =>
      etiba.as(person).post('/api/appointments/', {
        doctor_id: doctor.id,
        appointment_datetime: `2026-12-24T${13 + Math.floor(index / 2)}:${index % 2 ? '30' : '00'}:00+03:00`,
        reason: 'Cough',
      }),
    );
    const [absence, ...answers] = await Promise.all([add(DAY), ...bookings]);
    expect(absence.status).toBe(201);
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
