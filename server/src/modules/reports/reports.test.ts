import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba({ now: '2026-12-31T05:00:00Z' }); // Thursday, 08:00 in Nairobi
const REPORTS = '/api/reports/';

let admin: Person;
let grace: TestDoctor;
let jose: TestDoctor;
let people: TestPatient[];
const fields: { id: string; name: string }[] = [];

/** By wall time in Nairobi; a patient each, so that nobody is busy. */
const VISITS = [
  ['grace', '2026-12-07T09:00', 'completed'], // Monday
  ['grace', '2026-12-07T09:30', 'no_show'],
  ['grace', '2026-12-08T10:00', 'cancelled'], // Tuesday
  ['jose', '2026-12-08T10:00', 'completed'],
  ['jose', '2026-12-08T23:30', 'completed'], // the 8th here, also by UTC
  ['jose', '2026-12-09T01:00', 'no_show'], // the 9th here, the 8th by UTC
  ['grace', '2026-12-14T11:00', 'scheduled'], // another Monday
  ['grace', '2027-01-04T11:00', 'confirmed'], // not asked about
] as const;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  grace = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  jose = await etiba.aDoctor({ first_name: 'José', last_name: 'Álvarez', hours: [] });
  fields.push(await etiba.aSpecialization('Cardiology'), await etiba.aSpecialization('Dermatology'));
  const held = [
    [grace, fields[0]],
    [grace, fields[1]],
    [jose, fields[1]],
  ] as const;
  for (const [doctor, field] of held) {
    await etiba.deps.db
      .insertInto('doctor_specializations')
      .values({ doctor_id: doctor.id, specialization_id: field!.id })
      .execute();
  }
  people = await Promise.all(VISITS.map(() => etiba.aPatient()));
  for (const [index, [who, wall, status]] of VISITS.entries()) {
    await etiba.aVisit(people[index]!, who === 'grace' ? grace : jose, {
      appointment_datetime: new Date(`${wall}:00+03:00`).toISOString(),
      status,
    });
  }
});

const DECEMBER = 'date_from=2026-12-01&date_to=2026-12-31';
const report = async (path: string) => {
  const answer = await etiba.as(admin).get(REPORTS + path);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};
const inWords = (results: { key: string; label: string; visits: number }[]) =>
  results.filter(({ visits }) => visits > 0).map(({ label, visits }) => `${label}: ${visits}`);

