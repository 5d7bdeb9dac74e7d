import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { mailKinds } from '../../../test/mailed-links.ts';
import { at, overlapsIn, utc, useVisits } from '../appointments/visits.test-kit.ts';

const etiba = useEtiba();
const { booked, absent } = useVisits(etiba);
const DAY = '/api/appointments/bulk/day/';

let admin: Person;
let doctor: TestDoctor;
let colleague: TestDoctor;
let field: { id: string };

beforeAll(async () => void (admin = await etiba.anAdmin()));
beforeEach(async () => {
  field = await etiba.aSpecialization();
  doctor = await aSpecialist();
  colleague = await aSpecialist();
});

async function aSpecialist(): Promise<TestDoctor> {
  const made = await etiba.aDoctor();
  await etiba.deps.db
    .insertInto('doctor_specializations')
    .values({ doctor_id: made.id, specialization_id: field.id })
    .execute();
  return made;
}

async function patientsAt(...times: string[]): Promise<TestPatient[]> {
  const patients: TestPatient[] = [];
  for (const time of times) {
    const patient = await etiba.aPatient();
    await booked(patient, doctor, at(time));
    patients.push(patient);
  }
  return patients;
}

async function preview(query: Record<string, string> = {}) {
  const search = new URLSearchParams({ doctor_id: doctor.id, date: '2026-12-02', ...query });
  const { status, body } = await etiba.as(admin).get(`${DAY}?${search}`);
  expect(status).toBe(200);
  return body;
}

interface Shown {
  id: string;
  etag: string;
  proposal: { doctor_id: string; appointment_datetime: string } | null;
}

const moves = (visits: Shown[]) =>
  visits.map(({ id, etag, proposal }) => ({
    id,
    etag,
    action: 'move',
    doctor_id: proposal!.doctor_id,
    appointment_datetime: proposal!.appointment_datetime,
  }));
const cancels = (visits: Shown[]) => visits.map(({ id, etag }) => ({ id, etag, action: 'cancel' }));

async function change(visits: object[], more: object = {}, headers: Record<string, string> = {}) {
  const body = { doctor_id: doctor.id, date: '2026-12-02', visits, ...more };
  return etiba.as(admin).post(DAY, body, { headers });
}

describe('the preview of a doctor’s day', () => {
  it('shows the visits to come and where each could go with a colleague, around what is booked there', async () => {
    await patientsAt('09:00', '10:00', '10:30');
    await booked(await etiba.aPatient(), colleague, at('10:00'));
    const { visits, doctor: shown } = await preview({ to: 'another_doctor' });
    expect(shown.id).toBe(doctor.id);
    expect(visits.map(({ proposal }: Shown) => proposal)).toMatchObject([
      { doctor_id: colleague.id, appointment_datetime: utc(at('09:00')) },
      { doctor_id: colleague.id, appointment_datetime: utc(at('09:30')) },
      { doctor_id: colleague.id, appointment_datetime: utc(at('10:30')) },
    ]);
  });

  it('proposes other days of the same doctor, the first that has time and near the same hour, never that day', async () => {
    await patientsAt('09:00', '16:30');
    await absent(doctor, '2026-12-03');
    const { visits } = await preview({ to: 'another_day' });
    expect(visits.map(({ proposal }: Shown) => proposal!.appointment_datetime)).toEqual([
      utc(at('09:00', '2026-12-04')),
      utc(at('16:30', '2026-12-04')),
    ]);
    const around = await preview({ to: 'another_day', date_from: '2026-12-02', date_to: '2026-12-03' });
    expect(around.visits.map(({ conflict }: { conflict: string }) => conflict)).toEqual([
      'no_free_time',
      'no_free_time',
    ]);
  });

  it('tells a patient who has another visit then from a calendar that is full', async () => {
    const [patient] = await patientsAt('09:00');
    const other = await etiba.aDoctor();
    await booked(await etiba.aPatient(), colleague, at('09:00'));
    for (const [time, duration] of [
      ['09:30', 150],
      ['13:00', 240],
    ] as const)
      await etiba.aVisit(patient!, other, { appointment_datetime: at(time), duration });
    const { visits } = await preview({ to: 'another_doctor' });
    expect(visits).toMatchObject([{ proposal: null, conflict: 'patient_busy' }]);
  });

  it('proposes nothing where nobody shares the specialization, and nothing unless asked', async () => {
    await patientsAt('09:00');
    await etiba.deps.db.deleteFrom('doctor_specializations').where('doctor_id', '=', colleague.id).execute();
    expect((await preview({ to: 'another_doctor' })).visits).toMatchObject([{ conflict: 'no_free_time' }]);
    expect((await preview()).visits).toMatchObject([{ proposal: null, conflict: null }]);
  });

  it('refuses what it cannot answer', async () => {
    const ask = (query: object) => {
      const search = new URLSearchParams({
        doctor_id: doctor.id,
        date: '2026-12-02',
        to: 'another_day',
        ...query,
      });
      return etiba.as(admin).get(`${DAY}?${search}`);
    };
    expect((await ask({ date_from: '2026-12-05', date_to: '2026-12-04' })).body.errors).toMatchObject([
      { field: 'date_to' },
    ]);
    expect((await ask({ date_to: '2027-12-04' })).body.errors).toMatchObject([{ field: 'date_to' }]);
    expect((await ask({ doctor_id: etiba.deps.ids.next() })).status).toBe(404);
    expect((await etiba.as(doctor).get(`${DAY}?doctor_id=${doctor.id}&date=2026-12-02`)).status).toBe(403);
    for (const date of ['0001-01-01', '9999-12-31'])
      expect((await ask({ date, date_to: date })).status).toBeLessThan(500);
  });
});

