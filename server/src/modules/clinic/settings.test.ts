import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
const SETTINGS = '/api/admin/settings/';

let admin: Person;
let patient: TestPatient;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  doctor = await etiba.aDoctor();
});

const change = (body: object, headers = {}) => etiba.as(admin).patch(SETTINGS, body, { headers });
const book = (appointment_datetime: string, person: Person = patient, on = etiba) =>
  on
    .as(person)
    .post('/api/appointments/', { doctor_id: doctor.id, appointment_datetime, reason: 'Check-up' });
const audited = () =>
  etiba.deps.db
    .selectFrom('audit_events')
    .select(['actor_user_id', 'detail'])
    .where('action', '=', 'settings.update')
    .orderBy('id')
    .execute();

describe('the settings of the clinic', () => {
  it('come from the configuration at the first start only', async () => {
    const later = await openTestEtiba({
      beside: etiba.database,
      config: { first_clinic_name: 'Another', first_time_zone: 'Asia/Tokyo', first_min_notice_minutes: 600 },
    });
    expect((await later.as(admin).get(SETTINGS)).body).toMatchObject({
      name: 'Etiba Clinic',
      time_zone: 'Africa/Nairobi',
      min_notice_minutes: 0,
      max_days_ahead: 365,
      open_bookings_per_patient: 5,
    });
    await later.close();
  });

  it('are public as far as patients must know them', async () => {
    await change({ address: '12 Moi Avenue\nNairobi', phone: '+254 20 234 5678', email: 'desk@example.org' });
    const { status, body } = await etiba.anyone.get('/api/clinic/');
    expect(status).toBe(200);
    expect(body).toEqual({
      name: 'Etiba Clinic',
      time_zone: 'Africa/Nairobi',
      locale: 'en',
      address: '12 Moi Avenue\nNairobi',
      phone: '+254 20 234 5678',
      email: 'desk@example.org',
      min_notice_minutes: 0,
      max_days_ahead: 365,
      open_bookings_per_patient: 5,
    });
  });

  it('change what is named, once per state that somebody has seen', async () => {
    const { headers } = await etiba.as(admin).get(SETTINGS);
    const first = await change({ name: 'Kliniki ya Moi' }, { 'if-match': headers['etag'] });
    expect(first.body).toMatchObject({ settings: { name: 'Kliniki ya Moi' }, affected_appointments: 0 });
    expect((await etiba.as(admin).get(SETTINGS)).headers['etag']).toBe(first.headers['etag']);
    expect(await change({ name: 'Late' }, { 'if-match': headers['etag'] })).toMatchObject({
      status: 412,
      body: { code: 'stale' },
    });
    expect((await audited()).at(-1)).toEqual({ actor_user_id: admin.user_id, detail: { fields: ['name'] } });
    const before = (await audited()).length;
    expect((await change({ name: 'Kliniki ya Moi' })).status).toBe(200);
    expect(await audited()).toHaveLength(before);
    await change({ name: 'Etiba Clinic' });
  });

  it.each([
    ['time_zone', 'Africa/Atlantis'],
    ['time_zone', '+03:00'],
    ['min_notice_minutes', -1],
    ['min_notice_minutes', '5'],
    ['max_days_ahead', 366],
    ['max_days_ahead', 0],
    ['open_bookings_per_patient', 0],
    ['name', '  '],
    ['email', 'nobody'],
    ['locale', 'de'],
    ['updated_at', '2026-12-01T00:00:00Z'],
  ])('refuses %s %j by name', async (field, value) => {
    expect(await change({ [field]: value })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ field }] },
    });
  });

  it('are what mails say', async () => {
    await change({ name: 'Kliniki ya Moi', locale: 'sw' });
    await etiba.as(admin).post('/api/patients/register/', {
      email: 'mgeni@example.org',
      first_name: 'Mgeni',
      last_name: 'Mpya',
    });
    const mail = (await etiba.sentMail()).at(-1);
    expect(mail?.subject).toBe('Akaunti yako katika Kliniki ya Moi');
    await change({ name: 'Etiba Clinic', locale: 'en' });
  });
});

