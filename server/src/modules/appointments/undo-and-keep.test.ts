import { beforeEach, describe, expect, it } from 'vitest';
import { START, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, stored, switchOff, absent, standAt } = useVisits(etiba);

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

describe('an administrator’s undo', () => {
  it('brings a cancelled or missed visit back within 24 hours', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-01'));
    await setStatus(patient, visit, 'cancelled');
    await standAt('2026-12-02T05:00:00Z', patient, doctor, admin);
    expect(await setStatus(admin, visit, 'scheduled')).toMatchObject({
      status: 200,
      body: { status: 'scheduled', needs_reschedule: false, status_history: { length: 3 } },
    });
    await setStatus(doctor, visit, 'no_show');
    await standAt('2026-12-03T05:00:01Z', patient, doctor, admin);
    expect(await refusal(admin, visit, 'scheduled')).toBe('409 wrong_time');
  });

  it('is refused when doctor or patient have the time no more', async () => {
    const [first, second, third] = await Promise.all(
      ['10:00', '11:00', '14:00'].map((time) => booked(patient, doctor, at(time))),
    );
    await Promise.all([first, second, third].map((visit) => setStatus(patient, visit, 'cancelled')));
    await booked(await etiba.aPatient(), doctor, at('09:45'), { duration: 45 });
    expect(await refusal(admin, first, 'scheduled')).toBe('409 slot_taken');
    await booked(patient, await etiba.aDoctor(), at('11:00'));
    expect(await refusal(admin, second, 'scheduled')).toBe('409 patient_busy');

    await switchOff(patient);
    expect(await refusal(admin, third, 'scheduled')).toBe('409 patient_inactive');
  });

  it('is refused when the doctor has left', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await setStatus(patient, visit, 'cancelled');
    await switchOff(doctor);
    expect(await refusal(admin, visit, 'scheduled')).toBe('409 doctor_not_available');
  });

  it('strands nobody: a visit that the doctor no longer works at comes back marked, and the patient is told so', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await setStatus(patient, visit, 'cancelled');
    await absent(doctor, '2026-12-02');
    expect(await setStatus(admin, visit, 'scheduled')).toMatchObject({
      status: 200,
      body: { needs_reschedule: true },
    });
    await etiba.runJobs();
    const { body } = await etiba.as(patient).get('/api/notifications/');
    const verbs = body.results.map((item: { verb: string }) => item.verb).sort();
    expect(verbs).toEqual(['booked', 'cancelled', 'needs_new_time']);
  });
});

describe('keeping a visit that lost its hours', () => {
  async function aStrandedVisit(status: 'scheduled' | 'confirmed') {
    const visit = await booked(doctor, doctor, at('10:00'), { patient_id: patient.id });
    if (status === 'confirmed') await setStatus(doctor, visit, 'confirmed');
    await etiba.deps.db
      .updateTable('appointments')
      .set({ needs_reschedule: true })
      .where('id', '=', visit.id)
      .execute();
    return visit;
  }

  it('is a confirmation by the clinic', async () => {
    const visit = await aStrandedVisit('scheduled');
    expect(await refusal(patient, visit, 'confirmed')).toBe('403 permission_denied');
    expect(await setStatus(doctor, visit, 'confirmed')).toMatchObject({
      status: 200,
      body: { needs_reschedule: false },
    });
  });

  it('is a second confirmation where there was one, and tells the people', async () => {
    const visit = await aStrandedVisit('confirmed');
    const before = await stored(visit.id);
    expect(await setStatus(patient, visit, 'confirmed')).toMatchObject({
      status: 200,
      body: { needs_reschedule: true },
    });
    expect(await stored(visit.id)).toEqual(before);
    const answer = await setStatus(admin, visit, 'confirmed');
    expect(answer).toMatchObject({
      status: 200,
      body: { needs_reschedule: false, status_history: { length: 2 } },
    });
    await etiba.runJobs();
    for (const person of [patient, doctor]) {
      const { body } = await etiba.as(person).get('/api/notifications/');
      const verbs = body.results.map((item: { verb: string }) => item.verb).sort();
      expect(verbs).toEqual(['booked', 'confirmed', 'restored']);
    }
  });

  it.each(['cancelled', 'in_progress'])('is over when the visit is %s', async (status) => {
    const visit = await aStrandedVisit('confirmed');
    await standAt('2026-12-02T07:00:00Z', patient, doctor, admin);
    expect(await setStatus(doctor, visit, status)).toMatchObject({
      status: 200,
      body: { status, needs_reschedule: false },
    });
  });
});
