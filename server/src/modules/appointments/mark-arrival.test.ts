import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { APPOINTMENTS, at, brokenHistories, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, standAt, stored } = useVisits(etiba);

let admin: Person;
let patient: TestPatient;
let doctor: TestDoctor;
let other: TestDoctor;
let visit: { id: string };
beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  patient = await etiba.aPatient();
  await standAt('2026-12-01T05:00:00Z', admin, doctor, other, patient);
  const free = await etiba
    .as(patient)
    .get(`${APPOINTMENTS}availability/?doctor_id=${doctor.id}&date=2026-12-01`);
  visit = await booked(patient, doctor, free.body.results[0].slots[0].start);
});

const arrive = (person: Person = admin, of = visit) => etiba.as(person).post(`${urlOf(of)}arrive/`);
const takeBack = (person: Person = admin, headers = {}) =>
  etiba.as(person).delete(`${urlOf(visit)}arrive/`, { headers });

describe('arriving', () => {
  it('is noted by the desk or the doctor, and changes no status', async () => {
    for (const person of [admin, doctor]) {
      const answer = await arrive(person);
      expect(answer).toMatchObject({
        status: 200,
        body: { status: 'scheduled', arrived_at: '2026-12-01T05:00:00Z' },
      });
      expect(answer.body.status_history).toHaveLength(1);
      await takeBack(person);
    }
    expect(await brokenHistories(etiba)).toEqual([]);
  });

  it('is written once, and again after it was taken back, each time into history and audit', async () => {
    await arrive();
    await arrive();
    await standAt('2026-12-01T05:10:00Z', admin, doctor);
    const back = await takeBack(doctor);
    expect(back.body.arrived_at).toBeNull();
    await takeBack(doctor);
    const { body } = await arrive(doctor);
    expect(body.arrivals).toMatchObject([
      { arrived_at: '2026-12-01T05:00:00Z', changed_by: admin.user_id },
      { arrived_at: null, changed_by: doctor.user_id, changed_by_name: expect.any(String) },
      { arrived_at: '2026-12-01T05:10:00Z', changed_by: doctor.user_id },
    ]);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'patient_id'])
      .where('object_id', '=', visit.id)
      .where('action', 'like', '%arriv%')
      .orderBy('id')
      .execute();
    expect(lines.map(({ action }) => action)).toEqual([
      'appointment.arrive',
      'appointment.take_back_arrival',
      'appointment.arrive',
    ]);
    expect(new Set(lines.map(({ patient_id }) => patient_id))).toEqual(new Set([patient.id]));
  });

  it('has one winner of many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => arrive()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(answers.at(-1)!.body.arrivals).toHaveLength(1);
  });

  it('is of the day of the visit only, and of one that is waited for', async () => {
    const tomorrow = await booked(patient, doctor, at('10:00'));
    expect(await arrive(admin, tomorrow)).toMatchObject({ status: 409, body: { code: 'wrong_time' } });
    await etiba.as(admin).post(`${urlOf(visit)}status/`, { status: 'cancelled' });
    const before = await stored(visit.id);
    expect(await arrive()).toMatchObject({ status: 409, body: { code: 'not_changeable' } });
    expect(await stored(visit.id)).toEqual(before);
  });

  it('is nothing that the patient or a stranger says', async () => {
    expect((await arrive(patient)).status).toBe(403);
    expect((await arrive(other)).status).toBe(404);
  });

  it('is what lists are asked for', async () => {
    const here = async (has_arrived: boolean) => {
      const query = `has_arrived=${has_arrived}&patient_id=${patient.id}`;
      return (await etiba.as(doctor).get(`${APPOINTMENTS}?${query}`)).body.count;
    };
    expect([await here(true), await here(false)]).toEqual([0, 1]);
    await arrive();
    expect([await here(true), await here(false)]).toEqual([1, 0]);
  });

  it('cannot be written by a change of the visit, and makes an older state stale', async () => {
    const { headers } = await etiba.as(admin).get(urlOf(visit));
    expect(
      (await etiba.as(admin).patch(urlOf(visit), { arrived_at: at('09:00') })).body.errors[0].field,
    ).toBe('arrived_at');
    await arrive();
    expect((await takeBack(admin, { 'if-match': headers['etag'] })).status).toBe(412);
  });

  it('stays with a visit that is moved within its day, and not with one that goes to another', async () => {
    await arrive();
    const move = (appointment_datetime: string) =>
      etiba
        .as(admin)
        .patch(urlOf(visit), { appointment_datetime, override: true, override_reason: 'The doctor is late' });
    const later = await move(at('18:00', '2026-12-01'));
    expect(later.body).toMatchObject({ status: 'rescheduled', arrived_at: '2026-12-01T05:00:00Z' });
    expect((await move(at('18:00', '2026-12-03'))).body.arrived_at).toBeNull();
  });
});