describe('the report of visits', () => {
  it('counts by status, and the share of patients who did not come', async () => {
    const { totals, time_zone } = await report(`visits/?${DECEMBER}`);
    expect(time_zone).toBe('Africa/Nairobi');
    expect(totals).toEqual({
      visits: 7,
      scheduled: 1,
      confirmed: 0,
      rescheduled: 0,
      in_progress: 0,
      completed: 3,
      cancelled: 1,
      no_show: 2,
      no_show_rate: 0.4,
    });
    const { totals: none } = await report('visits/?date_from=2020-01-01&date_to=2020-01-01');
    expect(none).toMatchObject({ visits: 0, no_show_rate: null });
  });

  it.each([
    ['day', ['2026-12-07: 2', '2026-12-08: 3', '2026-12-09: 1', '2026-12-14: 1']],
    ['week', ['2026-12-07: 6', '2026-12-14: 1']],
    ['month', ['2026-12-01: 7']],
    ['weekday', ['0: 3', '1: 3', '2: 1']],
    ['hour', ['01: 1', '09: 2', '10: 2', '11: 1', '23: 1']],
    ['doctor', ['Dr. José Álvarez: 3', 'Dr. Grace Wanjiku: 4']],
    ['specialization', ['Cardiology: 4', 'Dermatology: 7']],
  ])('groups by %s of the clinic', async (group_by, expected) => {
    const { results, totals } = await report(`visits/?${DECEMBER}&group_by=${group_by}`);
    expect(inWords(results)).toEqual(expected);
    expect(totals.visits).toBe(7);
  });

  it('has every day, week, month, weekday and hour, also those without visits', async () => {
    const lengths = await Promise.all(
      ['day', 'week', 'month', 'weekday', 'hour'].map(
        async (group_by) => (await report(`visits/?${DECEMBER}&group_by=${group_by}`)).results.length,
      ),
    );
    expect(lengths).toEqual([31, 5, 1, 7, 24]);
  });

  it('is about one doctor or one specialization, where wanted', async () => {
    expect((await report(`visits/?${DECEMBER}&doctor_id=${jose.id}`)).totals.visits).toBe(3);
    expect((await report(`visits/?${DECEMBER}&specialization_id=${fields[0]!.id}`)).totals.visits).toBe(4);
  });

  it('covers the last thirty days unless told', async () => {
    const { date_from, date_to } = await report('visits/');
    expect({ date_from, date_to }).toEqual({ date_from: '2026-12-02', date_to: '2026-12-31' });
  });

  it.each([
    ['visits/?date_from=2026-12-02&date_to=2026-12-01', 'date_to'],
    ['visits/?date_from=2020-01-01&date_to=2026-12-01', 'date_from'],
    ['visits/?date_from=0001-01-01', 'date_from'],
    ['visits/?date_to=9999-12-31', 'date_to'],
    ['visits/?group_by=patient', 'group_by'],
    ['visits/?format=xls', 'format'],
    ['utilisation/?date_from=2025-01-01&date_to=2026-12-31', 'date_from'],
    ['new-patients/?patient_id=1', 'patient_id'],
    ['waiting-time/?duration=5', 'duration'],
  ])('refuses %s and names %s', async (path, field) => {
    expect(await etiba.as(admin).get(REPORTS + path)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });

  it('comes as CSV, and is in the audit', async () => {
    const answer = await etiba.as(admin).get(`${REPORTS}visits/?${DECEMBER}&group_by=doctor&format=csv`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="visits.csv"');
    const [head, first] = String(answer.body).split('\r\n');
    expect(head).toMatch(/^\ufeffkey,label,visits,scheduled,/);
    expect(first).toBe(`${jose.id},Dr. José Álvarez,3,0,0,0,0,2,0,1,0.3333`);
    const line = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['object_id', 'detail'])
      .where('action', '=', 'report.read')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    expect(line).toEqual({ object_id: 'visits', detail: { format: 'csv' } });
  });
});

describe('the report of utilisation', () => {
  it('holds booked against offered minutes, less breaks and absences', async () => {
    await etiba.deps.db
      .insertInto('doctor_unavailability')
      .values({
        id: etiba.deps.ids.next(),
        doctor_id: grace.id,
        start_date: '2026-12-10',
        end_date: '2026-12-10',
        start_time: '10:00',
        end_time: '12:30', // half an hour of it is lunch
      })
      .execute();
    const { results, totals } = await report('utilisation/?date_from=2026-12-07&date_to=2026-12-13');
    expect(results).toEqual([
      {
        doctor_id: jose.id,
        doctor_name: 'Dr. José Álvarez',
        offered_minutes: 0,
        booked_minutes: 60,
        visits: 2,
        utilisation: null,
      },
      {
        doctor_id: grace.id,
        doctor_name: 'Dr. Grace Wanjiku',
        offered_minutes: 5 * 7 * 60 - 120,
        booked_minutes: 30,
        visits: 1,
        utilisation: 0.0152,
      },
    ]);
    expect(totals).toMatchObject({ offered_minutes: 1980, booked_minutes: 90 });
  });
});

describe('the report of new patients', () => {
  it('counts by the day of the clinic, and by who made the account', async () => {
    const [first, second] = people as [TestPatient, TestPatient];
    const at = (created_at: string, { id }: TestPatient) =>
      etiba.deps.db.updateTable('patients').set({ created_at }).where('id', '=', id).execute();
    await at('2025-03-09T22:00:00Z', first); // the 10th in Nairobi
    await at('2025-03-31T12:00:00Z', second);
    await etiba.deps.db
      .updateTable('users')
      .set({ registered_by: admin.user_id })
      .where('id', '=', second.user_id)
      .execute();
    const range = 'date_from=2025-03-10&date_to=2025-03-31';
    const { totals, results } = await report(`new-patients/?${range}&group_by=week`);
    expect(totals).toEqual({ new_patients: 2, signed_up: 1, registered: 1 });
    expect(results.map(({ key, new_patients }: never) => [key, new_patients])).toEqual([
      ['2025-03-10', 1],
      ['2025-03-17', 0],
      ['2025-03-24', 0],
      ['2025-03-31', 1],
    ]);
  });
});

describe('the report of waiting time', () => {
  it('tells a start that can be booked', async () => {
    const { doctors, specializations } = await report('waiting-time/?duration=30');
    const of = (name: string) => doctors.find((row: { doctor_name: string }) => row.doctor_name === name);
    expect(of('Dr. José Álvarez')).toMatchObject({ next_free: null, waiting_minutes: null });
    expect(of('Dr. Grace Wanjiku')).toMatchObject({ next_free: '2026-12-31T06:00:00Z', waiting_minutes: 60 });
    expect(specializations).toMatchObject([
      { name: 'Cardiology', doctors: 1, waiting_minutes: 60 },
      { name: 'Dermatology', doctors: 2, waiting_minutes: 60 },
    ]);
    const booked = await etiba.as(people[0]!).post('/api/appointments/', {
      doctor_id: grace.id,
      appointment_datetime: of('Dr. Grace Wanjiku').next_free,
      reason: 'Check-up',
    });
    expect(booked.status).toBe(201);
    const { doctors: later } = await report(`waiting-time/?specialization_id=${fields[0]!.id}`);
    expect(later).toMatchObject([{ doctor_id: grace.id, next_free: '2026-12-31T06:30:00Z' }]);
  });
});
