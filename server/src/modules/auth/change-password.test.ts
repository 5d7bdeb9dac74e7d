import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { withLimits } from '../../../test/limits.ts';
import { findMailedLink, mailedLink, mailKinds, type MailedLink } from '../../../test/mailed-links.ts';
import { deactivateAccount, preparePerson, registerPerson, sendInvitation } from './manage-accounts.ts';

const etiba = useEtiba();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NEW = 'a quite different one 5';
const logIn = (email: string, password: string) => etiba.anyone.post('/api/auth/login/', { email, password });
const requestReset = (email: string) => etiba.anyone.post('/api/auth/password/reset/', { email });
const reset = (link: MailedLink, fields: object = {}) =>
  etiba.anyone.post('/api/auth/password/reset/confirm/', { ...link, password: NEW, ...fields });
const accept = (link: MailedLink, fields: object = {}) =>
  etiba.anyone.post('/api/auth/invitation/confirm/', { ...link, password: NEW, ...fields });

async function hashOf(user_id: string): Promise<string | null> {
  const user = await etiba.deps.db
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', user_id)
    .executeTakeFirstOrThrow();
  return user.password_hash;
}

async function aReset() {
  const patient = await etiba.aPatient();
  await requestReset(patient.email);
  return { patient, link: await mailedLink(etiba, patient.email) };
}

let counter = 0;
/** Somebody whom staff has registered without a password. */
async function anInvited() {
  const email = `invited${(counter += 1)}@example.org`;
  const person = await preparePerson({ email, first_name: 'Achieng', last_name: 'Odhiambo' });
  const { user_id } = await etiba.anAdmin();
  const id = await etiba.deps.db
    .transaction()
    .execute((trx) => registerPerson(etiba.deps, trx, { user_id } as never, 'ADMIN', person));
  return { id, email, link: await mailedLink(etiba, email) };
}

describe('POST /api/auth/password/change/', () => {
  const change = (person: { access: string }, old_password: string, fields: object = {}) =>
    etiba.as(person).post('/api/auth/password/change/', { old_password, new_password: NEW, ...fields });

  it('replaces the password, keeps this session and ends the others', async () => {
    const patient = await etiba.aPatient();
    const { body: elsewhere } = await logIn(patient.email, patient.password);
    expect((await change(patient, patient.password)).status).toBe(200);
    expect((await etiba.as(patient).get('/api/auth/me/')).status).toBe(200);
    expect((await etiba.as(elsewhere).get('/api/auth/me/')).status).toBe(401);
    expect((await logIn(patient.email, patient.password)).status).toBe(401);
    expect((await logIn(patient.email, NEW)).status).toBe(200);
  });

  it.each([
    ['a wrong old password', { old_password: 'wrong' }, 'old_password'],
    ['a short new one', { new_password: 'short' }, 'new_password'],
    ['a common new one', { new_password: 'qwertyuiop' }, 'new_password'],
    ['a new one like the person', { new_password: 'Person.Test99' }, 'new_password'],
    ['two new ones', { new_password2: 'another one 123' }, 'new_password2'],
    ['no old one', { old_password: undefined }, 'old_password'],
    ['more', { user_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }, 'user_id'],
  ])('refuses %s', async (_, fields, field) => {
    const patient = await etiba.aPatient({ last_name: 'Person' });
    const before = await hashOf(patient.user_id);
    const answer = await change(patient, patient.password, fields);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await hashOf(patient.user_id)).toBe(before);
  });

  it('has one winner of many at once', async () => {
    const patient = await etiba.aPatient();
    const all = Array.from({ length: 6 }, (_, index) =>
      change(patient, patient.password, { new_password: `${NEW}${index}` }),
    );
    const won = (await Promise.all(all)).flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await logIn(patient.email, `${NEW}${won[0]}`)).status).toBe(200);
  });

  it('lets nobody with an open session guess the old password', async () => {
    const patient = await etiba.aPatient();
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, index) => change(patient, `guess ${index}`)),
    );
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([
      ...Array<number>(10).fill(400),
      ...Array<number>(4).fill(429),
    ]);
  });

  it('voids a link to a new password that is under way', async () => {
    const { patient, link } = await aReset();
    await change(patient, patient.password);
    expect((await reset(link, { password: 'of somebody else 1' })).status).toBe(400);
    expect((await logIn(patient.email, NEW)).status).toBe(200);
  });

  it('answers a repeated call as the first', async () => {
    const patient = await etiba.aPatient();
    const headers = { 'idempotency-key': 'change-1' };
    const body = { old_password: patient.password, new_password: NEW };
    const first = await etiba.as(patient).post('/api/auth/password/change/', body, { headers });
    const again = await etiba.as(patient).post('/api/auth/password/change/', body, { headers });
    expect(again).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotent-replayed': 'true' },
    });
  });
});

