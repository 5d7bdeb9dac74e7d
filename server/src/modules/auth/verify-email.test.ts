import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { withLimits } from '../../../test/limits.ts';
import { findMailedLink, mailedLink, mailKinds, type MailedLink } from '../../../test/mailed-links.ts';
import { encodeUid } from './account-tokens.ts';
import { deactivateAccount, preparePerson, registerPerson } from './manage-accounts.ts';
import { sendVerification } from './register.ts';

const etiba = useEtiba();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const pathOf = ({ uidb64, token }: MailedLink) => `/api/auth/verify-email/${uidb64}/${token}/`;
const verify = (link: MailedLink) => etiba.anyone.get(pathOf(link));
const resend = (email: string) => etiba.anyone.post('/api/auth/resend-verification-email/', { email });

/** Somebody who has signed up and not verified. */
async function aSignUp(): Promise<{ email: string; id: string; link: MailedLink }> {
  const { user_id: id, email } = await etiba.aPatient();
  await etiba.deps.db.transaction().execute(async (trx) => {
    await trx.updateTable('users').set({ email_verified_at: null }).where('id', '=', id).execute();
    await sendVerification(etiba.deps, trx, { id, email });
  });
  return { email, id, link: await mailedLink(etiba, email) };
}

async function isVerified(id: string): Promise<boolean> {
  const user = await etiba.deps.db
    .selectFrom('users')
    .select('is_active')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return user.is_active;
}

async function deactivate(id: string): Promise<void> {
  await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, id));
}

describe('GET /api/auth/verify-email/<uidb64>/<token>/', () => {
  it('works once, also for fifty requests at once', async () => {
    const { id, link } = await aSignUp();
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(link)));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([
      200,
      ...Array<number>(49).fill(400),
    ]);
    expect(answers.find((answer) => answer.status === 400)?.body.code).toBe('token_invalid');
    expect(await isVerified(id)).toBe(true);
  });

  it('does nothing on HEAD', async () => {
    const { id, link } = await aSignUp();
    await etiba.app.inject({ method: 'HEAD', url: pathOf(link) });
    expect(await isVerified(id)).toBe(false);
    expect((await verify(link)).status).toBe(200);
  });

  it('works for 24 hours', async () => {
    const [inTime, late] = [await aSignUp(), await aSignUp()];
    etiba.clock.advance(24 * HOUR - MINUTE);
    expect((await verify(inTime.link)).status).toBe(200);
    etiba.clock.advance(2 * MINUTE);
    expect((await verify(late.link)).status).toBe(400);
    expect(await isVerified(late.id)).toBe(false);
  });

  it('takes the newest link only', async () => {
    const { email, link, id } = await aSignUp();
    expect((await resend(email)).status).toBe(200);
    expect((await verify(link)).status).toBe(400);
    expect(await isVerified(id)).toBe(false);
    expect((await verify(await mailedLink(etiba, email))).status).toBe(200);
  });

  it('takes no link of another person or another purpose', async () => {
    const [one, other] = [await aSignUp(), await aSignUp()];
    expect((await verify({ uidb64: one.link.uidb64, token: other.link.token })).status).toBe(400);
    await etiba.anyone.post('/api/auth/password/reset/', { email: one.email });
    expect((await verify(await mailedLink(etiba, one.email))).status).toBe(400);
    expect([await isVerified(one.id), await isVerified(other.id)]).toEqual([false, false]);
  });

  it('takes no link that was sent to a former address', async () => {
    const { id, link } = await aSignUp();
    await etiba.deps.db
      .updateTable('users')
      .set({ email: 'moved@example.org' })
      .where('id', '=', id)
      .execute();
    expect((await verify(link)).status).toBe(400);
  });

  it('revives no deactivated account', async () => {
    const { id, email, link } = await aSignUp();
    await deactivate(id);
    expect((await verify(link)).status).toBe(400);
    await resend(email);
    await etiba.anyone.post('/api/auth/password/reset/', { email });
    expect(await findMailedLink(etiba, email)).toBeUndefined();
    expect(await isVerified(id)).toBe(false);
  });

  it.each([
    ['nothing of ours', 'x', 'y'],
    ['an id in clear', '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d', 'y'],
    ['somebody unknown', encodeUid('019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'), 'A'.repeat(43)],
    ['an id with a quote', encodeUid("019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'--"), 'A'.repeat(43)],
  ])('refuses %s', async (_, uidb64, token) => {
    expect(await verify({ uidb64, token })).toMatchObject({ status: 400, body: { code: 'token_invalid' } });
  });

  it.each([
    ['a NUL', 'a%00b', 400],
    ['bytes that are not UTF-8', '%ff%fe', 400],
    ['more than a link has', 'x'.repeat(150), 404],
    ['far more than a link has', 'x'.repeat(5000), 404],
  ])('refuses a path with %s', async (_, part, status) => {
    expect((await etiba.anyone.get(`/api/auth/verify-email/${part}/token/`)).status).toBe(status);
  });
});

