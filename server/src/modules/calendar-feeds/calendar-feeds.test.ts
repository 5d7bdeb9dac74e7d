import ICAL from 'ical.js';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba, type Answer } from '../../../test/harness.ts';
import { at, urlOf, useVisits } from '../appointments/visits.test-kit.ts';
import { visitUid } from '../appointments/visit-entry.ts';

const etiba = useEtiba();
const { booked, standAt } = useVisits(etiba);
const FEED = '/api/calendar-feed/';

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeEach(async () => {
  etiba.clock.set('2026-12-01T05:00:00Z');
  await setClinic({
    name: 'Söhne, Clinic; “Ñandú”',
    address: '12 Moi Avenue\nNairobi',
    time_zone: 'Africa/Nairobi',
  });
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
});

const setClinic = (values: object) => etiba.deps.db.updateTable('clinic_settings').set(values).execute();

async function feedOf(person: Person): Promise<string> {
  const { status, body } = await etiba.as(person).post(FEED);
  expect(status).toBe(201);
  return new URL(body.url).pathname;
}

const fetchFeed = (path: string, headers: Record<string, string> = {}) => etiba.anyone.get(path, { headers });

/** The entries, by a calendar's own parser. */
function entriesOf({ status, headers, body }: Answer) {
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
  const calendar = new ICAL.Component(ICAL.parse(body) as unknown[]);
  expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
  expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const valueOf = (name: string) => String(component.getFirstPropertyValue(name));
    return {
      uid: event.uid,
      sequence: event.sequence,
      starts_at: event.startDate.toJSDate().toISOString(),
      ends_at: event.endDate.toJSDate().toISOString(),
      summary: event.summary,
      location: event.location,
      status: valueOf('status'),
      url: valueOf('url'),
      privacy: valueOf('class'),
    };
  });
}

describe('the address of a calendar', () => {
  it('shows a patient’s visits: who, when and where, never why', async () => {
    const visit = await booked(admin, doctor, at('10:00', '2026-12-03'), {
      patient_id: patient.id,
      reason: 'Syphilis',
      symptoms: 'Rash',
      notes: 'Discreet',
    });
    const answer = await fetchFeed(await feedOf(patient));
    expect(entriesOf(answer)).toEqual([
      {
        uid: visitUid(etiba.deps, visit.id),
        sequence: 0,
        starts_at: '2026-12-03T07:00:00.000Z',
        ends_at: '2026-12-03T07:30:00.000Z',
        summary: 'Visit: Dr. Grace Wanjiku',
        location: 'Söhne, Clinic; “Ñandú”, 12 Moi Avenue, Nairobi',
        status: 'CONFIRMED',
        url: `https://etiba.test/visits/${visit.id}`,
        privacy: 'PRIVATE',
      },
    ]);
    expect(answer.body).not.toMatch(/Syphilis|Rash|Discreet|undefined/);
    expect(answer.body).toMatch(/^REFRESH-INTERVAL;VALUE=DURATION:PT1H\r$/m);
    for (const line of answer.body.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/[\r\n]/);
    }
  });

  it('follows moves and cancels, each later than the one before, and never shows another’s visit', async () => {
    const other = await etiba.aPatient();
    await booked(other, doctor, at('09:00', '2026-12-03'));
    const [moved, cancelled] = [
      await booked(patient, doctor, at('10:00', '2026-12-03')),
      await booked(patient, doctor, at('11:00', '2026-12-03')),
    ];
    const path = await feedOf(patient);
    expect(entriesOf(await fetchFeed(path))).toHaveLength(2);
    await etiba.as(patient).patch(urlOf(moved), { appointment_datetime: at('14:30', '2026-12-04') });
    await etiba.as(patient).delete(urlOf(cancelled));
    expect(entriesOf(await fetchFeed(path))).toMatchObject([
      { uid: visitUid(etiba.deps, moved.id), sequence: 1, starts_at: '2026-12-04T11:30:00.000Z' },
    ]);
  });

  it('shows a doctor’s visits with the initials of patients', async () => {
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    await booked(patient, await etiba.aDoctor(), at('14:00', '2026-12-04'));
    const answer = await fetchFeed(await feedOf(doctor));
    expect(entriesOf(answer).map(({ summary }) => summary)).toEqual(['Visit: A. O.']);
    expect(answer.body).not.toMatch(/Amina|Otieno/);
  });

  it('speaks its owner’s language and says what needs a new time', async () => {
    await etiba.as(patient).patch('/api/auth/me/', { locale: 'fr' });
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.as(doctor).post(`/api/doctors/${doctor.id}/unavailability/`, {
      start_date: '2026-12-03',
      end_date: '2026-12-03',
    });
    expect(entriesOf(await fetchFeed(await feedOf(patient)))).toMatchObject([
      {
        uid: visitUid(etiba.deps, visit.id),
        summary: 'Rendez-vous : Dr. Grace Wanjiku',
        status: 'TENTATIVE',
      },
    ]);
  });

  it.each([
    ['Europe/London', '2027-03-29T10:00:00+01:00'],
    ['Europe/London', '2027-11-01T10:00:00+00:00'],
    ['America/New_York', '2027-03-12T10:00:00-05:00'],
    ['America/New_York', '2027-03-15T10:00:00-04:00'],
    ['Africa/Nairobi', '2027-03-29T10:00:00+03:00'],
  ])('shows the right instant: %s, %s', async (time_zone, start) => {
    await setClinic({ time_zone });
    await standAt('2026-11-25T05:00:00Z', patient);
    await booked(patient, doctor, start);
    expect(entriesOf(await fetchFeed(await feedOf(patient)))).toMatchObject([
      { starts_at: new Date(start).toISOString() },
    ]);
  });

  it('is asked for again with its ETag, and sent only when something changed', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    const path = await feedOf(patient);
    const first = await fetchFeed(path);
    const etag = String(first.headers['etag']);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
      expect(await fetchFeed(path, { 'if-none-match': known })).toMatchObject({ status: 304, body: '' });
    await etiba.as(patient).patch(urlOf(visit), { appointment_datetime: at('14:30', '2026-12-04') });
    const second = await fetchFeed(path, { 'if-none-match': etag });
    expect(second.status).toBe(200);
    expect(second.headers['etag']).not.toBe(etag);
  });
});