describe('POST /api/auth/password/reset/', () => {
  it('answers alike for every address and mails to those that have an account', async () => {
    const [active, unverified, gone] = [
      await etiba.aPatient(),
      await etiba.aPatient(),
      await etiba.aPatient(),
    ];
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: null })
      .where('id', '=', unverified.user_id)
      .execute();
    await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, gone.user_id));
    const emails = [active.email, unverified.email, gone.email, 'unknown@example.org'];
    const answers = await Promise.all(emails.map(requestReset));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(await Promise.all(emails.map((email) => mailKinds(etiba, email)))).toEqual([
      ['reset-password'],
      ['reset-password'],
      [],
      [],
    ]);
  });

  it('mails to the address of the account, however it was written, and to no other', async () => {
    const patient = await etiba.aPatient();
    await requestReset(patient.email.toUpperCase().replace('@', '＠'));
    expect(await mailKinds(etiba, patient.email)).toEqual(['reset-password']);
    for (const email of [
      `${patient.email},evil@example.org`,
      `${patient.email}\nBcc: evil@example.org`,
      [patient.email, 'evil@example.org'],
    ]) {
      expect((await etiba.anyone.post('/api/auth/password/reset/', { email })).status).toBe(400);
    }
    expect(await mailKinds(etiba, patient.email)).toHaveLength(1);
  });

  it('fills no mailbox, and says nothing about it', async () => {
    const patient = await etiba.aPatient();
    const answers = await withLimits(etiba, { mails_per_recipient: 2 }, () =>
      Promise.all([1, 2, 3, 4, 5].map(() => requestReset(patient.email))),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await mailKinds(etiba, patient.email)).toHaveLength(2);
  });
});