describe('a mailed link', () => {
  it('names our own address, whatever Host and forwarding headers say, and keeps its secret in the fragment', async () => {
    const { email } = await aSignUp();
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      origin: 'https://evil.example',
    };
    await etiba.anyone.post('/api/auth/resend-verification-email/', { email }, { headers });
    const mails = (await etiba.sentMail()).filter((mail) => mail.to === email);
    expect(mails.at(-1)?.text).toMatch(/\nhttps:\/\/etiba\.test\/verify-email#uid=[\w-]+&token=[\w-]{43}\n/);
    expect(JSON.stringify(mails)).not.toContain('evil.example');
  });

  it('is kept nowhere: neither table nor job holds the token', async () => {
    const { link } = await aSignUp();
    const { db } = etiba.deps;
    const tables = [
      await db.selectFrom('account_tokens').selectAll().execute(),
      await db.selectFrom('mails').selectAll().execute(),
    ];
    const jobs = await etiba.deps.jobs.boss.findJobs('deliver-mail');
    const token = Buffer.from(link.token, 'base64url');
    expect(JSON.stringify([tables, jobs])).not.toContain(link.token);
    expect(tables[0]?.some((row) => 'token_hash' in row && row.token_hash.equals(token))).toBe(false);
  });
});

describe('POST /api/auth/resend-verification-email/', () => {
  it('answers alike for every address and mails only to those that wait', async () => {
    const waiting = await aSignUp();
    const active = await etiba.aPatient();
    const gone = await etiba.aPatient();
    await deactivate(gone.user_id);
    const invited = 'invited@example.org';
    const person = await preparePerson({ email: invited, first_name: 'In', last_name: 'Vited' });
    const actor = { user_id: active.user_id } as never;
    await etiba.deps.db
      .transaction()
      .execute((trx) => registerPerson(etiba.deps, trx, actor, 'ADMIN', person));

    const emails = [waiting.email, active.email, gone.email, invited, 'unknown@example.org'];
    const answers = await Promise.all(emails.map(resend));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(await Promise.all(emails.map((email) => mailKinds(etiba, email)))).toEqual([
      ['verify-email', 'verify-email'],
      [],
      [],
      ['invitation'],
      [],
    ]);
  });

  it('finds the account however its address is written', async () => {
    const { email } = await aSignUp();
    await resend(email.toUpperCase());
    expect(await mailKinds(etiba, email)).toHaveLength(2);
  });

  it('fills no mailbox', async () => {
    const { email } = await aSignUp();
    await withLimits(etiba, { mails_per_recipient: 3 }, async () => {
      for (let i = 0; i < 6; i += 1) expect((await resend(email)).status).toBe(200);
    });
    expect(await mailKinds(etiba, email)).toHaveLength(3);
    etiba.clock.advance(HOUR + MINUTE);
    await withLimits(etiba, { mails_per_recipient: 3 }, () => resend(email));
    expect(await mailKinds(etiba, email)).toHaveLength(4);
  });
});
