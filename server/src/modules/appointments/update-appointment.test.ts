import { beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, stored, standAt } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
// oxlint-disable-next-line no-explicit-any -- a body as it came over the wire
let visit: any;

beforeEach(async () => {
  etiba.clock.set(START);
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
  visit = await booked(patient, doctor, at('10:00'), { notes: 'By bus', symptoms: 'Cough' });
});

const patch = (person: Person, body: object, headers?: Record<string, string>) =>
  etiba.as(person).patch(urlOf(visit), body, headers && { headers });
const put = (person: Person, body: object) => etiba.as(person).put(urlOf(visit), body);

/** What is answered, which must leave the visit as it was. */
async function refused<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  const before = await stored(visit.id);
  const answer = await send();
  expect(await stored(visit.id)).toEqual(before);
  return answer;
}

describe('changing the details of a visit', () => {
  it('is the patient’s for what they told, the doctor’s for all but the time of others', async () => {
    expect(await patch(patient, { notes: 'By car', symptoms: 'Fever', reason: 'Worse' })).toMatchObject({
      status: 200,
      body: {
        notes: 'By car',
        symptoms: 'Fever',
        reason: 'Worse',
        status: 'scheduled',
        status_history: { length: 1 },
      },
    });
    const details = {
      doctor_notes: 'Asthma?',
      is_urgent: true,
      appointment_type: 'emergency',
      reason: 'Asthma',
    };
    for (const person of [doctor, admin])
      expect(await patch(person, details)).toMatchObject({ status: 200, body: details });
    expect((await etiba.as(patient).get(urlOf(visit))).body).not.toHaveProperty('doctor_notes');
  });

  it.each([
    ['doctor_notes', { doctor_notes: 'Hypochondriac' }],
    ['is_urgent', { is_urgent: false }],
    ['appointment_type', { notes: 'By car', appointment_type: 'emergency' }],
    ['override', { override: true }],
    ['doctor_id', { doctor_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('refuses a patient %s by name', async (field, body) => {
    const refusal = { status: 403, body: { code: 'permission_denied', errors: [{ field }] } };
    expect(await refused(() => patch(patient, body))).toMatchObject(refusal);
    expect(
      await refused(() => put(patient, { appointment_datetime: at('10:00'), reason: 'Cough', ...body })),
    ).toMatchObject(refusal);
    const audited = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'outcome', 'detail'])
      .where('action', '=', 'access.denied')
      .where('object_id', '=', visit.id)
      .execute();
    const line = { actor_user_id: patient.user_id, outcome: 'denied', detail: { fields: [field] } };
    expect(audited).toEqual([line, line]);
  });

  it('refuses a doctor to give the visit away or to override', async () => {
    const other = await etiba.aDoctor();
    expect(await refused(() => patch(doctor, { doctor_id: other.id }))).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'doctor_id' }] },
    });
    expect(await refused(() => patch(doctor, { override: true }))).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'override' }] },
    });
    expect(await patch(doctor, { doctor_id: doctor.id, override: false })).toMatchObject({ status: 200 });
  });

  it('stays open to the clinic when the visit is over, and closes for the patient when it begins', async () => {
    await standAt('2026-12-02T07:00:00Z', patient, doctor, admin);
    expect(await refused(() => patch(patient, { notes: 'Late' }))).toMatchObject({
      status: 409,
      body: { code: 'not_changeable' },
    });
    await etiba.as(doctor).post(`${urlOf(visit)}status/`, { status: 'in_progress' });
    await etiba.as(doctor).post(`${urlOf(visit)}status/`, { status: 'completed' });
    expect(await patch(doctor, { doctor_notes: 'Better' })).toMatchObject({
      status: 200,
      body: { doctor_notes: 'Better' },
    });
    expect(await refused(() => patch(doctor, { duration: 45 }))).toMatchObject({
      status: 409,
      body: { code: 'not_changeable' },
    });
  });

  it('replaces with PUT what the actor may write; what is left out goes to its default', async () => {
    await patch(doctor, { doctor_notes: 'Asthma?', is_urgent: true, appointment_type: 'procedure' });
    await patch(doctor, { duration: 45 });
    const replacement = { appointment_datetime: at('10:00'), duration: 45, reason: 'Cough' };
    expect(await put(patient, replacement)).toMatchObject({
      status: 200,
      body: {
        reason: 'Cough',
        notes: '',
        symptoms: '',
        is_urgent: true,
        appointment_type: 'procedure',
        duration: 45,
      },
    });
    expect(await put(doctor, replacement)).toMatchObject({
      status: 200,
      body: {
        doctor_notes: '',
        is_urgent: false,
        appointment_type: 'consultation',
        doctor: { id: doctor.id },
      },
    });
    expect(await put(doctor, { appointment_datetime: at('10:00'), reason: 'Cough' })).toMatchObject({
      status: 200,
      body: { duration: 30, status_history: { length: 3 } },
    });
    expect(await refused(() => put(patient, { reason: 'No time' }))).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'appointment_datetime' }] },
    });
  });

  it('refuses a whole answer sent back, by name', async () => {
    const { body } = await etiba.as(admin).get(urlOf(visit));
    for (const send of [put, patch]) {
      const before = await stored(visit.id);
      const answer = await send(admin, { ...body, notes: 'Smuggled' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      const named = answer.body.errors.map((error: { field: string }) => error.field);
      expect(named).toEqual(
        expect.arrayContaining([
          'id',
          'patient',
          'doctor',
          'status',
          'status_history',
          'created_by',
          'created_at',
        ]),
      );
      expect(await stored(visit.id)).toEqual(before);
    }
  });

  it.each([
    ['status', { status: 'completed' }],
    ['patient_id', { patient_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
    ['needs_reschedule', { needs_reschedule: false }],
    ['medical_record_ids', { medical_record_ids: [] }],
    ['reason', { reason: '' }],
    ['reason', { reason: null }],
    ['notes', { notes: 5 }],
    ['notes', { notes: 'a\u0000b' }],
    ['notes', { notes: '\u202Eevil' }],
    ['notes', { notes: 'x'.repeat(4001) }],
    ['is_urgent', { is_urgent: 'true' }],
    ['appointment_type', { appointment_type: 'party' }],
    ['duration', { duration: 14 }],
    ['duration', { duration: 1e9 }],
    ['appointment_datetime', { appointment_datetime: at('10:00').slice(0, 19) }],
    ['appointment_datetime', { appointment_datetime: '2026-12-02T10:00:01+03:00' }],
    ['doctor_id', { doctor_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('refuses a bad %s', async (field, body) => {
    expect(await refused(() => patch(admin, body))).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ field }] },
    });
  });

  it('refuses text that is none, in body and bytes', async () => {
    const payload = '{"notes":"\\ud800"}';
    const headers = { authorization: `Bearer ${patient.access}`, 'content-type': 'application/json' };
    const send = (body: string | Buffer) =>
      etiba.app.inject({ method: 'PATCH', url: urlOf(visit), headers, payload: body });
    expect(await refused(() => send(payload))).toMatchObject({ statusCode: 400 });
    expect(
      await refused(() => send(Buffer.from([...Buffer.from('{"notes":"'), 0xff, ...Buffer.from('"}')]))),
    ).toMatchObject({ statusCode: 400 });
  });

  it('loses no update: a stale If-Match is refused', async () => {
    const { headers } = await etiba.as(patient).get(urlOf(visit));
    const match = { 'if-match': String(headers['etag']) };
    const first = await patch(patient, { notes: 'First' }, match);
    expect(first.status).toBe(200);
    expect(await refused(() => patch(patient, { notes: 'Second' }, match))).toMatchObject({
      status: 412,
      body: { code: 'stale' },
    });
    expect(await refused(() => patch(patient, { duration: 45 }, match))).toMatchObject({
      status: 412,
      body: { code: 'stale' },
    });
    expect(
      await patch(patient, { notes: 'Second' }, { 'if-match': String(first.headers['etag']) }),
    ).toMatchObject({ status: 200 });
  });
});
