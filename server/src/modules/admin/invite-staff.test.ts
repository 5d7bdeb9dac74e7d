import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
const url = '/api/admin/users/invite/';
const grace = { email: 'Grace@Example.org', first_name: 'Grace', last_name: 'Wanjiku', role: 'ADMIN' };

describe('POST /api/admin/users/invite/', () => {
  it('makes an account that waits for its password, and mails the link to choose one', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    const answer = await admin.post(url, { ...grace, phone: '+254 712 345 678', locale: 'sw' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      email: 'grace@example.org',
      phone: '+254712345678',
      role: 'ADMIN',
      is_active: false,
      locale: 'sw',
    });
    expect((await admin.get(`/api/admin/users/${answer.body.id}/`)).headers['etag']).toBe(
      answer.headers['etag'],
    );

    await etiba.runJobs();
    const mail = (await etiba.sentMail()).findLast(({ kind }) => kind === 'invitation')!;
    expect(mail).toMatchObject({ to: 'grace@example.org', subject: expect.stringContaining('Akaunti') });
    const [, uidb64, token] = /\/invitation#uid=([\w-]+)&token=([\w-]+)/.exec(mail.text)!;
    const accept = () =>
      etiba.anyone.post('/api/auth/invitation/confirm/', { uidb64, token, password: 'silver river 41' });
    expect((await accept()).status).toBe(200);
    expect(await accept()).toMatchObject({ status: 400, body: { code: 'token_invalid' } });
    const login = await etiba.anyone.post('/api/auth/login/', {
      email: grace.email,
      password: 'silver river 41',
    });
    expect((await etiba.as(login.body).get('/api/admin/users/')).status).toBe(200);
    const { body } = await admin.get(`/api/admin/audit/?action=user.invite&object_id=${answer.body.id}`);
    expect(body.results).toMatchObject([{ detail: { role: 'ADMIN' }, outcome: 'success' }]);
  });

  it('sends those who want a doctor or a patient to where the profile is made', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    for (const [role, place] of [
      ['DOCTOR', '/api/doctors/register/'],
      ['PATIENT', '/api/patients/register/'],
    ] as const) {
      const answer = await admin.post(url, { ...grace, email: `${role}@example.org`, role });
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'role', message: expect.stringContaining(place) }] },
      });
    }
    expect((await admin.get('/api/admin/users/?search=doctor@example.org&state=unverified')).body.count).toBe(
      0,
    );
  });

  it('refuses an address that has an account, however it is written', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    await etiba.aPatient({ email: 'known@example.org' });
    for (const email of ['KNOWN@example.org', 'ｋnown@example.org']) {
      expect(await admin.post(url, { ...grace, email })).toMatchObject({
        status: 409,
        body: { code: 'email_taken' },
      });
    }
  });

  it('makes one account of many invitations with one key', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    const send = () =>
      admin.post(
        url,
        { ...grace, email: 'once@example.org' },
        { headers: { 'idempotency-key': 'invite-1' } },
      );
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await admin.get('/api/admin/mails/?search=once@example.org')).body.count).toBe(1);
  });

  it('refuses what is not a person', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    const { role, ...nobody } = grace;
    const bad = [
      nobody,
      { ...grace, email: 'no address' },
      { ...grace, email: ['a@b.org'] },
      { ...grace, email: 'a@b.org\r\nBcc: c@d.org' },
      { ...grace, first_name: ' ' },
      { ...grace, first_name: 'a\u0000b' },
      { ...grace, last_name: '\u202Eevil' },
      { ...grace, last_name: 'a\ud800' },
      { ...grace, phone: '12' },
      { ...grace, phone: 712345678 },
      { ...grace, is_active: true },
      { ...grace, password: 'violet umbrella 77' },
    ];
    for (const body of bad)
      expect(await admin.post(url, body)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(role).toBe('ADMIN');
  });
});

describe('POST /api/admin/users/:id/invitation/', () => {
  const again = (id: string) => `/api/admin/users/${id}/invitation/`;
  const links = async (to: string) =>
    (await etiba.sentMail())
      .filter((mail) => mail.kind === 'invitation' && mail.to === to)
      .map((mail) => /\/invitation#uid=([\w-]+)&token=([\w-]+)/.exec(mail.text)!.slice(1));
  const accept = ([uidb64, token]: string[]) =>
    etiba.anyone.post('/api/auth/invitation/confirm/', { uidb64, token, password: 'silver river 41' });

  it('mails another link; the earlier one is void', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    const { body } = await admin.post(url, { ...grace, email: 'late@example.org' });
    await etiba.runJobs();
    const [first] = await links('late@example.org');
    expect((await admin.post(again(body.id))).status).toBe(200);
    await etiba.runJobs();
    const second = (await links('late@example.org')).find(([, token]) => token !== first![1])!;
    expect((await accept(first!)).body.code).toBe('token_invalid');
    expect((await accept(second)).status).toBe(200);
    const audit = await admin.get(`/api/admin/audit/?action=user.renew_invitation&object_id=${body.id}`);
    expect(audit.body.count).toBe(1);
  });

  it('refuses who has a password, is switched off, or does not exist', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    const doctor = await etiba.aDoctor();
    expect((await admin.post(again(doctor.user_id))).body.code).toBe('invitation_not_needed');
    const { body } = await admin.post(url, { ...grace, email: 'gone@example.org' });
    await admin.post(`/api/admin/users/${body.id}/deactivate/`);
    expect((await admin.post(again(body.id))).body.code).toBe('account_deactivated');
    expect((await admin.get(`/api/admin/users/${body.id}/`)).body.deactivated_at).not.toBeNull();
    expect((await admin.post(again(etiba.deps.ids.next()))).status).toBe(404);
    expect((await etiba.as(doctor).post(again(body.id))).status).toBe(403);
  });
});
