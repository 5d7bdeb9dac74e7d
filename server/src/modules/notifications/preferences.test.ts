import { beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { unsubscribeUrl } from './unsubscribe.ts';

const etiba = useEtiba();
const PREFERENCES = '/api/notifications/preferences/';

let patient: TestPatient;

beforeEach(async () => {
  patient = await etiba.aPatient();
});

const read = async (person: Person) => (await etiba.as(person).get(PREFERENCES)).body;
const set = (person: Person, body: unknown, headers?: Record<string, string>) =>
  etiba.as(person).put(PREFERENCES, body, headers && { headers });
const kindOf = async (person: Person, kind: string) =>
  (await read(person)).kinds.find((one: { kind: string }) => one.kind === kind);

describe('GET /api/notifications/preferences/', () => {
  it('offers each role its own kinds, with what it gets by itself', async () => {
    expect(await kindOf(patient, 'reminder')).toEqual({
      kind: 'reminder',
      in_app: true,
      mail: true,
      fixed: [],
    });
    expect(await read(patient)).toMatchObject({ reminder_minutes_before: [1440, 120] });
    const doctor = await etiba.aDoctor();
    expect(await kindOf(doctor, 'tomorrow')).toMatchObject({ in_app: false, mail: true });
    expect(await kindOf(doctor, 'booked')).toMatchObject({ in_app: true, mail: false });
    expect(await kindOf(doctor, 'reminder')).toBeUndefined();
    expect(await read(doctor)).toMatchObject({ reminder_minutes_before: null });
    expect(await kindOf(patient, 'tomorrow')).toBeUndefined();
    expect(await kindOf(patient, 'reminders_missing')).toBeUndefined();
  });
});

describe('PUT /api/notifications/preferences/', () => {
  it('replaces the choices; what is left out goes back', async () => {
    const first = await set(patient, {
      kinds: [{ kind: 'booked', in_app: true, mail: false }],
      reminder_minutes_before: [60, 2880],
    });
    expect(first).toMatchObject({ status: 200, body: { reminder_minutes_before: [2880, 60] } });
    expect(await kindOf(patient, 'booked')).toMatchObject({ in_app: true, mail: false });
    await set(patient, { kinds: [{ kind: 'confirmed', in_app: false, mail: false }] });
    expect(await kindOf(patient, 'booked')).toMatchObject({ in_app: true, mail: true });
    expect(await kindOf(patient, 'confirmed')).toMatchObject({ in_app: false, mail: false });
    expect(await read(patient)).toMatchObject({ reminder_minutes_before: [1440, 120] });
  });

  it('honours If-Match', async () => {
    const { headers } = await etiba.as(patient).get(PREFERENCES);
    const etag = String(headers['etag']);
    expect(
      await set(patient, { kinds: [], reminder_minutes_before: [] }, { 'if-match': etag }),
    ).toMatchObject({
      status: 200,
      body: { reminder_minutes_before: [] },
    });
    expect(await set(patient, { kinds: [] }, { 'if-match': etag })).toMatchObject({ status: 412 });
  });

  it.each([
    ['kinds', {}],
    ['kinds/0/kind', { kinds: [{ kind: 'tomorrow', in_app: true, mail: true }] }],
    ['kinds/0/mail', { kinds: [{ kind: 'booked', in_app: true }] }],
    ['kinds/0/mail', { kinds: [{ kind: 'booked', in_app: true, mail: 'yes' }] }],
    ['kinds/0/fixed', { kinds: [{ kind: 'booked', in_app: true, mail: true, fixed: [] }] }],
    ['kinds/1/kind', { kinds: [1, 2].map(() => ({ kind: 'booked', in_app: true, mail: true })) }],
    ['reminder_minutes_before/0', { kinds: [], reminder_minutes_before: [5] }],
    ['reminder_minutes_before', { kinds: [], reminder_minutes_before: [60, 60] }],
    ['reminder_minutes_before', { kinds: [], reminder_minutes_before: [60, 61, 62, 63, 64, 65] }],
  ])('names a bad %s', async (field, body) => {
    const before = await read(patient);
    const answer = await set(patient, body);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await read(patient)).toEqual(before);
  });

  it('has no reminders for doctors', async () => {
    const doctor = await etiba.aDoctor();
    expect(await set(doctor, { kinds: [], reminder_minutes_before: [60] })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'reminder_minutes_before' }] },
    });
  });
});

describe('unsubscribing by the link of a mail', () => {
  const pathOf = (person: Person, kind = 'reminder') =>
    new URL(unsubscribeUrl(etiba.deps, person.user_id, kind)).pathname;
  const post = (url: string, type: string, payload: string, accept = '*/*') =>
    etiba.app.inject({ method: 'POST', url, headers: { 'content-type': type, accept }, payload });

  it.each([
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    ['application/json', '{"List-Unsubscribe":"One-Click"}'],
  ])('is one POST, without signing in: %s', async (type, payload) => {
    const { statusCode } = await post(pathOf(patient), type, payload);
    expect(statusCode).toBe(200);
    expect(await kindOf(patient, 'reminder')).toMatchObject({ in_app: true, mail: false });
    expect((await post(pathOf(patient), type, payload)).statusCode).toBe(200);
  });

  it('is not done by opening the link, which asks in the person’s language', async () => {
    await etiba.as(patient).patch('/api/auth/me/', { locale: 'fr' });
    const page = await etiba.anyone.get(pathOf(patient));
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('<html lang="fr">');
    expect(page.body).toContain('<form method="post">');
    expect(await kindOf(patient, 'reminder')).toMatchObject({ mail: true });
    const done = await post(pathOf(patient), 'application/x-www-form-urlencoded', '', 'text/html');
    expect(done.body).toContain('C’est fait');
    expect(await kindOf(patient, 'reminder')).toMatchObject({ mail: false });
  });

  it('keeps what else was chosen', async () => {
    await set(patient, { kinds: [{ kind: 'reminder', in_app: false, mail: true }] });
    await post(pathOf(patient), 'application/x-www-form-urlencoded', '');
    expect(await kindOf(patient, 'reminder')).toMatchObject({ in_app: false, mail: false });
  });

  it('takes no token but ours', async () => {
    const other = await etiba.aPatient();
    const [whose = '', mac = ''] = pathOf(patient).split('/').at(-1)!.split('.');
    const [theirs = ''] = pathOf(other).split('/').at(-1)!.split('.');
    const swapped = `/api/notifications/unsubscribe/${theirs}.${mac}`;
    const changed = `/api/notifications/unsubscribe/${whose}.${'A'.repeat(43)}`;
    for (const url of [swapped, changed, `${pathOf(patient)}x`, '/api/notifications/unsubscribe/x']) {
      expect((await post(url, 'application/x-www-form-urlencoded', '')).statusCode).toBe(404);
      expect((await etiba.anyone.get(url)).status).toBe(404);
    }
    expect(await kindOf(other, 'reminder')).toMatchObject({ mail: true });
  });
});