describe('changing a doctor’s day', () => {
  it('moves each visit as it was proposed, with one notice to each patient', async () => {
    const patients = await patientsAt('09:00', '10:00', '11:00');
    await etiba.runJobs();
    const { visits } = await preview({ to: 'another_doctor' });
    const { status, body } = await change(moves(visits));
    expect(status).toBe(200);
    expect(body).toEqual({
      results: visits.map(({ id }: Shown) => ({ id, code: null })),
      unavailability_id: null,
    });
    await etiba.runJobs();
    for (const patient of patients)
      expect(await mailKinds(etiba, patient.email)).toEqual(['booked', 'moved']);
    for (const { id } of visits) {
      const { body: visit } = await etiba.as(admin).get(`/api/appointments/${id}/`);
      expect(visit).toMatchObject({ status: 'rescheduled', doctor: { id: colleague.id } });
    }
    expect((await preview()).visits).toEqual([]);
  });

  it('cancels with the reason, and closes the day', async () => {
    const patients = await patientsAt('09:00', '10:00');
    await etiba.runJobs();
    const { visits } = await preview();
    const { body } = await change(cancels(visits.slice(0, 1)), {
      reason: 'The doctor is ill.',
      close_day: true,
    });
    expect(body.unavailability_id).toBeTruthy();
    const { body: cancelled } = await etiba.as(admin).get(`/api/appointments/${visits[0].id}/`);
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled.status_history.at(-1).reason).toBe('The doctor is ill.');
    await etiba.runJobs();
    expect(await mailKinds(etiba, patients[0]!.email)).toEqual(['booked', 'cancelled']);
    // Whom nothing was done for is told so.
    expect(await mailKinds(etiba, patients[1]!.email)).toEqual(['booked', 'needs_new_time']);
    const late = await etiba.as(await etiba.aPatient()).post('/api/appointments/', {
      doctor_id: doctor.id,
      appointment_datetime: at('15:00'),
      reason: 'Cough',
    });
    expect(late.body.code).toBe('doctor_absent');
    expect((await preview()).is_closed).toBe(true);
    const again = await change([], { close_day: true });
    expect(again.body.unavailability_id).toBe(body.unavailability_id);
  });

  it('does what it can when somebody was faster, and says what it could not', async () => {
    const [, second, third] = await patientsAt('09:00', '10:00', '11:00');
    await etiba.runJobs();
    const { visits } = await preview({ to: 'another_doctor' });
    await booked(await etiba.aPatient(), colleague, at('09:00'));
    await etiba.as(second!).delete(`/api/appointments/${visits[1].id}/`);
    const { body } = await change(moves(visits));
    expect(body.results.map(({ code }: { code: string }) => code)).toEqual(['slot_taken', 'stale', null]);
    await etiba.runJobs();
    expect(await mailKinds(etiba, third!.email)).toEqual(['booked', 'moved']);
    expect((await preview()).visits).toHaveLength(1);
  });

  it('does nothing twice when the request is sent again, and the rest when it was cut off', async () => {
    await patientsAt('09:00', '10:00');
    const { visits } = await preview({ to: 'another_doctor' });
    const key = { 'idempotency-key': etiba.deps.ids.next() };
    const whole = moves(visits);
    const blocker = await booked(await etiba.aPatient(), colleague, at('10:00'));
    const first = await change(whole, {}, key);
    expect(first.body.results.map(({ code }: { code: string }) => code)).toEqual([null, 'slot_taken']);
    await etiba.as(admin).delete(`/api/appointments/${blocker.id}/`);
    const second = await change(whole, {}, key);
    expect(second.body.results.map(({ code }: { code: string }) => code)).toEqual([null, null]);
    const { body: visit } = await etiba.as(admin).get(`/api/appointments/${visits[0].id}/`);
    expect(visit.status_history).toHaveLength(2);
    expect((await change(cancels(visits), {}, key)).status).toBe(422);
  });

  it('wants a time for a move, and is the administrators’ alone', async () => {
    await patientsAt('09:00');
    const { visits } = await preview();
    const [{ id, etag }] = visits;
    expect((await change([{ id, etag, action: 'move' }])).body.errors).toEqual([
      { field: 'visits/0/appointment_datetime', message: 'is required' },
    ]);
    const body = { doctor_id: doctor.id, date: '2026-12-02', visits: cancels(visits) };
    expect((await etiba.as(doctor).post(DAY, body)).status).toBe(403);
    expect((await preview()).visits).toHaveLength(1);
  });

  it('leaves no two visits at one time, whatever patients book meanwhile', async () => {
    const times = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '13:00', '13:30', '14:00', '14:30'];
    await patientsAt(...times);
    const rivals = await Promise.all(times.map(() => etiba.aPatient()));
    const { visits } = await preview({ to: 'another_doctor' });
    const [answer, ...bookings] = await Promise.all([
      change(moves(visits)),
      ...rivals.map((rival, index) =>
        etiba.as(rival).post('/api/appointments/', {
          doctor_id: colleague.id,
          appointment_datetime: at(times[index]!),
          reason: 'Cough',
        }),
      ),
    ]);
    const moved = answer.body.results.filter(({ code }: { code: string }) => code === null).length;
    const got = bookings.filter(({ status }) => status === 201).length;
    expect(bookings.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(moved + got).toBe(times.length);
    expect(await overlapsIn(etiba)).toBe(0);
  });
});
