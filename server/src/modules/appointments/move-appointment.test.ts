import { beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { at, urlOf, useVisits, utc } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, stored, switchOff } = useVisits(etiba);

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

const patch = (person: Person, body: object) => etiba.as(person).patch(urlOf(visit), body);
const put = (person: Person, body: object) => etiba.as(person).put(urlOf(visit), body);

/** What is answered, which must leave the visit as it was. */
async function refused<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  const before = await stored(visit.id);
  const answer = await send();
  expect(await stored(visit.id)).toEqual(before);
  return answer;
}

describe('moving a visit', () => {
  it('passes the checks of a booking, marks the visit and keeps old and new in the history', async () => {
    const answer = await patch(patient, { appointment_datetime: at('14:00'), duration: 60, notes: 'By car' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        appointment_datetime: utc(at('14:00')),
        appointment_end_time: utc(at('15:00')),
        duration: 60,
        status: 'rescheduled',
        notes: 'By car',
      },
    });
    expect(answer.body.status_history[1]).toMatchObject({
      previous_status: 'scheduled',
      new_status: 'rescheduled',
      previous_datetime: utc(at('10:00')),
      new_datetime: utc(at('14:00')),
      previous_duration: 30,
      new_duration: 60,
      previous_doctor_id: doctor.id,
      new_doctor_id: doctor.id,
      is_override: false,
      changed_by: patient.user_id,
      changed_at: START,
    });
    const other = await etiba.aPatient();
    expect((await booked(other, doctor, at('10:00'))).status).toBe('scheduled');
  });

  it.each([
    ['onto its own old time', '10:00', 30, 'scheduled'],
    ['by part of its length', '10:15', 75, 'rescheduled'],
    ['around it', '09:45', 45, 'rescheduled'],
    ['to end within it', '09:40', 40, 'rescheduled'],
  ])('is fine %s', async (_, time, duration, status) => {
    expect(await patch(patient, { appointment_datetime: at(time), duration })).toMatchObject({
      status: 200,
      body: { appointment_datetime: utc(at(time)), status },
    });
  });

  it('changes the length alone without asking whether the start would be offered', async () => {
    // From 09:00 in steps of 40 minutes there is a start at 09:40 and at 10:20.
    expect(await patch(patient, { duration: 40 })).toMatchObject({
      status: 200,
      body: { duration: 40, status: 'rescheduled' },
    });
    expect(await refused(() => patch(patient, { duration: 150 }))).toMatchObject({
      status: 409,
      body: { code: 'in_break' },
    });
    await booked(await etiba.aPatient(), doctor, at('10:40'));
    expect(await refused(() => patch(patient, { duration: 45 }))).toMatchObject({
      status: 409,
      body: { code: 'slot_taken' },
    });
  });

  it.each([
    ['outside_hours', at('17:00')],
    ['in_break', at('12:00')],
    ['not_offered', at('13:07')],
    ['outside_hours', at('16:45')],
    ['in_the_past', '2026-12-01T04:00:00Z'],
    ['in_the_past', '0001-01-01T00:00:00Z'],
    ['too_far_ahead', '2027-12-03T06:00:00Z'],
    ['too_far_ahead', '9999-12-31T23:00:00Z'],
  ])('is refused with %s', async (code, appointment_datetime) => {
    expect(await refused(() => patch(patient, { appointment_datetime }))).toMatchObject({
      status: 409,
      body: { code },
    });
  });

  it('names the next free starts when the time is taken, and leaves out where the patient is busy', async () => {
    await booked(await etiba.aPatient(), doctor, at('13:00'));
    await booked(patient, await etiba.aDoctor(), at('13:30'));
    for (const person of [patient, doctor]) {
      const answer = await patch(person, { appointment_datetime: at('13:00') });
      expect(answer).toMatchObject({ status: 409, body: { code: 'slot_taken' } });
      expect(answer.body.next_free.slice(0, 2)).toEqual([utc(at('14:00')), utc(at('14:30'))]);
      for (const start of answer.body.next_free) {
        const moved = await patch(person, { appointment_datetime: start });
        expect(moved).toMatchObject({ status: 200, body: { appointment_datetime: start } });
      }
      await patch(patient, { appointment_datetime: at('10:00') });
    }
  });

  it('is refused where the patient has another visit', async () => {
    const other = await etiba.aDoctor();
    await booked(patient, other, at('14:00'), { duration: 60 });
    expect(await refused(() => patch(doctor, { appointment_datetime: at('14:30') }))).toMatchObject({
      status: 409,
      body: { code: 'patient_busy' },
    });
  });

  it('is refused for a visit that began or ended, and for a patient whose account is off', async () => {
    await etiba.deps.db
      .updateTable('appointments')
      .set({ status: 'in_progress' })
      .where('id', '=', visit.id)
      .execute();
    expect(await refused(() => patch(admin, { appointment_datetime: at('14:00') }))).toMatchObject({
      status: 409,
      body: { code: 'not_changeable' },
    });
    await etiba.deps.db
      .updateTable('appointments')
      .set({ status: 'confirmed' })
      .where('id', '=', visit.id)
      .execute();
    await switchOff(patient);
    expect(await refused(() => patch(admin, { appointment_datetime: at('14:00') }))).toMatchObject({
      status: 409,
      body: { code: 'patient_inactive' },
    });
  });

  it('gives a visit to another doctor by an administrator, who passes the same checks', async () => {
    const other = await etiba.aDoctor();
    await booked(await etiba.aPatient(), other, at('10:00'));
    expect(await refused(() => patch(admin, { doctor_id: other.id }))).toMatchObject({
      status: 409,
      body: { code: 'slot_taken' },
    });
    expect(await patch(admin, { doctor_id: other.id, appointment_datetime: at('09:00') })).toMatchObject({
      status: 200,
      body: {
        doctor: { id: other.id },
        status: 'rescheduled',
        status_history: [{}, { previous_doctor_id: doctor.id, new_doctor_id: other.id }],
      },
    });
    expect(await etiba.as(doctor).get(urlOf(visit))).toMatchObject({ status: 404 });
    expect(await etiba.as(other).get(urlOf(visit))).toMatchObject({ status: 200 });
    await etiba.runJobs();
    const told = async (person: Person) => (await etiba.as(person).get('/api/notifications/')).body.results;
    expect((await told(doctor)).map(({ verb }: { verb: string }) => verb).sort()).toEqual([
      'booked',
      'moved',
    ]);
    expect((await told(other)).filter(({ verb }: { verb: string }) => verb === 'moved')).toHaveLength(1);
    expect(
      (await told(doctor)).map(({ description }: { description: string }) => description),
    ).toContainEqual(
      expect.stringMatching(/that was with you on Wednesday, 2 December 2026, 10:00 .* is now with Dr\. /),
    );
  });

  it('goes outside the hours by an administrator with a reason, never over another visit', async () => {
    const evening = { appointment_datetime: at('19:00'), override: true };
    expect(await refused(() => patch(admin, evening))).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'override_reason' }] },
    });
    expect(await patch(admin, { ...evening, override_reason: 'Comes from far' })).toMatchObject({
      status: 200,
      body: { status_history: [{}, { is_override: true, reason: 'Comes from far' }] },
    });
    const other = await etiba.aPatient();
    const second = await booked(admin, doctor, at('20:00'), { patient_id: other.id, override: true });
    const over = { appointment_datetime: at('19:15'), override: true, override_reason: 'Squeeze in' };
    expect(await etiba.as(admin).patch(urlOf(second), over)).toMatchObject({
      status: 409,
      body: { code: 'slot_taken' },
    });
  });

  it('clears the mark of a visit that needed a new time', async () => {
    await etiba.deps.db
      .updateTable('appointments')
      .set({ needs_reschedule: true })
      .where('id', '=', visit.id)
      .execute();
    expect(await patch(patient, { appointment_datetime: at('14:00') })).toMatchObject({
      status: 200,
      body: { needs_reschedule: false },
    });
  });

  it('counts against the loops of one patient, as booking does', async () => {
    const { limits } = etiba.deps.config;
    const { bookings_per_patient } = limits;
    limits.bookings_per_patient = 2;
    try {
      const hasty = await etiba.aPatient();
      const own = await booked(hasty, doctor, at('13:00'));
      const move = (time: string) => etiba.as(hasty).patch(urlOf(own), { appointment_datetime: at(time) });
      expect(await move('14:00')).toMatchObject({ status: 200 });
      expect(await move('15:00')).toMatchObject({
        status: 429,
        headers: { 'retry-after': expect.any(String) },
      });
      expect(await etiba.as(hasty).patch(urlOf(own), { notes: 'By bus' })).toMatchObject({ status: 200 });
    } finally {
      limits.bookings_per_patient = bookings_per_patient;
    }
  });

  it('is hidden from others', async () => {
    const body = { appointment_datetime: at('14:00') };
    for (const person of [await etiba.aPatient(), await etiba.aDoctor()]) {
      expect(await refused(() => patch(person, body))).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
      expect(await refused(() => put(person, { ...body, reason: 'Mine' }))).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });
});
