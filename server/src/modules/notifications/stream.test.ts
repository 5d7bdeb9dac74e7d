import { setTimeout as sleep } from 'node:timers/promises';
import { Value } from 'typebox/value';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readStream, type EventReader } from '../../../test/event-reader.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import { models } from '../../platform/http/schemas.ts';
import { LiveAppointment } from '../appointments/appointments.schemas.ts';
import { Notification } from './notifications.schemas.ts';

const etiba = useEtiba();
let second: TestEtiba;
let urls: string[];
let patient: TestPatient;
let other: TestPatient;
let doctor: TestDoctor;
let admin: Person;
const readers: EventReader[] = [];
const TUESDAY = '2026-12-08T07:00:00Z';

beforeAll(async () => {
  second = await openTestEtiba({ beside: etiba.database });
  urls = await Promise.all([etiba, second].map(({ app }) => app.listen({ host: '127.0.0.1', port: 0 })));
});
afterAll(() => second?.close());
beforeEach(async () => {
  [patient, other] = [await etiba.aPatient(), await etiba.aPatient()];
  doctor = await etiba.aDoctor();
  admin = await etiba.anAdmin();
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave();
});

/** A stream that has said `ready`; from the second process unless told. */
async function follow(
  person: { access: string },
  lastEventId?: string,
  url = urls[1]!,
): Promise<EventReader> {
  const reader = await readStream(url, person, lastEventId);
  readers.push(reader);
  await reader.sees('ready');
  await reader.sees('unread');
  return reader;
}

const book = async (by: Person, appointment_datetime = TUESDAY) => {
  const body = { doctor_id: doctor.id, patient_id: patient.id, appointment_datetime, reason: 'Secret cough' };
  const { status, body: visit } = await etiba.as(by).post('/api/appointments/', body);
  expect(status).toBe(201);
  return visit as { id: string; status: string };
};
const visitOf =
  ({ id }: { id: string }, status?: string) =>
  (data: { id: string; status: string }) =>
    data.id === id && (status === undefined || data.status === status);

