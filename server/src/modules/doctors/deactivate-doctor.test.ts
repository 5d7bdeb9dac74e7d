import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
let patient: TestPatient;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
});
beforeEach(async () => {
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
  doctor = await etiba.aDoctor();
});

const get = (id = doctor.id) => etiba.as(admin).get(`/api/doctors/${id}/`);
const deactivate = (by: Person = admin, id = doctor.id, headers = {}) =>
  etiba.as(by).delete(`/api/doctors/${id}/deactivate/`, { headers });
const reactivate = (by: Person = admin, id = doctor.id) =>
  etiba.as(by).post(`/api/doctors/${id}/reactivate/`);
const logIn = () => etiba.anyone.post('/api/auth/login/', { email: doctor.email, password: doctor.password });
const book = (time: string, by: Person = patient) =>
  etiba
    .as(by)
    .post('/api/appointments/', { doctor_id: doctor.id, appointment_datetime: time, reason: 'Cough' });
const needsNewTime = async ({ body }: { body: { id: string } }) =>
  (await etiba.as(patient).get(`/api/appointments/${body.id}/`)).body.needs_reschedule;
const actions = async () => {
  const lines = etiba.deps.db.selectFrom('audit_events').select('action').where('object_id', '=', doctor.id);
  return (await lines.orderBy('id').execute()).map(({ action }) => action);
};

describe('DELETE /api/doctors/:doctor_id/deactivate/', () => {
  it('switches the account off and answers the doctor as they now stand', async () => {
    const before = (await get()).body;
    const { status, body, headers } = await deactivate();
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      user: { ...before.user, is_active: false, deactivated_at: expect.stringMatching(/Z$/) },
      affected_appointments: [],
    });
    expect(headers['etag']).toBe((await get()).headers['etag']);
    expect(await actions()).toEqual(['doctor.deactivate']);
  });

  it('ends all sessions at once and for good', async () => {
    await deactivate();
    expect((await etiba.as(doctor).get('/api/doctors/me/')).status).toBe(401);
    expect((await etiba.anyone.post('/api/auth/token/refresh/', { refresh: doctor.refresh })).status).toBe(
      401,
    );
    expect((await logIn()).status).not.toBe(200);
  });

  it('takes the doctor from lists and from booking', async () => {
    await deactivate();
    expect((await etiba.as(patient).get(`/api/doctors/${doctor.id}/`)).status).toBe(404);
    expect((await etiba.as(patient).get(`/api/doctors/${doctor.id}/availability/`)).status).toBe(404);
    const { body } = await etiba.as(patient).get('/api/doctors/?page_size=100');
    expect(body.results.map(({ id }: { id: string }) => id)).not.toContain(doctor.id);
    expect((await book('2026-12-02T10:00:00+03:00')).status).toBeGreaterThanOrEqual(400);
  });

  it('strands nobody silently: visits to come are listed, marked, and their patients told', async () => {
    const visit = await book('2026-12-02T10:00:00+03:00');
    expect(visit.status).toBe(201);
    const { body } = await deactivate();
    expect(body.affected_appointments).toEqual([
      {
        id: visit.body.id,
        appointment_datetime: '2026-12-02T07:00:00Z',
        duration: 30,
        status: 'scheduled',
        patient: { id: patient.id, full_name: 'Amina Otieno' },
      },
    ]);
    expect(await needsNewTime(visit)).toBe(true);
    await etiba.runJobs();
    const told = await etiba.as(patient).get('/api/notifications/');
    expect(told.body.results.map(({ verb }: { verb: string }) => verb)).toContain('needs_new_time');
  });

  it('a second time changes nothing', async () => {
    const first = await deactivate();
    const second = await deactivate();
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await actions()).toEqual(['doctor.deactivate']);
  });

  it('honours If-Match', async () => {
    const { headers } = await get();
    await etiba.as(admin).patch(`/api/doctors/${doctor.id}/update/`, { bio: 'New' });
    expect((await deactivate(admin, doctor.id, { 'if-match': String(headers['etag']) })).status).toBe(412);
    expect((await get()).body.user.is_active).toBe(true);
    const { headers: now } = await get();
    expect((await deactivate(admin, doctor.id, { 'if-match': String(now['etag']) })).status).toBe(200);
  });

  it('is for administrators only, also where the doctor asks', async () => {
    const before = (await get()).body;
    for (const person of [doctor, patient, await etiba.aDoctor()])
      expect((await deactivate(person)).status).toBe(403);
    expect((await etiba.anyone.delete(`/api/doctors/${doctor.id}/deactivate/`)).status).toBe(401);
    expect((await get()).body).toEqual(before);
    expect((await deactivate(admin, ABSENT)).status).toBe(404);
    expect((await deactivate(admin, patient.id)).status).toBe(404);
  });

  it('takes no body and no parameter', async () => {
    const url = `/api/doctors/${doctor.id}/deactivate/`;
    expect((await etiba.as(admin).delete(`${url}?force=true`)).status).toBe(400);
    expect(
      (await etiba.as(admin).post(`/api/doctors/${doctor.id}/reactivate/`, { force: true })).status,
    ).toBe(400);
    expect((await get()).body.user.is_active).toBe(true);
  });

  it('races with bookings and leaves no visit that is neither refused nor marked', async () => {
    const times = Array.from(
      { length: 10 },
      (_, index) => `2026-12-0${2 + (index % 3)}T${10 + Math.floor(index / 3)}:00:00+03:00`,
    );
    const patients = await Promise.all(times.map(() => etiba.aPatient()));
    const bookings = times.map((time, index) => book(time, patients[index]));
    const [off, ...answers] = await Promise.all([deactivate(), ...bookings]);
    expect(off.status).toBe(200);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const open = await etiba.deps.db
      .selectFrom('appointments')
      .select(['id', 'needs_reschedule'])
      .where('doctor_id', '=', doctor.id)
      .execute();
    expect(open.filter(({ needs_reschedule }) => !needs_reschedule)).toEqual([]);
    expect(open).toHaveLength(answers.filter(({ status }) => status === 201).length);
  });

  it('at once by five administrators is one deactivation', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => deactivate()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await actions()).toEqual(['doctor.deactivate']);
  });
});

