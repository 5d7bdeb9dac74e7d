import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';

const etiba = useEtiba();
const URL = '/api/appointments/';

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
});

/** The clock of the tests stands at Tuesday 2026-12-01, 08:00 in Nairobi. */
const at = (time: string, day = '2026-12-01') => `${day}T${time}:00+03:00`;
const wish = (time: string, more: object = {}) => ({
  doctor_id: doctor.id,
  appointment_datetime: at(time),
  reason: 'Cough for a week',
  ...more,
});
const countOf = async (doctorId: string) => {
  const row = await etiba.deps.db
    .selectFrom('appointments')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('doctor_id', '=', doctorId)
    .executeTakeFirstOrThrow();
  return row.n;
};

describe('POST /api/appointments/', () => {
  it('books what is offered, with history, and tells patient and doctor', async () => {
    const answer = await etiba.as(patient).post(URL, wish('09:00'));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      appointment_datetime: '2026-12-01T06:00:00Z',
      appointment_end_time: '2026-12-01T06:30:00Z',
      duration: 30,
      status: 'scheduled',
      appointment_type: 'consultation',
      needs_reschedule: false,
      patient: { id: patient.id, full_name: 'Amina Otieno' },
      doctor: { id: doctor.id, full_name: 'Dr. Grace Wanjiku' },
      status_history: [{ previous_status: null, new_status: 'scheduled', changed_by: patient.user_id }],
      medical_record_ids: [],
    });
    expect(answer.body).not.toHaveProperty('doctor_notes');
    expect(answer.headers['etag']).toMatch(/^"/);

    await etiba.runJobs();
    for (const person of [patient, doctor]) {
      const list = await etiba.as(person).get('/api/notifications/');
      expect(list.body).toMatchObject({ count: 1, unread_count: 1 });
      expect(list.body.results[0]).toMatchObject({
        verb: 'booked',
        read: false,
        target: { id: answer.body.id },
      });
      expect(list.body.results[0].description).toContain('Tuesday, 1 December 2026, 09:00 (GMT+3)');
      expect(JSON.stringify(list.body)).not.toContain('Cough');
    }
  });

  it('refuses a slot that overlaps another appointment of the doctor, and names the next free ones', async () => {
    const other = await etiba.aPatient();
    const before = await countOf(doctor.id);
    for (const [time, duration] of [
      ['09:00', 30],
      ['09:15', 30],
      ['09:00', 60],
    ] as const) {
      const answer = await etiba.as(other).post(URL, wish(time, { duration }));
      expect(answer).toMatchObject({ status: 409, body: { code: 'slot_taken' } });
    }
    const answer = await etiba.as(other).post(URL, wish('09:00'));
    expect(answer.body.next_free.slice(0, 2)).toEqual(['2026-12-01T06:30:00Z', '2026-12-01T07:00:00Z']);
    expect(await countOf(doctor.id)).toBe(before);
  });

  it('lets visits touch', async () => {
    const other = await etiba.aPatient();
    expect((await etiba.as(other).post(URL, wish('09:30'))).status).toBe(201);
  });

  it.each([
    ['outside_hours', at('08:30')],
    ['outside_hours', at('16:45')],
    ['outside_hours', at('10:00', '2026-12-05')],
    ['in_break', at('12:00')],
    ['in_break', at('11:45')],
    ['not_offered', at('10:07')],
    ['in_the_past', at('07:00')],
    ['in_the_past', '1999-01-01T00:00:00Z'],
    ['too_far_ahead', '2027-12-02T06:00:00Z'],
    ['too_far_ahead', '9999-12-31T23:00:00Z'],
  ])('answers %s for %s', async (code, appointment_datetime) => {
    const answer = await etiba.as(patient).post(URL, wish('10:00', { appointment_datetime }));
    expect(answer).toMatchObject({ status: 409, body: { code } });
  });

  it.each([
    ['appointment_datetime', { appointment_datetime: '2026-12-01T10:00:00' }],
    ['appointment_datetime', { appointment_datetime: '2026-02-30T10:00:00Z' }],
    ['appointment_datetime', { appointment_datetime: '2026-12-01T10:00:30+03:00' }],
    ['duration', { duration: 0 }],
    ['duration', { duration: -30 }],
    ['duration', { duration: 30.5 }],
    ['duration', { duration: 241 }],
    ['duration', { duration: '30' }],
    ['reason', { reason: '' }],
    ['reason', { reason: 'a\u0000b' }],
    ['status', { status: 'confirmed' }],
    ['doctor_id', { doctor_id: 'nobody' }],
    ['doctor_id', { doctor_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('refuses a bad %s', async (field, part) => {
    const answer = await etiba.as(patient).post(URL, wish('10:00', part));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
  });

  it('refuses a patient who books for another', async () => {
    const other = await etiba.aPatient();
    const answer = await etiba.as(patient).post(URL, wish('10:00', { patient_id: other.id }));
    expect(answer).toMatchObject({ status: 403, body: { errors: [{ field: 'patient_id' }] } });
  });

  it('lets a doctor book into their own calendar only', async () => {
    const other = await etiba.aDoctor();
    const body = wish('10:00', { patient_id: patient.id });
    expect(await etiba.as(other).post(URL, body)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'doctor_id' }] },
    });
    expect((await etiba.as(doctor).post(URL, body)).status).toBe(201);
    expect(await etiba.as(doctor).post(URL, wish('10:30'))).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'patient_id' }] },
    });
  });

  it('refuses a second visit of the patient at the same time with another doctor', async () => {
    const other = await etiba.aDoctor();
    const answer = await etiba.as(patient).post(URL, wish('10:00', { doctor_id: other.id }));
    expect(answer).toMatchObject({ status: 409, body: { code: 'patient_busy' } });
  });

  it('lets only an administrator override hours, never an overlap', async () => {
    const someone = await etiba.aPatient();
    const body = wish('19:00', { patient_id: someone.id, override: true });
    expect(await etiba.as(doctor).post(URL, body)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'override' }] },
    });
    const booked = await etiba.as(admin).post(URL, { ...body, override_reason: 'Agreed on the phone' });
    expect(booked.status).toBe(201);
    expect(booked.body.status_history[0]).toMatchObject({ is_override: true, reason: 'Agreed on the phone' });
    const another = await etiba.aPatient();
    expect(await etiba.as(admin).post(URL, { ...body, patient_id: another.id })).toMatchObject({
      status: 409,
      body: { code: 'slot_taken' },
    });
  });

  it('refuses a doctor who takes no bookings and a patient whose account is off', async () => {
    const closed = await etiba.aDoctor();
    await etiba.deps.db
      .updateTable('doctors')
      .set({ is_available: false })
      .where('id', '=', closed.id)
      .execute();
    const gone = await etiba.aPatient();
    await etiba.deps.db
      .updateTable('users')
      .set({ deactivated_at: '2026-01-01T00:00:00Z' })
      .where('id', '=', gone.user_id)
      .execute();
    expect(await etiba.as(patient).post(URL, wish('14:00', { doctor_id: closed.id }))).toMatchObject({
      status: 409,
      body: { code: 'doctor_not_available' },
    });
    expect(await etiba.as(admin).post(URL, wish('14:00', { patient_id: gone.id }))).toMatchObject({
      status: 409,
      body: { code: 'patient_inactive' },
    });
  });

  it('lets a patient have five open bookings, however fast they come', async () => {
    const times = ['09:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'];
    const doctors = await Promise.all(times.map(() => etiba.aDoctor()));
    const busy = await etiba.aPatient();
    const answers = await Promise.all(
      doctors.map(({ id }, index) =>
        etiba
          .as(busy)
          .post(URL, wish('09:00', { doctor_id: id, appointment_datetime: at(times[index]!, '2026-12-02') })),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'too_many_open_bookings'],
      [409, 'too_many_open_bookings'],
    ]);
  });

  it('happens once for one Idempotency-Key, however often it is sent', async () => {
    const careful = await etiba.aPatient();
    const headers = { 'idempotency-key': 'one-booking' };
    const send = () => etiba.as(careful).post(URL, wish('15:00'), { headers });
    const answers = await Promise.all([send(), send(), send(), send()]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(3);
    expect(await etiba.as(careful).post(URL, wish('15:30'), { headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });
});
