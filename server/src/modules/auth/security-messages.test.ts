import { beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { mailedLink } from '../../../test/mailed-links.ts';

const etiba = useEtiba();
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const HOUR = 3600_000;
const NEW_PASSWORD = 'copper kettle 99';

let patient: TestPatient;
beforeEach(async () => {
  patient = await etiba.aPatient();
});

async function logIn(person: Person, agent: string, more: Record<string, string> = {}) {
  const { email, password } = person;
  const headers = { 'user-agent': agent, ...more };
  const answer = await etiba.anyone.post('/api/auth/login/', { email, password }, { headers });
  expect(answer.status).toBe(200);
  const cookie = [answer.headers['set-cookie'] ?? []].flat().join();
  const [device] = /etiba_device=[^;]+/.exec(cookie) ?? [];
  return { tokens: answer.body, device: device! };
}

async function notices(person: Person, kind: string) {
  await etiba.runJobs();
  const { body } = await etiba.as(person).get('/api/notifications/?page_size=100');
  const mails = (await etiba.sentMail()).filter((mail) => mail.to === person.email && mail.kind === kind);
  return {
    told: body.results
      .filter(({ verb }: { verb: string }) => verb === kind)
      .map(({ description }: { description: string }) => description) as string[],
    mails,
  };
}

describe('a sign-in with a new device', () => {
  it('is told at once in the application and by mail, with when, what and from where', async () => {
    await logIn(patient, CHROME);
    const { told, mails } = await notices(patient, 'new_device');
    expect(told).toEqual([
      expect.stringMatching(/^Somebody signed in .* on Tuesday, 1 December 2026, 08:00/),
    ]);
    expect(told[0]).toContain('with Chrome on Windows.');
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ subject: 'New sign-in to your account' });
    expect(mails[0]!.text).toContain('Internet address: 127.0.0.1');
    expect(mails[0]!.text).toContain('https://etiba.test/account');
  });

  it('is not told of the device that was here before, nor of the first one after the address was verified', async () => {
    const { device } = await logIn(patient, CHROME);
    await logIn(patient, CHROME, { cookie: device });
    expect((await notices(patient, 'new_device')).told).toHaveLength(1);

    const fresh = await etiba.aPatient();
    await etiba.deps.db.deleteFrom('sessions').where('user_id', '=', fresh.user_id).execute();
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: new Date(etiba.clock.now() - HOUR).toISOString() })
      .where('id', '=', fresh.user_id)
      .execute();
    const { tokens } = await logIn(fresh, CHROME);
    expect((await notices({ ...fresh, ...tokens }, 'new_device')).told).toEqual([]);
  });

  it('is not told again of a script at its usual address, but of each browser without the cookie', async () => {
    for (const agent of ['curl/8.5', 'curl/8.5', 'curl/8.6']) await logIn(patient, agent);
    expect((await notices(patient, 'new_device')).told).toHaveLength(2);
    await logIn(patient, CHROME);
    await logIn(patient, CHROME);
    expect((await notices(patient, 'new_device')).told).toHaveLength(4);
  });

  it('fills no mailbox, and repeats nothing that the stranger chose', async () => {
    for (let number = 0; number < 12; number += 1)
      await logIn(patient, `Mozilla/5.0 http://evil.example ${number}`);
    const { told, mails } = await notices(patient, 'new_device');
    expect(told.length).toBeLessThanOrEqual(10);
    expect(told[0]).toContain('with a device that we do not know.');
    expect(mails.map(({ text, html }) => text + html).join()).not.toContain('evil');
  });
});

describe('a changed password', () => {
  it('is told by whatever way it was changed', async () => {
    const change = { old_password: patient.password, new_password: NEW_PASSWORD };
    expect((await etiba.as(patient).post('/api/auth/password/change/', change)).status).toBe(200);
    expect((await notices(patient, 'password_changed')).told).toHaveLength(1);

    await etiba.anyone.post('/api/auth/password/reset/', { email: patient.email });
    const link = await mailedLink(etiba, patient.email);
    const confirm = { ...link, password: 'another kettle 100' };
    expect((await etiba.anyone.post('/api/auth/password/reset/confirm/', confirm)).status).toBe(200);
    await etiba.runJobs();
    const { mails } = await notices(
      { ...patient, ...(await logIn({ ...patient, password: confirm.password }, 'curl/8')).tokens },
      'password_changed',
    );
    expect(mails).toHaveLength(2);
    for (const { text, html } of mails) expect(text + html).not.toMatch(/kettle/);
  });

  it('is not told of a first password', async () => {
    const admin = await etiba.anAdmin();
    const invited = { email: 'invited@example.org', first_name: 'In', last_name: 'Vited', role: 'ADMIN' };
    expect((await etiba.as(admin).post('/api/admin/users/invite/', invited)).status).toBe(201);
    const link = await mailedLink(etiba, invited.email);
    await etiba.anyone.post('/api/auth/invitation/confirm/', { ...link, password: NEW_PASSWORD });
    await etiba.runJobs();
    const kinds = (await etiba.sentMail()).filter(({ to }) => to === invited.email).map(({ kind }) => kind);
    expect(kinds).not.toContain('password_changed');
  });
});

describe('a token that is used again', () => {
  it('ends the session, and its owner is told', async () => {
    const other = (await logIn(patient, CHROME)).tokens;
    await etiba.anyone.post('/api/auth/token/refresh/', { refresh: other.refresh });
    etiba.clock.advance(11_000);
    const replay = await etiba.anyone.post('/api/auth/token/refresh/', { refresh: other.refresh });
    expect(replay.status).toBe(401);
    const { told, mails } = await notices(patient, 'session_replayed');
    expect(told).toHaveLength(1);
    expect(mails.map(({ subject }) => subject)).toEqual(['We signed out one of your devices']);
  });
});

describe('security notices', () => {
  it.each(['new_device', 'password_changed', 'session_replayed'])(
    'cannot be turned off: %s',
    async (kind) => {
      const { body } = await etiba.as(patient).get('/api/notifications/preferences/');
      expect(body.kinds.find((one: { kind: string }) => one.kind === kind)).toEqual({
        kind,
        in_app: true,
        mail: true,
        fixed: ['in_app', 'mail'],
      });
      const choice = { kinds: [{ kind, in_app: true, mail: false }] };
      expect(await etiba.as(patient).put('/api/notifications/preferences/', choice)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'kinds/0/mail' }] },
      });
    },
  );
});