describe('the secret of the address', () => {
  it('is shown once; asked later, Etiba says only that there is one', async () => {
    expect((await etiba.as(patient).get(FEED)).body).toEqual({ created_at: null });
    const { body } = await etiba.as(patient).post(FEED);
    expect(body).toEqual({
      url: expect.stringMatching(/^https:\/\/etiba\.test\/api\/calendar-feed\/[\w-]{43}\.ics$/),
      webcal_url: body.url.replace('https:', 'webcal:'),
      created_at: '2026-12-01T05:00:00Z',
    });
    expect((await etiba.as(patient).get(FEED)).body).toEqual({ created_at: body.created_at });
  });

  it('opens nothing once it is revoked, replaced, or its owner is off or an administrator', async () => {
    const first = await feedOf(patient);
    const second = await feedOf(patient);
    expect((await fetchFeed(first)).status).toBe(404);
    expect((await fetchFeed(second)).status).toBe(200);
    expect((await etiba.as(patient).delete(FEED)).status).toBe(200);
    expect((await etiba.as(patient).delete(FEED)).status).toBe(200);
    expect((await fetchFeed(second)).status).toBe(404);

    const third = await feedOf(patient);
    await etiba.as(admin).delete(`/api/patients/${patient.id}/deactivate/`);
    expect((await fetchFeed(third)).status).toBe(404);
    const ofDoctor = await feedOf(doctor);
    await etiba.as(admin).patch(`/api/admin/users/${doctor.user_id}/role/`, { role: 'ADMIN' });
    expect((await fetchFeed(ofDoctor)).status).toBe(404);
  });

  it('lies nowhere in the clear, in no log and in no audit', async () => {
    const path = await feedOf(patient);
    const token = /([\w-]{43})\.ics/.exec(path)![1]!;
    await fetchFeed(path);
    await fetchFeed(`${path}/x`);
    await etiba.anyone.post(path);
    const [row] = await etiba.deps.db.selectFrom('calendar_feeds').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(token);
    expect(etiba.logged.join('')).not.toContain(token);
    expect(etiba.logged.join('')).toContain('/api/calendar-feed/:file');
    const { body } = await etiba.as(admin).get(`/api/admin/audit/?user_id=${patient.user_id}`);
    expect(JSON.stringify(body)).not.toContain(token);
    expect(body.results.map(({ action }: { action: string }) => action)).toContain('calendar_feed.make');
  });

  it('is told of to its owner, who cannot turn that off', async () => {
    await feedOf(patient);
    await etiba.runJobs();
    const mails = (await etiba.sentMail()).filter(({ to }) => to === patient.email);
    expect(mails.map(({ kind }) => kind)).toEqual(['calendar_feed']);
    expect(mails[0]!.text).not.toContain('.ics');
  });

  it('is not guessed, and not asked for without end', async () => {
    const path = await feedOf(patient);
    const wrong = `/api/calendar-feed/${'A'.repeat(43)}.ics`;
    expect((await fetchFeed(wrong)).status).toBe(404);
    for (let number = 1; number < 60; number += 1) await fetchFeed(wrong);
    expect((await fetchFeed(wrong)).status).toBe(429);
    expect((await fetchFeed(path)).status).toBe(200); // who knows an address does not suffer from it
    for (let number = 1; number < 120; number += 1) await fetchFeed(path);
    const more = await fetchFeed(path);
    expect(more.status).toBe(429);
    expect(Number(more.headers['retry-after'])).toBeGreaterThan(60);
  });
});
