import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import type { BoardDoctor } from './board.schemas.ts';
import { APPOINTMENTS, at, useVisits, utc } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, switchOff, absent } = useVisits(etiba);

let admin: Person;
beforeAll(async () => {
  admin = await etiba.anAdmin();
});

const boardOf = (person: Person, date = '2026-12-02') =>
  etiba.as(person).get(`${APPOINTMENTS}board/?date=${date}`);
const columnOf = async ({ id }: TestDoctor, date?: string) => {
  const { status, body } = await boardOf(admin, date);
  expect(status).toBe(200);
  return body.doctors.find((doctor: BoardDoctor) => doctor.id === id) as BoardDoctor | undefined;
};
const idsOf = (column: BoardDoctor | undefined) => column?.visits.map(({ id }) => id);

describe('GET /api/appointments/board/', () => {
  it('shows a day from midnight to midnight at the clinic, doctors by name', async () => {
    const zuri = await etiba.aDoctor({ first_name: 'Zuri', last_name: 'Zawadi' });
    const abdi = await etiba.aDoctor({ first_name: 'Abdi', last_name: 'Abasi' });
    const { body } = await boardOf(admin);
    expect(body).toMatchObject({
      date: '2026-12-02',
      time_zone: 'Africa/Nairobi',
      start: '2026-12-01T21:00:00Z',
      end: '2026-12-02T21:00:00Z',
    });
    const ids = body.doctors.map(({ id }: BoardDoctor) => id);
    expect(ids.indexOf(abdi.id)).toBeLessThan(ids.indexOf(zuri.id));
  });

  it('gives hours without breaks, and absences with their reason, as far as they lie within the day', async () => {
    const doctor = await etiba.aDoctor();
    await absent(doctor, '2026-12-02', { start_time: '15:00', end_time: '16:00', reason: 'Training' });
    await absent(doctor, '2026-11-30', { end_date: '2026-12-01', reason: 'Long ago' });
    expect(await columnOf(doctor)).toMatchObject({
      is_bookable: true,
      hours: [
        { start: utc(at('09:00')), end: utc(at('12:00')) },
        { start: utc(at('13:00')), end: utc(at('17:00')) },
      ],
      absences: [{ start: utc(at('15:00')), end: utc(at('16:00')), reason: 'Training' }],
    });
    expect(await columnOf(doctor, '2026-12-01')).toMatchObject({
      absences: [{ start: '2026-11-30T21:00:00Z', end: '2026-12-01T21:00:00Z' }],
    });
  });

  it('cuts a night shift and a visit of the night at midnight, and shows both on both days', async () => {
    const hours = [{ day_of_week: 2, start_time: '20:00', end_time: '06:00' }];
    const doctor = await etiba.aDoctor({ hours });
    const over = await booked(await etiba.aPatient(), doctor, at('20:00'), { duration: 90 });
    const visit = await booked(await etiba.aPatient(), doctor, at('23:00'), { duration: 90 });
    const evening = await columnOf(doctor);
    expect(evening?.hours).toEqual([{ start: utc(at('20:00')), end: '2026-12-02T21:00:00Z' }]);
    expect(idsOf(evening)).toEqual([over.id, visit.id]);
    const morning = await columnOf(doctor, '2026-12-03');
    expect(morning?.hours).toEqual([{ start: '2026-12-02T21:00:00Z', end: utc(at('06:00', '2026-12-03')) }]);
    expect(idsOf(morning)).toEqual([visit.id]);
    expect(idsOf(await columnOf(doctor, '2026-12-04'))).toEqual([]);
  });

  it('shows visits of every status in order, with what the desk needs and no doctor’s notes', async () => {
    const doctor = await etiba.aDoctor();
    const patient = await etiba.aPatient({
      first_name: 'Amina',
      last_name: 'Otieno',
      phone: '+254712345678',
    });
    const later = await booked(patient, doctor, at('10:00'));
    const earlier = await booked(patient, doctor, at('09:00'), { is_urgent: true });
    await etiba.as(patient).delete(`${APPOINTMENTS}${later.id}/`);
    const column = await columnOf(doctor);
    expect(idsOf(column)).toEqual([earlier.id, later.id]);
    expect(column?.visits[0]).toEqual({
      id: earlier.id,
      patient: { id: patient.id, full_name: 'Amina Otieno', phone: '+254712345678' },
      appointment_datetime: utc(at('09:00')),
      appointment_end_time: utc(at('09:30')),
      duration: 30,
      status: 'scheduled',
      appointment_type: 'consultation',
      reason: 'Cough for a week',
      is_urgent: true,
      needs_reschedule: false,
      arrived_at: null,
      updated_at: earlier.updated_at,
    });
    expect(column?.visits[1]).toMatchObject({ status: 'cancelled' });
  });

  it('leaves out doctors who are gone, unless they have visits on the day', async () => {
    const gone = await etiba.aDoctor();
    const stranded = await etiba.aDoctor();
    const visit = await booked(await etiba.aPatient(), stranded, at('09:00'));
    await switchOff(gone);
    await switchOff(stranded);
    expect(await columnOf(gone)).toBeUndefined();
    expect(await columnOf(stranded)).toMatchObject({ is_bookable: false, visits: [{ id: visit.id }] });
    expect(await columnOf(stranded, '2026-12-03')).toBeUndefined();
  });

  it('is for administrators', async () => {
    expect(await boardOf(await etiba.aPatient())).toMatchObject({ status: 403 });
    expect(await boardOf(await etiba.aDoctor())).toMatchObject({ status: 403 });
  });

  it('wants a date, and one that is not ages away', async () => {
    const refused = { status: 400, body: { errors: [{ field: 'date' }] } };
    expect(await etiba.as(admin).get(`${APPOINTMENTS}board/`)).toMatchObject(refused);
    for (const date of ['0001-01-01', '1900-01-01', '9999-12-31'])
      expect(await boardOf(admin, date)).toMatchObject(refused);
    expect(await boardOf(admin, '1926-01-01')).toMatchObject({ status: 200 });
  });
});
