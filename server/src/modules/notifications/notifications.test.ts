import { beforeEach, describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import type { Person, TestPatient } from '../../../test/factories.ts';
import { instant } from '../../platform/clock.ts';
import { addNotifications } from './add-notifications.ts';

const etiba = useEtiba();
const NOTIFICATIONS = '/api/notifications/';

let patient: TestPatient;
let other: TestPatient;

beforeEach(async () => {
  patient = await etiba.aPatient();
  other = await etiba.aPatient();
});

const add = ({ deps }: Pick<TestEtiba, 'deps'>, list: Parameters<typeof addNotifications>[2]) =>
  deps.db.transaction().execute((trx) => addNotifications(deps, trx, list));

/** Tells somebody something, the later the number the later in time. */
async function tell(person: Person, number: number, event_id = etiba.deps.ids.next()): Promise<void> {
  const reference = { type: 'appointment', id: etiba.deps.ids.next(), label: `Visit ${number}` };
  const more = { verb: 'booked', actor: null, target: reference, action_object: null };
  const timestamp = instant(etiba.clock);
  const text = { description: `Number ${number}`, timestamp };
  const one = { recipient: person.user_id, dedupe_key: event_id, ...text, ...more };
  await add(etiba, [one]);
  etiba.clock.advance(1000);
}
const list = (person: Person, query = '') => etiba.as(person).get(`${NOTIFICATIONS}${query}`);
const mark = (person: Person, id: string, body: unknown, headers?: Record<string, string>) =>
  etiba.as(person).patch(`${NOTIFICATIONS}${id}/status/`, body, headers && { headers });
const numbers = (body: { results: { description: string }[] }) =>
  body.results.map(({ description }) => Number(description.slice(7)));

describe('GET /api/notifications/', () => {
  it('lists one’s own, the newest first, with how many are unread', async () => {
    for (const number of [1, 2, 3]) await tell(patient, number);
    await tell(other, 4);
    const { status, body } = await list(patient);
    expect(status).toBe(200);
    expect(body).toMatchObject({ count: 3, unread_count: 3, next: null, previous: null });
    expect(numbers(body)).toEqual([3, 2, 1]);
    expect(body.results[0]).toEqual({
      id: expect.any(String),
      recipient: patient.user_id,
      actor: null,
      verb: 'booked',
      target: { type: 'appointment', id: expect.any(String), label: 'Visit 3' },
      action_object: null,
      description: 'Number 3',
      read: false,
      timestamp: expect.stringMatching(/^2026-12-01T.*Z$/),
    });
    expect((await list(other)).body).toMatchObject({ count: 1, unread_count: 1 });
  });

  it('filters by read; the unread are counted all the same', async () => {
    for (const number of [1, 2, 3]) await tell(patient, number);
    const [, second] = (await list(patient)).body.results;
    await mark(patient, second.id, { read: true });
    const read = (await list(patient, '?read=true')).body;
    expect(read).toMatchObject({ count: 1, unread_count: 2 });
    expect(numbers(read)).toEqual([2]);
    const unread = (await list(patient, '?read=false')).body;
    expect(unread).toMatchObject({ count: 2, unread_count: 2 });
    expect(numbers(unread)).toEqual([3, 1]);
  });

  it('comes in pages that keep the filter', async () => {
    for (const number of [1, 2, 3]) await tell(patient, number);
    const first = (await list(patient, '?read=false&page_size=2')).body;
    expect(numbers(first)).toEqual([3, 2]);
    const second = (await etiba.as(patient).get(first.next)).body;
    expect(numbers(second)).toEqual([1]);
    expect(second).toMatchObject({ count: 3, next: null, previous: expect.stringContaining('read=false') });
  });

  it.each([
    ['read', '?read=perhaps'],
    ['read', '?read=true&read=false'],
    ['recipient', '?recipient=me'],
    ['page', '?page=0'],
    ['ordering', '?ordering=read'],
  ])('names a bad %s', async (field, query) => {
    expect(await list(patient, query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('PATCH /api/notifications/<id>/status/', () => {
  it('marks as read and unread again, with If-Match', async () => {
    await tell(patient, 1);
    const [{ id }] = (await list(patient)).body.results;
    const read = await mark(patient, id, { read: true });
    expect(read).toMatchObject({ status: 200, body: { id, read: true } });
    expect((await list(patient)).body).toMatchObject({ count: 1, unread_count: 0 });
    const unread = await mark(patient, id, { read: false }, { 'if-match': String(read.headers['etag']) });
    expect(unread).toMatchObject({ status: 200, body: { read: false } });
    expect(
      await mark(patient, id, { read: true }, { 'if-match': String(read.headers['etag']) }),
    ).toMatchObject({ status: 412 });
    expect((await list(patient)).body.unread_count).toBe(1);
  });

  it('knows only one’s own', async () => {
    await tell(patient, 1);
    const [{ id }] = (await list(patient)).body.results;
    const [admin, doctor] = [await etiba.anAdmin(), await etiba.aDoctor()];
    for (const person of [other, doctor, admin]) {
      const hidden = await mark(person, id, { read: true });
      const nothing = await mark(person, etiba.deps.ids.next(), { read: true });
      expect(hidden).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect({ ...hidden.body, request_id: '' }).toEqual({ ...nothing.body, request_id: '' });
    }
    expect((await list(patient)).body.unread_count).toBe(1);
  });

  it.each([
    ['read', {}],
    ['read', { read: 'true' }],
    ['read', { read: null }],
    ['description', { read: true, description: 'Forged' }],
    ['recipient', { read: true, recipient: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
  ])('names a bad %s', async (field, body) => {
    await tell(patient, 1);
    const [before] = (await list(patient)).body.results;
    expect(await mark(patient, before.id, body)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    expect((await list(patient)).body.results).toEqual([before]);
  });
});

describe('POST /api/notifications/mark-all-read/', () => {
  it('marks all of one’s own and says how many', async () => {
    for (const number of [1, 2, 3]) await tell(patient, number);
    await tell(other, 4);
    expect(await etiba.as(patient).post(`${NOTIFICATIONS}mark-all-read/`)).toMatchObject({
      status: 200,
      body: { marked: 3 },
    });
    expect(await etiba.as(patient).post(`${NOTIFICATIONS}mark-all-read/`)).toMatchObject({
      status: 200,
      body: { marked: 0 },
    });
    expect((await list(patient)).body.unread_count).toBe(0);
    expect((await list(other)).body.unread_count).toBe(1);
    expect(await etiba.as(patient).post(`${NOTIFICATIONS}mark-all-read/`, { read: false })).toMatchObject({
      status: 400,
    });
  });
});

describe('telling', () => {
  it('is once per event and person, however often and wherever the job runs', async () => {
    const second = await openTestEtiba({ beside: etiba.database });
    try {
      const event_id = etiba.deps.ids.next();
      const more = { verb: 'booked', actor: null, target: null, action_object: null };
      const both = [patient, other].map(({ user_id }) => ({
        recipient: user_id,
        description: 'Number 1',
        timestamp: instant(etiba.clock),
        dedupe_key: `${event_id}:${user_id}`,
        ...more,
      }));
      const runs = [etiba, second, etiba, second].map((process) => add(process, both));
      await Promise.all(runs);
      for (const person of [patient, other])
        expect((await list(person)).body).toMatchObject({ count: 1, unread_count: 1 });
    } finally {
      await second.close();
    }
  });
});