describe('GET /api/notifications/stream/', () => {
  it('is an event stream that nobody keeps, with the headers of every answer', async () => {
    const { response } = await follow(patient);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    });
  });

  it('begins with what is unread, and says that lists are to be read', async () => {
    const reader = await follow(patient);
    expect(reader.events.map(({ event, data }) => [event, data])).toEqual([
      ['ready', { resumed: false }],
      ['unread', { unread_count: 0 }],
    ]);
    expect(reader.lastId).toMatch(/^[\w-]{40,}$/);
  });

  it('shows a booking on another process to its patient, its doctor and administrators, and to nobody else', async () => {
    const people = [patient, doctor, admin, other, await etiba.aDoctor()];
    const [his, hers, desk, strange, colleague] = await Promise.all(people.map((person) => follow(person)));
    const visit = await book(patient);
    for (const reader of [his!, hers!, desk!]) {
      const { data } = await reader.sees('appointment', visitOf(visit));
      expect(data).toMatchObject({
        patient_id: patient.id,
        doctor_id: doctor.id,
        appointment_datetime: TUESDAY,
      });
      expect(Value.Check(LiveAppointment, data)).toBe(true);
      expect(JSON.stringify(data)).not.toContain('cough');
    }
    await etiba.runJobs();
    for (const reader of [his!, hers!]) {
      const { data } = await reader.sees('notification');
      expect(Value.Check(Object.fromEntries(models), Notification, data)).toBe(true);
      await reader.sees('unread', ({ unread_count }) => unread_count === 1);
    }
    await sleep(300);
    for (const reader of [strange!, colleague!]) expect(reader.events).toHaveLength(2);
    expect([desk!.of('notification'), his!.of('notification')]).toEqual([[], [expect.anything()]]);
    expect(his!.of('appointment')).toHaveLength(1);
  });

  it('shows changes that write no history, too', async () => {
    const visit = await book(patient);
    const reader = await follow(doctor);
    await etiba.as(patient).patch(`/api/appointments/${visit.id}/`, { notes: 'By bus' });
    await reader.sees('appointment', visitOf(visit));
    await etiba.as(doctor).patch(`/api/appointments/${visit.id}/`, { is_urgent: true });
    await reader.sees('appointment', ({ is_urgent }) => is_urgent === true);
    const absence = { start_date: '2026-12-08', end_date: '2026-12-08' };
    await etiba.as(doctor).post(`/api/doctors/${doctor.id}/unavailability/`, absence);
    await reader.sees('appointment', ({ needs_reschedule }) => needs_reschedule === true);
    await etiba.as(patient).delete(`/api/appointments/${visit.id}/`);
    const { data } = await reader.sees('appointment', visitOf(visit, 'cancelled'));
    expect(data).toMatchObject({ is_urgent: true, needs_reschedule: false });
  });

  it('takes a visit from a doctor’s board that goes to another, and gives it to that one', async () => {
    const colleague = await etiba.aDoctor();
    const visit = await book(patient);
    const [hers, his, mine] = [await follow(doctor), await follow(colleague), await follow(patient)];
    const { status } = await etiba
      .as(admin)
      .patch(`/api/appointments/${visit.id}/`, { doctor_id: colleague.id });
    expect(status).toBe(200);
    expect((await hers.sees('appointment_removed')).data).toEqual({ id: visit.id });
    await his.sees('appointment', visitOf(visit, 'rescheduled'));
    await mine.sees('appointment', visitOf(visit, 'rescheduled'));
    expect([hers.of('appointment'), mine.of('appointment_removed')]).toEqual([[], []]);
  });

  it('tells of hours, absences and particulars of a doctor to administrators and to that doctor', async () => {
    const colleague = await etiba.aDoctor();
    const [desk, hers, his, mine] = await Promise.all(
      [admin, doctor, colleague, patient].map((one) => follow(one)),
    );
    const path = `/api/doctors/${doctor.id}`;
    const hours = { day_of_week: 0, start_time: '09:00', end_time: '12:00' };
    const absence = { start_date: '2026-12-08', end_date: '2026-12-08' };
    const change = async (act: () => Promise<{ status: number; body: unknown }>) => {
      const before = desk!.of('doctor').length;
      const { status, body } = await act();
      expect(status).toBeLessThan(300);
      await desk!.sees('doctor', ({ id }) => id === doctor.id && desk!.of('doctor').length > before);
      return body as { id: string };
    };
    await change(() => etiba.as(doctor).put(`${path}/availability/`, [hours]));
    const { id } = await change(() => etiba.as(doctor).post(`${path}/unavailability/`, absence));
    await change(() => etiba.as(doctor).delete(`${path}/unavailability/${id}/`));
    await change(() => etiba.as(admin).patch(`${path}/update/`, { is_available: false }));
    await change(() => etiba.as(admin).post(`/api/admin/users/${doctor.user_id}/deactivate/`));
    expect(hers!.of('doctor').length).toBeGreaterThanOrEqual(4);
    expect(new Set(desk!.of('doctor').map((data) => data['id']))).toEqual(new Set([doctor.id]));
    await sleep(300);
    for (const reader of [his!, mine!]) expect(reader.of('doctor')).toEqual([]);
  });

  it('tells staff that patients are new or have changed, and names nobody', async () => {
    const [desk, hers, mine] = await Promise.all([admin, doctor, patient].map((one) => follow(one)));
    const change = async (act: () => Promise<{ status: number }>) => {
      const before = [desk!, hers!].map((reader) => reader.of('patients').length);
      expect((await act()).status).toBeLessThan(300);
      for (const [index, reader] of [desk!, hers!].entries())
        await reader.sees('patients', () => reader.of('patients').length > before[index]!);
    };
    const person = { email: 'new@example.org', first_name: 'Njeri', last_name: 'Mpya' };
    await change(() => etiba.as(admin).post('/api/patients/register/', person));
    await change(() => etiba.as(patient).patch(`/api/patients/${patient.id}/update/`, { address: 'Kisumu' }));
    await change(() => etiba.as(admin).delete(`/api/patients/${patient.id}/deactivate/`));
    expect(
      new Set([...desk!.of('patients'), ...hers!.of('patients')].map((data) => JSON.stringify(data))),
    ).toEqual(new Set(['{}']));
    expect(mine!.of('patients')).toEqual([]);
  });

  it('counts anew when another window reads', async () => {
    await book(patient);
    await etiba.runJobs();
    const reader = await follow(patient);
    expect(reader.of('unread')).toEqual([{ unread_count: 1 }]);
    await etiba.as(patient).post('/api/notifications/mark-all-read/');
    await reader.sees('unread', ({ unread_count }) => unread_count === 0);
    expect(reader.of('notification')).toEqual([]);
  });

  it('finds out by looking when no signal comes', async () => {
    const reader = await follow(patient);
    const visit = await etiba.aVisit(patient, doctor, { appointment_datetime: TUESDAY });
    const { data } = await reader.sees('appointment', visitOf(visit));
    expect(data).toMatchObject({ status: 'scheduled' });
  });
});