describe('POST /api/doctors/:doctor_id/reactivate/', () => {
  it('gives the account back, but no session', async () => {
    const before = (await get()).body;
    await deactivate();
    const { status, body } = await reactivate();
    expect([status, body]).toEqual([200, { ...before, affected_appointments: [] }]);
    expect((await etiba.as(doctor).get('/api/doctors/me/')).status).toBe(401);
    expect((await logIn()).status).toBe(200);
    expect((await etiba.as(patient).get(`/api/doctors/${doctor.id}/`)).status).toBe(200);
  });

  it('takes the mark from visits that the doctor can see after all', async () => {
    const visit = await book('2026-12-02T10:00:00+03:00');
    await deactivate();
    expect((await reactivate()).body.affected_appointments).toEqual([]);
    expect(await needsNewTime(visit)).toBe(false);
  });

  it('makes nobody active who never verified the address', async () => {
    const input = {
      email: 'unverified@example.org',
      first_name: 'New',
      last_name: 'One',
      license_number: 'NEW-1',
    };
    const { body } = await etiba.as(admin).post('/api/doctors/register/', input);
    await deactivate(admin, body.id);
    expect((await reactivate(admin, body.id)).body.user.is_active).toBe(false);
  });

  it('a second time, and for an active doctor, changes nothing', async () => {
    expect((await reactivate()).status).toBe(200);
    expect(await actions()).toEqual([]);
  });

  it('is for administrators only', async () => {
    await deactivate();
    expect((await reactivate(patient)).status).toBe(403);
    expect((await reactivate(doctor)).status).toBe(401);
    expect((await get()).body.user.is_active).toBe(false);
    expect((await reactivate(admin, ABSENT)).status).toBe(404);
  });
});