describe('booking rules', () => {
  it('hold at once on another process', async () => {
    const other = await openTestEtiba({ beside: etiba.database });
    await change({ min_notice_minutes: 24 * 60 });
    expect((await book('2026-12-01T09:00:00Z', patient, other)).body.code).toBe('too_soon');
    await change({ min_notice_minutes: 0, max_days_ahead: 3 });
    expect((await book('2026-12-07T06:00:00Z', patient, other)).body.code).toBe('too_far_ahead');
    await change({ max_days_ahead: 365, open_bookings_per_patient: 1 });
    expect((await book('2026-12-07T06:00:00Z', patient, other)).status).toBe(201);
    expect((await book('2026-12-07T07:00:00Z', patient, other)).body.code).toBe('too_many_open_bookings');
    await change({ open_bookings_per_patient: 5 });
    expect((await book('2026-12-07T07:00:00Z', patient, other)).status).toBe(201);
    await other.close();
  });

  it('decide what is offered as well', async () => {
    const offered = async () => {
      const query = `doctor_id=${doctor.id}&date=2026-12-09&date_to=2026-12-09`;
      const { body } = await etiba.as(patient).get(`/api/appointments/availability/?${query}`);
      return body.results[0].slots.length;
    };
    expect(await offered()).toBeGreaterThan(0);
    await change({ max_days_ahead: 3 });
    expect(await offered()).toBe(0);
    await change({ max_days_ahead: 365 });
  });
});

describe('another time zone', () => {
  it('makes visits that the hours no longer cover need another time, and gives it back', async () => {
    const early = await book('2026-12-10T06:00:00Z'); // 09:00 in Nairobi, 07:00 in Paris
    const late = await book('2026-12-10T13:30:00Z'); // 16:30 in Nairobi, 14:30 in Paris
    const flagged = async () =>
      (await etiba.as(admin).get('/api/appointments/?needs_reschedule=true&page_size=100')).body.results.map(
        ({ id }: { id: string }) => id,
      );
    const moved = await change({ time_zone: 'europe/paris' });
    expect(moved.body.settings.time_zone).toBe('Europe/Paris');
    expect(await flagged()).toContain(early.body.id);
    expect(await flagged()).not.toContain(late.body.id);
    expect(moved.body.affected_appointments).toBe((await flagged()).length);
    expect((await audited()).at(-1)!.detail).toEqual({
      fields: ['time_zone'],
      from: 'Africa/Nairobi',
      to: 'Europe/Paris',
    });
    await etiba.runJobs();
    const { body } = await etiba.as(patient).get('/api/notifications/');
    expect(body.results.map(({ verb }: { verb: string }) => verb)).toContain('needs_new_time');

    await change({ time_zone: 'Africa/Nairobi' });
    expect(await flagged()).toEqual([]);
  });

  it('lets no booking slip in that was judged in the old one', async () => {
    const wishes = await Promise.all(Array.from({ length: 6 }, () => etiba.aPatient()));
    const start = (index: number) =>
      `2026-12-${14 + Math.floor(index / 2)}T06:${index % 2 ? '30' : '00'}:00Z`;
    const [answer, ...booked] = await Promise.all([
      change({ time_zone: 'Europe/Paris' }),
      ...wishes.map((person, index) => book(start(index), person)),
    ]);
    expect(answer.status).toBe(200);
    const { body } = await etiba.as(admin).get('/api/appointments/?date_from=2026-12-14&page_size=100');
    const live = body.results.filter(({ status }: { status: string }) => status === 'scheduled');
    expect(live).toHaveLength(booked.filter(({ status }) => status === 201).length);
    expect(live.every((visit: { needs_reschedule: boolean }) => visit.needs_reschedule)).toBe(true);
    await change({ time_zone: 'Africa/Nairobi' });
  });
});