describe('coming back with Last-Event-ID', () => {
  it('gets what was missed, once, on any process', async () => {
    const before = await follow(patient);
    const first = await book(patient);
    await before.sees('appointment', visitOf(first));
    before.leave();
    const missed = await book(patient, '2026-12-09T07:00:00Z');
    await etiba.runJobs();
    const after = await follow(patient, before.lastId, urls[0]);
    expect(after.of('ready')).toEqual([{ resumed: true }]);
    await after.sees('appointment', visitOf(missed));
    await sleep(100);
    expect(after.of('appointment').map(({ id }) => id as string)).toEqual([missed.id]);
    expect(after.of('notification')).toHaveLength(2);
    expect(after.of('unread')[0]).toEqual({ unread_count: 2 });

    const again = await follow(patient, after.lastId);
    await sleep(100);
    expect(again.events.map(({ event }) => event)).toEqual(['ready', 'unread']);
  });

  it('is told to read anew when it was too much', async () => {
    const before = await follow(patient);
    before.leave();
    await etiba.deps.db
      .insertInto('notifications')
      .values(
        Array.from({ length: 201 }, () => {
          const id = etiba.deps.ids.next();
          return { id, recipient: patient.user_id, verb: 'booked', description: 'x', dedupe_key: id };
        }),
      )
      .execute();
    const after = await follow(patient, before.lastId);
    expect(after.of('ready')).toEqual([{ resumed: false }]);
    expect(after.of('unread')).toEqual([{ unread_count: 201 }]);
    expect(after.of('notification')).toEqual([]);
  });

  it.each(['', '0', 'nonsense', '1:2:', 'A'.repeat(76), "';--", '../'])(
    'starts anew with the id "%s" that was never given',
    async (id) => {
      const reader = await follow(patient, id);
      expect(reader.of('ready')).toEqual([{ resumed: false }]);
    },
  );

  it('is of no use for what is another’s', async () => {
    const [mine, theirs] = [await follow(patient), await follow(other)];
    await book(patient);
    await etiba.runJobs();
    await mine.sees('notification');
    const curious = await follow(other, theirs.lastId);
    expect(curious.events.map(({ event }) => event)).toEqual(['ready', 'unread']);
    expect(curious.of('ready')).toEqual([{ resumed: true }]);
  });
});

describe('a stream ends at once', () => {
  const endings: [string, (person: TestPatient | Person) => Promise<unknown>][] = [
    ['logout', (person) => etiba.as(person).post('/api/auth/logout/', {})],
    ['logout everywhere', (person) => etiba.as(person).post('/api/auth/logout-all/')],
    ['deactivation', ({ user_id }) => etiba.as(admin).post(`/api/admin/users/${user_id}/deactivate/`)],
    [
      'an administrator’s kill',
      ({ user_id }) => etiba.as(admin).post(`/api/admin/users/${user_id}/end-sessions/`),
    ],
  ];
  it.each(endings)('after %s, on every process', async (_name, end) => {
    const streams = [await follow(patient, undefined, urls[0]), await follow(patient)];
    const bystander = await follow(other);
    const since = performance.now();
    expect(await end(patient)).toMatchObject({ status: 200 });
    await Promise.all(streams.map((stream) => stream.ends()));
    expect(performance.now() - since).toBeLessThan(1_900); // not by the look of every other second
    expect(bystander.isOver).toBe(false);
    expect((await readStream(urls[1]!, patient)).response.statusCode).toBe(401);
  });

  it('after a demotion; the same session comes back as what it is now', async () => {
    const demoted = await etiba.anAdmin();
    await etiba.deps.db
      .insertInto('patients')
      .values({ id: etiba.deps.ids.next(), user_id: demoted.user_id })
      .execute();
    const stream = await follow(demoted);
    const since = performance.now();
    const change = await etiba
      .as(admin)
      .patch(`/api/admin/users/${demoted.user_id}/role/`, { role: 'PATIENT' });
    expect(change.status).toBe(200);
    await stream.ends();
    expect(performance.now() - since).toBeLessThan(1_900);
    const after = await follow(demoted, stream.lastId);
    await book(patient);
    await sleep(300);
    expect(after.of('appointment')).toEqual([]);
  });

  it('when the session is ended behind its back, within some seconds and before anything is said', async () => {
    const stream = await follow(patient);
    await etiba.deps.db
      .updateTable('sessions')
      .set({ ended_at: '2026-12-01T00:00:00Z', end_reason: 'logout' })
      .where('user_id', '=', patient.user_id)
      .execute();
    await book(admin);
    await stream.ends();
    expect(stream.of('appointment')).toEqual([]);
  });

  it('but not with the access token that opened it', async () => {
    const stream = await follow(patient);
    const begun = etiba.clock.now();
    for (const { clock } of [etiba, second]) clock.advance(15 * 60_000);
    expect((await readStream(urls[1]!, patient)).response.statusCode).toBe(401);
    await etiba.aVisit(patient, doctor, { appointment_datetime: TUESDAY });
    await stream.sees('appointment');
    for (const { clock } of [etiba, second]) clock.set(new Date(begun).toISOString());
  });
});

describe('who may open one', () => {
  it('is whoever is signed in by the header, never by the address', async () => {
    const bare = await fetch(`${urls[0]}/api/notifications/stream/`);
    expect(bare.status).toBe(401);
    for (const name of ['token', 'access_token', 'authorization']) {
      const answer = await fetch(`${urls[0]}/api/notifications/stream/?${name}=${patient.access}`);
      expect(answer.status).toBe(401);
    }
    expect((await etiba.as(patient).get('/api/notifications/stream/?token=x')).status).toBe(400);
  });

  it('has twenty at most on a process', async () => {
    await Promise.all(Array.from({ length: 20 }, () => follow(patient)));
    const answer = await second.as(patient).get('/api/notifications/stream/');
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'throttled' },
      headers: { 'retry-after': '30' },
    });
    await follow(other);
  });
});
