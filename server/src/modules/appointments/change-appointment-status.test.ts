import { beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, stored, standAt } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeEach(async () => {
  etiba.clock.set(START);
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
});

const setStatus = (person: Person, visit: { id: string }, status: string, more: object = {}) =>
  etiba.as(person).post(`${urlOf(visit)}status/`, { status, ...more });

/** The code of a refusal, which must leave the visit as it was. */
async function refusal(person: Person, visit: { id: string }, status: string): Promise<string> {
  const before = await stored(visit.id);
  const { status: httpStatus, body } = await setStatus(person, visit, status);
  expect(await stored(visit.id)).toEqual(before);
  return `${httpStatus} ${body.code}`;
}

describe('POST /api/appointments/<id>/status/', () => {
  it('leads a visit from booking to its end, each step a row of the history', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-01'));
    expect(await setStatus(doctor, visit, 'confirmed')).toMatchObject({
      status: 200,
      body: { status: 'confirmed' },
    });
    expect(await setStatus(doctor, visit, 'in_progress', { reason: 'Came early' })).toMatchObject({
      status: 200,
    });
    const { body } = await setStatus(admin, visit, 'completed');
    expect(body.status).toBe('completed');
    expect(body.status_history).toMatchObject([
      { previous_status: null, new_status: 'scheduled', changed_by: patient.user_id },
      { previous_status: 'scheduled', new_status: 'confirmed', changed_by: doctor.user_id, reason: '' },
      {
        previous_status: 'confirmed',
        new_status: 'in_progress',
        changed_by: doctor.user_id,
        reason: 'Came early',
      },
      { previous_status: 'in_progress', new_status: 'completed', changed_by: admin.user_id },
    ]);
    for (const row of body.status_history)
      expect(row).toMatchObject({ changed_at: START, previous_datetime: null });
    for (const status of ['scheduled', 'confirmed', 'in_progress', 'cancelled', 'no_show', 'rescheduled']) {
      expect(await refusal(admin, visit, status)).toBe('409 illegal_transition');
    }
  });

  it('takes PATCH too, with If-Match', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const { headers } = await etiba.as(doctor).get(urlOf(visit));
    const confirm = () =>
      etiba
        .as(doctor)
        .patch(
          `${urlOf(visit)}status/`,
          { status: 'confirmed' },
          { headers: { 'if-match': String(headers['etag']) } },
        );
    expect(await confirm()).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    expect(await confirm()).toMatchObject({ status: 412, body: { code: 'stale' } });
  });

  it('answers the same status again with 200 and changes nothing', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await setStatus(doctor, visit, 'confirmed');
    const before = await stored(visit.id);
    for (const person of [patient, doctor, admin]) {
      expect(await setStatus(person, visit, 'confirmed', { reason: 'Again' })).toMatchObject({ status: 200 });
    }
    expect(await stored(visit.id)).toEqual(before);
    await setStatus(doctor, visit, 'cancelled');
    const cancelled = await stored(visit.id);
    expect(await etiba.as(patient).delete(urlOf(visit))).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    expect(await stored(visit.id)).toEqual(cancelled);
  });

  it('lets a patient confirm only what somebody else booked or moved', async () => {
    const own = await booked(patient, doctor, at('10:00'));
    expect(await refusal(patient, own, 'confirmed')).toBe('403 permission_denied');
    const given = await booked(doctor, doctor, at('11:00'), { patient_id: patient.id });
    expect(await setStatus(patient, given, 'confirmed')).toMatchObject({
      status: 200,
      body: { status: 'confirmed' },
    });

    await etiba.as(doctor).patch(urlOf(own), { appointment_datetime: at('14:00') });
    expect(await setStatus(patient, own, 'confirmed')).toMatchObject({
      status: 200,
      body: { status: 'confirmed' },
    });
    await etiba.as(patient).patch(urlOf(own), { appointment_datetime: at('15:00') });
    expect(await refusal(patient, own, 'confirmed')).toBe('403 permission_denied');
  });

  it('refuses a patient what is for the clinic', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-01'));
    await standAt('2026-12-01T07:10:00Z', patient, doctor, admin);
    for (const status of ['in_progress', 'no_show'])
      expect(await refusal(patient, visit, status)).toBe('403 permission_denied');
    await setStatus(doctor, visit, 'in_progress');
    expect(await refusal(patient, visit, 'completed')).toBe('403 permission_denied');
    const gone = await booked(patient, doctor, at('11:00', '2026-12-01'));
    await setStatus(patient, gone, 'cancelled');
    for (const person of [patient, doctor])
      expect(await refusal(person, gone, 'scheduled')).toBe('403 permission_denied');
    const denied = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'object_id'])
      .where('action', '=', 'access.denied')
      .where('object_id', 'in', [visit.id, gone.id])
      .execute();
    expect(denied).toHaveLength(5);
  });

  it('lets a patient cancel before the start only, the clinic also after', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-01'));
    await standAt('2026-12-01T07:00:00Z', patient, doctor, admin);
    expect(await refusal(patient, visit, 'cancelled')).toBe('409 wrong_time');
    expect(await etiba.as(patient).delete(urlOf(visit))).toMatchObject({
      status: 409,
      body: { code: 'wrong_time' },
    });
    expect(await setStatus(doctor, visit, 'cancelled')).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
  });

  it('knows no-shows only from the start on', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-01'));
    await standAt('2026-12-01T06:59:59Z', patient, doctor, admin);
    expect(await refusal(doctor, visit, 'no_show')).toBe('409 wrong_time');
    await standAt('2026-12-01T07:00:00Z', patient, doctor, admin);
    expect(await setStatus(doctor, visit, 'no_show')).toMatchObject({
      status: 200,
      body: { status: 'no_show' },
    });
  });

  it('lets a visit begin on its own day in the zone of the clinic', async () => {
    const early = await etiba.aVisit(patient, doctor, { appointment_datetime: at('00:30', '2026-12-03') });
    await standAt('2026-12-02T20:59:00Z', patient, doctor, admin); // 23:59 in Nairobi
    expect(await refusal(doctor, early, 'in_progress')).toBe('409 wrong_time');
    await standAt('2026-12-02T21:00:00Z', patient, doctor, admin); // midnight; in UTC still the day before
    expect(await setStatus(doctor, early, 'in_progress')).toMatchObject({ status: 200 });

    const late = await etiba.aVisit(patient, doctor, { appointment_datetime: at('23:30', '2026-12-03') });
    await standAt('2026-12-03T21:00:00Z', patient, doctor, admin); // the next day in Nairobi
    expect(await refusal(doctor, late, 'in_progress')).toBe('409 wrong_time');
  });

  it('hides the visits of others, and those that do not exist, in the same words', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const before = await stored(visit.id);
    for (const person of [await etiba.aPatient(), await etiba.aDoctor()]) {
      const { request_id: _, ...hidden } = (await setStatus(person, visit, 'cancelled')).body;
      const { request_id: __, ...absentOne } = (
        await setStatus(person, { id: etiba.deps.ids.next() }, 'cancelled')
      ).body;
      expect(hidden).toEqual(absentOne);
      expect(hidden).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(await stored(visit.id)).toEqual(before);
  });

  it.each([
    ['status', {}],
    ['status', { status: 'done' }],
    ['status', { status: null }],
    ['status', { status: ['cancelled'] }],
    ['reason', { status: 'cancelled', reason: 5 }],
    ['reason', { status: 'cancelled', reason: 'a\u0000b' }],
    ['reason', { status: 'cancelled', reason: 'two\nlines' }],
    ['reason', { status: 'cancelled', reason: 'x'.repeat(501) }],
    ['changed_by', { status: 'cancelled', changed_by: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('refuses a bad %s', async (field, body) => {
    const visit = await booked(patient, doctor, at('10:00'));
    const before = await stored(visit.id);
    const answer = await etiba.as(doctor).post(`${urlOf(visit)}status/`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
    expect(await stored(visit.id)).toEqual(before);
  });
});

describe('DELETE /api/appointments/<id>/', () => {
  it('cancels, answers the visit and frees its time at once', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const answer = await etiba.as(patient).delete(urlOf(visit));
    expect(answer).toMatchObject({
      status: 200,
      body: { id: visit.id, status: 'cancelled', reason: 'Cough for a week' },
    });
    const other = await etiba.aPatient();
    expect((await booked(other, doctor, at('10:00'))).status).toBe('scheduled');
  });

  it('honours If-Match and takes no body', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    expect(await etiba.as(patient).delete(urlOf(visit), { headers: { 'if-match': '"old"' } })).toMatchObject({
      status: 412,
    });
    expect((await etiba.as(patient).get(urlOf(visit))).body.status).toBe('scheduled');
  });
});

describe('an Idempotency-Key', () => {
  it('changes a status once and replays the answer', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const send = () =>
      etiba
        .as(doctor)
        .post(
          `${urlOf(visit)}status/`,
          { status: 'confirmed' },
          { headers: { 'idempotency-key': visit.id } },
        );
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(2);
    expect((await etiba.as(doctor).get(`${APPOINTMENTS}${visit.id}`)).body.status_history).toHaveLength(2);
  });
});
