import { beforeEach, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { OFFICE_HOURS, type Person, type TestDoctor, type TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeEach(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
});

const putWeek = (hours: object[]) => etiba.as(doctor).put(`/api/doctors/${doctor.id}/availability/`, hours);
const putAbsence = (more: object) =>
  etiba.as(doctor).post(`/api/doctors/${doctor.id}/unavailability/`, {
    start_date: '2026-12-02',
    end_date: '2026-12-02',
    ...more,
  });
const dropAbsence = (id: string) =>
  etiba.as(doctor).delete(`/api/doctors/${doctor.id}/unavailability/${id}/`);
const needsNewTime = async (visit: { id: string }) =>
  (await etiba.as(admin).get(urlOf(visit))).body.needs_reschedule;
const affected = ({ body }: { body: { affected_appointments: { id: string }[] } }) =>
  new Set(body.affected_appointments.map(({ id }) => id));
const verbsTold = async (person: Person) => {
  await etiba.runJobs();
  const { body } = await etiba.as(person).get('/api/notifications/');
  return body.results.map(({ verb }: { verb: string }) => verb).sort();
};

describe('an absence', () => {
  it('marks the visits that it takes, lists them, and tells patient and doctor', async () => {
    const before = await booked(patient, doctor, at('09:30'));
    const taken = await booked(patient, doctor, at('10:00'));
    const after = await booked(patient, doctor, at('11:00'));
    const answer = await putAbsence({ start_time: '10:15', end_time: '11:00', reason: 'Training' });
    expect(answer.body.affected_appointments).toEqual([
      {
        id: taken.id,
        appointment_datetime: taken.appointment_datetime,
        duration: 30,
        status: 'scheduled',
        patient: { id: patient.id, full_name: 'Amina Otieno' },
      },
    ]);
    expect(await Promise.all([before, taken, after].map(needsNewTime))).toEqual([false, true, false]);
    expect(await verbsTold(patient)).toEqual(['booked', 'booked', 'booked', 'needs_new_time']);
    expect(await verbsTold(doctor)).toContain('needs_new_time');
    const { body } = await etiba.as(patient).get('/api/notifications/?page_size=100');
    const told = body.results.find(({ verb }: { verb: string }) => verb === 'needs_new_time');
    expect(told.description).toContain(
      'Dr. Grace Wanjiku cannot see you on Wednesday, 2 December 2026, 10:00',
    );
    expect(JSON.stringify(body)).not.toContain('Training');
    expect(
      (await etiba.as(admin).get(`${APPOINTMENTS}?needs_reschedule=true&doctor_id=${doctor.id}`)).body.count,
    ).toBe(1);
  });

  it('that is taken back takes the mark away, and says so', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const { body } = await putAbsence({});
    expect(await verbsTold(patient)).toEqual(['booked', 'needs_new_time']);
    expect(affected(await dropAbsence(body.id))).toEqual(new Set());
    expect(await needsNewTime(visit)).toBe(false);
    expect(await verbsTold(patient)).toEqual(['booked', 'needs_new_time', 'restored']);
  });

  it('that is taken back before anybody was told is not told of', async () => {
    await booked(patient, doctor, at('10:00'));
    await dropAbsence((await putAbsence({})).body.id);
    expect(await verbsTold(patient)).not.toContain('needs_new_time');
  });

  it('tells nobody twice, and nobody of what is over by then', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const cancelled = await booked(patient, doctor, at('11:00'));
    const first = await putAbsence({});
    const again = await putAbsence({ start_time: '08:00' });
    expect(affected(again)).toEqual(new Set([visit.id, cancelled.id]));
    expect(affected(first)).toEqual(affected(again));
    await etiba.as(patient).delete(urlOf(cancelled));
    await etiba.as(patient).patch(urlOf(visit), { notes: 'I wait' });
    expect(await verbsTold(patient)).toEqual(['booked', 'booked', 'cancelled', 'needs_new_time']);
  });

  it('leaves alone what has begun, is over, or lies behind', async () => {
    const past = await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-01T04:00:00Z' });
    const begun = await etiba.aVisit(patient, doctor, {
      appointment_datetime: at('10:00'),
      status: 'in_progress',
    });
    const cancelled = await etiba.aVisit(patient, doctor, {
      appointment_datetime: at('11:00'),
      status: 'cancelled',
    });
    const answer = await putAbsence({ start_date: '2026-12-01' });
    expect(answer.body.affected_appointments).toEqual([]);
    expect(await Promise.all([past, begun, cancelled].map(needsNewTime))).toEqual([false, false, false]);
  });

  it('is over for a visit that is moved away from it', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    await putAbsence({});
    const moved = await etiba
      .as(patient)
      .patch(urlOf(visit), { appointment_datetime: at('10:00', '2026-12-03') });
    expect(moved).toMatchObject({ status: 200, body: { needs_reschedule: false, status: 'rescheduled' } });
    expect(affected(await putAbsence({ start_time: '09:00' }))).toEqual(new Set());
  });
});

