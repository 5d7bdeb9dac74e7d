import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let admin: Person;
const as = () => etiba.as(admin);

beforeAll(async () => {
  admin = await etiba.anAdmin();
});

async function aMail(email: string) {
  await etiba.aPatient({ email });
  await etiba.anyone.post('/api/auth/password/reset/', { email });
  const { body } = await as().get(`/api/admin/mails/?search=${encodeURIComponent(email)}`);
  return body.results[0];
}

describe('GET /api/admin/mails/', () => {
  it('lists what goes out, and shows a mail with its link as long as that works', async () => {
    const queued = await aMail('reader@example.org');
    expect(queued).toMatchObject({
      kind: 'reset-password',
      to_address: 'reader@example.org',
      status: 'queued',
      attempts: 0,
      sent_at: null,
    });
    await etiba.runJobs();
    const kept = (await as().get('/api/admin/mails/?search=READER@&status=kept&kind=reset-password')).body
      .results;
    expect(kept).toMatchObject([{ id: queued.id, status: 'kept', attempts: 1 }]);

    const { body } = await as().get(`/api/admin/mails/${queued.id}/`);
    expect(body.subject).toContain('new password');
    expect(body.html).toContain('https://etiba.test/reset-password#uid=');
    const [, uidb64, token] = /#uid=([\w-]+)&token=([\w-]+)/.exec(body.text)!;
    const used = await etiba.anyone.post('/api/auth/password/reset/confirm/', {
      uidb64,
      token,
      password: 'copper kettle 99',
    });
    expect(used.status).toBe(200);
    expect((await as().get(`/api/admin/mails/${queued.id}/`)).body).toMatchObject({
      subject: null,
      text: null,
      html: null,
    });
  });

  it('keeps links to their recipients where a mail server delivers, and audits every reading', async () => {
    const mail = await aMail('delivered@example.org');
    etiba.deps.mailer.send = async () => {};
    try {
      const { body } = await as().get(`/api/admin/mails/${mail.id}/`);
      expect(body).toMatchObject({
        subject: expect.stringContaining('new password'),
        text: null,
        html: null,
      });
    } finally {
      etiba.deps.mailer.send = undefined;
    }
    const { body } = await as().get(`/api/admin/audit/?action=mail.read&object_id=${mail.id}`);
    expect(body.results).toMatchObject([
      {
        object_type: 'mail',
        actor_user_id: admin.user_id,
        outcome: 'success',
        detail: { kind: 'reset-password', with_body: false },
      },
    ]);
  });

  it('takes searches literally and refuses what it does not know', async () => {
    await aMail('literal@example.org');
    expect((await as().get('/api/admin/mails/?search=%25')).body.count).toBe(0);
    expect((await as().get('/api/admin/mails/?search=_iteral')).body.count).toBe(0);
    for (const query of ['status=lost', 'status=sent&status=kept', 'to=x', 'kind=%00']) {
      expect((await as().get(`/api/admin/mails/?${query}`)).status).toBe(400);
    }
  });
});

describe('POST /api/admin/mails/:id/retry/', () => {
  const refuse = () => Promise.reject(Object.assign(new Error(), { responseCode: 550, command: 'RCPT TO' }));
  const retry = (id: string) => as().post(`/api/admin/mails/${id}/retry/`);

  it('sends a refused mail again under its old Message-ID, once, as long as it makes sense', async () => {
    const mail = await aMail('refused@example.org');
    const sent: string[] = [];
    etiba.deps.mailer.send = refuse;
    try {
      await etiba.runJobs();
      const failed = (await as().get('/api/admin/mails/?status=failed&search=refused@')).body.results;
      expect(failed).toMatchObject([
        { id: mail.id, attempts: 1, last_error: 'refused_by_server', last_attempt_at: expect.any(String) },
      ]);
      etiba.deps.mailer.send = async ({ message_id }) => void sent.push(message_id);
      const answers = await Promise.all([1, 2, 3].map(() => retry(mail.id)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409]);
      expect(answers.find(({ status }) => status === 200)!.body).toMatchObject({ status: 'queued' });
      await etiba.runJobs();
      expect(sent).toEqual([`<${mail.id}@etiba.test>`]);
      expect(await retry(mail.id)).toMatchObject({ status: 409, body: { code: 'mail_not_retryable' } });
    } finally {
      etiba.deps.mailer.send = undefined;
    }
    const { body } = await as().get(`/api/admin/audit/?action=mail.retry&object_id=${mail.id}`);
    expect(body.results).toHaveLength(1);
  });

  it('sends what was kept once there is a mail server, and not before', async () => {
    const mail = await aMail('kept@example.org');
    await etiba.runJobs();
    expect((await retry(mail.id)).status).toBe(409);
    const sent: string[] = [];
    etiba.deps.mailer.send = async ({ to }) => void sent.push(to);
    try {
      expect((await retry(mail.id)).status).toBe(200);
      await etiba.runJobs();
    } finally {
      etiba.deps.mailer.send = undefined;
    }
    expect(sent).toEqual(['kept@example.org']);
  });
});
