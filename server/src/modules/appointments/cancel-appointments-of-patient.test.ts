import { beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { at, brokenHistories, urlOf, useVisits } from './visits.test-kit.ts';

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

const deactivate = (actor: Person) => etiba.as(actor).delete(`/api/patients/${patient.id}/deactivate/`);
const statusOf = async ({ id }: { id: string }) => (await etiba.as(admin).get(urlOf({ id }))).body.status;

describe('switching a patient’s account off', () => {
  it('cancels all visits to come, with history, audit and notice, and frees their time', async () => {
    const scheduled = await booked(patient, doctor, at('10:00'));
    const confirmed = await booked(patient, doctor, at('11:00'));
    await etiba.as(doctor).post(`${urlOf(confirmed)}status/`, { status: 'confirmed' });
    const moved = await booked(patient, doctor, at('13:00'));
    await etiba.as(patient).patch(urlOf(moved), { appointment_datetime: at('14:00') });
    await etiba.deps.db
      .updateTable('appointments')
      .set({ needs_reschedule: true })
      .where('id', '=', moved.id)
      .execute();
    await etiba.runJobs();

    expect((await deactivate(admin)).status).toBe(200);
    for (const visit of [scheduled, confirmed, moved]) {
      const { body } = await etiba.as(doctor).get(urlOf(visit));
      expect(body).toMatchObject({ status: 'cancelled', needs_reschedule: false });
      expect(body.status_history.at(-1)).toMatchObject({
        new_status: 'cancelled',
        changed_by: admin.user_id,
      });
      const audited = await etiba.deps.db
        .selectFrom('audit_events')
        .select('patient_id')
        .where('object_id', '=', visit.id)
        .where('action', '=', 'appointment.cancelled')
        .execute();
      expect(audited).toEqual([{ patient_id: patient.id }]);
    }
    expect(await brokenHistories(etiba)).toEqual([]);
    await etiba.runJobs();
    for (const { user_id } of [patient, doctor]) {
      const { rows } = await etiba.deps.db
        .selectFrom('notifications')
        .select((eb) => eb.fn.countAll<number>().as('rows'))
        .where('recipient', '=', user_id)
        .where('verb', '=', 'cancelled')
        .executeTakeFirstOrThrow();
      expect(rows).toBe(3);
    }
    expect((await booked(await etiba.aPatient(), doctor, at('10:00'))).status).toBe('scheduled');
  });

  it('leaves what has begun or is over, and the visits of others', async () => {
    const other = await etiba.aPatient();
    const theirs = await booked(other, doctor, at('10:00', '2026-12-03'));
    const past = await booked(patient, doctor, at('09:00', '2026-12-01'));
    const begun = await booked(patient, doctor, at('10:00', '2026-12-01'));
    const missed = await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-30T07:00:00Z',
      status: 'no_show',
    });
    await standAt('2026-12-01T07:05:00Z', admin, doctor);
    await etiba.as(doctor).post(`${urlOf(begun)}status/`, { status: 'in_progress' });
    const before = await Promise.all([theirs, past, begun, missed].map(({ id }) => stored(id)));
    expect((await deactivate(admin)).status).toBe(200);
    expect(await Promise.all([theirs, past, begun, missed].map(({ id }) => stored(id)))).toEqual(before);
    expect(await Promise.all([theirs, past, begun, missed].map(statusOf))).toEqual([
      'scheduled',
      'scheduled',
      'in_progress',
      'no_show',
    ]);
  });

  it('is for administrators, and refused it changes nothing', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const before = await stored(visit.id);
    for (const person of [patient, doctor]) expect((await deactivate(person)).status).toBe(403);
    expect(await stored(visit.id)).toEqual(before);
  });

  it('leaves nobody who could be booked for', async () => {
    expect((await deactivate(admin)).status).toBe(200);
    const body = {
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime: at('10:00'),
      reason: 'Back',
    };
    for (const override of [false, true]) {
      const answer = await etiba.as(admin).post('/api/appointments/', { ...body, override });
      expect(answer).toMatchObject({ status: 409, body: { code: 'patient_inactive' } });
    }
  });
});

describe('a patient who has not signed in yet', () => {
  it('can be booked for by the desk and by the doctor', async () => {
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: null })
      .where('id', '=', patient.user_id)
      .execute();
    expect((await booked(admin, doctor, at('10:00'), { patient_id: patient.id })).status).toBe('scheduled');
    expect((await booked(doctor, doctor, at('11:00'), { patient_id: patient.id })).status).toBe('scheduled');
  });
});