describe('POST /api/auth/password/reset/confirm/', () => {
  it('sets the password once, ends all sessions and verifies the address that the link proves', async () => {
    const { patient, link } = await aReset();
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: null })
      .where('id', '=', patient.user_id)
      .execute();
    expect((await reset(link)).status).toBe(200);
    expect((await etiba.as(patient).get('/api/auth/me/')).status).toBe(401);
    expect((await etiba.anyone.post('/api/auth/token/refresh/', { refresh: patient.refresh })).status).toBe(
      401,
    );
    expect((await logIn(patient.email, patient.password)).status).toBe(401);
    expect((await logIn(patient.email, NEW)).status).toBe(200);
    expect(await reset(link, { password: 'of somebody else 1' })).toMatchObject({
      status: 400,
      body: { code: 'token_invalid' },
    });
  });

  it('has one winner of twenty at once', async () => {
    const { patient, link } = await aReset();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reset(link, { password: `${NEW}-${index}` })),
    );
    const won = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await logIn(patient.email, `${NEW}-${won[0]}`)).status).toBe(200);
  });

  it('takes a link for thirty minutes, the newest only', async () => {
    const { patient, link: older } = await aReset();
    await requestReset(patient.email);
    expect((await reset(older)).status).toBe(400);
    const newest = await mailedLink(etiba, patient.email);
    etiba.clock.advance(30 * MINUTE + 1);
    expect((await reset(newest)).status).toBe(400);
    expect(await findMailedLink(etiba, patient.email)).toBeUndefined();
  });

  it('takes no link of another person or another purpose', async () => {
    const { patient, link } = await aReset();
    const stranger = await aReset();
    const invited = await anInvited();
    expect((await reset({ uidb64: link.uidb64, token: stranger.link.token })).status).toBe(400);
    expect((await accept(link)).status).toBe(400);
    expect((await reset(invited.link)).status).toBe(400);
    expect((await logIn(patient.email, patient.password)).status).toBe(200);
  });

  it('revives nobody who was deactivated', async () => {
    const { patient, link } = await aReset();
    await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, patient.user_id));
    expect((await reset(link)).status).toBe(400);
  });

  it('spares the link when the new password is refused', async () => {
    const { patient, link } = await aReset();
    expect(await reset(link, { password: 'short' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'password' }] },
    });
    expect(await reset(link, { password2: 'not the same' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'password2' }] },
    });
    expect((await reset(link)).status).toBe(200);
    expect((await logIn(patient.email, NEW)).status).toBe(200);
  });

  it('tells who holds no token nothing about the person', async () => {
    const doctor = await etiba.aDoctor({ last_name: 'Wambui', email: 'hidden.wambui@example.org' });
    const uidb64 = Buffer.from(doctor.user_id).toString('base64url');
    for (const password of ['wambui-1234', 'hidden.wambui', 'short', NEW]) {
      expect(await reset({ uidb64, token: 'A'.repeat(43) }, { password })).toMatchObject({
        status: 400,
        body: { code: 'token_invalid' },
      });
    }
  });

  it('answers a repeated call as the first', async () => {
    const { link } = await aReset();
    const headers = { 'idempotency-key': 'reset-1' };
    const body = { ...link, password: NEW };
    const first = await etiba.anyone.post('/api/auth/password/reset/confirm/', body, { headers });
    const again = await etiba.anyone.post('/api/auth/password/reset/confirm/', body, { headers });
    expect(first.status).toBe(200);
    expect(again).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotent-replayed': 'true' },
    });
  });
});

describe('POST /api/auth/invitation/confirm/', () => {
  it('sets the first password of a person whom staff registered, and activates the account', async () => {
    const { email, link } = await anInvited();
    expect((await logIn(email, NEW)).status).toBe(401);
    expect((await accept(link)).status).toBe(200);
    expect(await logIn(email, NEW)).toMatchObject({ status: 200, body: { user: { is_active: true } } });
    expect((await accept(link, { password: 'of somebody else 1' })).status).toBe(400);
  });

  it('works for 72 hours, and only with the newest invitation', async () => {
    const [inTime, late, twice] = [await anInvited(), await anInvited(), await anInvited()];
    await etiba.deps.db.transaction().execute((trx) => sendInvitation(etiba.deps, trx, twice));
    expect((await accept(twice.link)).status).toBe(400);
    expect((await accept(await mailedLink(etiba, twice.email))).status).toBe(200);
    etiba.clock.advance(72 * HOUR - MINUTE);
    expect((await accept(inTime.link)).status).toBe(200);
    etiba.clock.advance(2 * MINUTE);
    expect((await accept(late.link)).status).toBe(400);
  });

  it('is void once the person has set a password another way', async () => {
    const { email, link } = await anInvited();
    await requestReset(email);
    expect((await reset(await mailedLink(etiba, email))).status).toBe(200);
    expect((await accept(link, { password: 'of somebody else 1' })).status).toBe(400);
    expect((await logIn(email, NEW)).status).toBe(200);
  });

  it('gives a stranger who signs up with the address nothing', async () => {
    const { id, email, link } = await anInvited();
    const stranger = {
      email,
      password: 'the strangers own 1',
      password2: 'the strangers own 1',
      first_name: 'S',
      last_name: 'T',
    };
    expect((await etiba.anyone.post('/api/auth/register/', stranger)).status).toBe(201);
    expect(await hashOf(id)).toBeNull();
    expect((await accept(link)).status).toBe(200);
    expect((await logIn(email, stranger.password)).status).toBe(401);
  });
});