describe('new hours', () => {
  it('mark what they no longer cover: outside, in a break, on a day off', async () => {
    const kept = await booked(patient, doctor, at('10:00'));
    const early = await booked(patient, doctor, at('09:00'));
    const pause = await booked(patient, doctor, at('14:00'));
    const friday = await booked(patient, doctor, at('10:00', '2026-12-04'));
    const week = OFFICE_HOURS.slice(0, 4).map((day) => ({
      ...day,
      start_time: '09:15',
      break_start: '14:15',
      break_end: '15:00',
    }));
    expect(affected(await putWeek(week))).toEqual(new Set([early.id, pause.id, friday.id]));
    expect(await needsNewTime(kept)).toBe(false);
    expect(affected(await putWeek(OFFICE_HOURS))).toEqual(new Set());
    expect(await Promise.all([early, pause, friday].map(needsNewTime))).toEqual([false, false, false]);
  });

  it('do not ask whether a visit would still be offered at its minute', async () => {
    const visit = await booked(patient, doctor, at('09:30'));
    expect(affected(await putWeek([{ ...OFFICE_HOURS[2]!, start_time: '09:20' }]))).toEqual(new Set());
    expect(await needsNewTime(visit)).toBe(false);
  });
});

describe('a visit put or kept against the hours', () => {
  it('stands against the hours and absences that were known then, not against a later absence', async () => {
    const evening = await booked(admin, doctor, at('19:00'), { patient_id: patient.id, override: true });
    expect(affected(await putWeek(OFFICE_HOURS.slice(0, 3)))).toEqual(new Set());
    const absence = await putAbsence({ start_time: '18:00', end_time: '20:00' });
    expect(affected(absence)).toEqual(new Set([evening.id]));

    const kept = await etiba.as(doctor).post(`${urlOf(evening)}status/`, { status: 'confirmed' });
    expect(kept).toMatchObject({ status: 200, body: { needs_reschedule: false } });
    expect(affected(await putWeek(OFFICE_HOURS))).toEqual(new Set());
    expect(affected(await putAbsence({ start_time: '13:00', end_time: '14:00' }))).toEqual(new Set());
    const ill = await putAbsence({});
    expect(affected(ill)).toEqual(new Set([evening.id]));
    await dropAbsence(ill.body.id);
    expect(await needsNewTime(evening)).toBe(false);
  });

  it('is an ordinary one where the override was not needed', async () => {
    const visit = await booked(admin, doctor, at('10:00'), {
      patient_id: patient.id,
      override: true,
      override_reason: 'Just in case',
    });
    expect(visit.status_history[0]).toMatchObject({ is_override: false, reason: 'Just in case' });
    expect(affected(await putWeek([{ ...OFFICE_HOURS[2]!, start_time: '11:00' }]))).toEqual(
      new Set([visit.id]),
    );
  });
});

describe('a doctor who leaves', () => {
  it('leaves all visits to come marked, also those put against the hours; coming back takes the marks away', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const evening = await booked(admin, doctor, at('19:00'), { patient_id: patient.id, override: true });
    const all = new Set([visit.id, evening.id]);
    expect(affected(await etiba.as(admin).delete(`/api/doctors/${doctor.id}/deactivate/`))).toEqual(all);
    expect(
      affected(await etiba.as(admin).put(`/api/doctors/${doctor.id}/availability/`, OFFICE_HOURS)),
    ).toEqual(all);
    expect(await verbsTold(patient)).toEqual(['booked', 'booked', 'needs_new_time', 'needs_new_time']);
    const overridden = {
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime: at('20:00'),
      reason: 'Late',
      override: true,
    };
    expect(await etiba.as(admin).post(APPOINTMENTS, overridden)).toMatchObject({
      status: 409,
      body: { code: 'doctor_not_available' },
    });

    await etiba.as(admin).post(`/api/doctors/${doctor.id}/reactivate/`);
    expect(await Promise.all([visit, evening].map(needsNewTime))).toEqual([false, false]);
  });
});
