import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../test/harness.ts';
import { mailedLink } from '../../test/mailed-links.ts';

const withoutServer = useEtiba();

interface Received {
  from: string;
  to: string[];
  raw: string;
  parsed: ParsedMail;
}
const received: Received[] = [];
/** What the server says next: to the recipient, or after the data. */
let refusal: { code: number; at: 'recipient' | 'sender' | 'data' } | undefined;

const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onMailFrom: (_address, _session, done) => done(refused('sender')),
  onRcptTo: (_address, _session, done) => done(refused('recipient')),
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const error = refused('data');
      if (error) return done(error);
      const raw = Buffer.concat(chunks);
      const { mailFrom, rcptTo } = session.envelope;
      void simpleParser(raw).then((parsed) => {
        received.push({
          parsed,
          raw: raw.toString(),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((to) => to.address),
        });
        done();
      });
    });
  },
});

function refused(at: NonNullable<typeof refusal>['at']): Error | null {
  if (refusal?.at !== at) return null;
  return Object.assign(new Error('refused for canary@example.org'), { responseCode: refusal.code });
}

let etiba: TestEtiba;
const CLINIC = 'Etiba <b>Clinic</b> & “Söhne”';
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  etiba = await openTestEtiba({
    config: {
      smtp_url: `smtp://127.0.0.1:${port}`,
      mail_from: 'Etiba <no-reply@clinic.test>',
      first_clinic_name: CLINIC,
    },
  });
});
afterAll(async () => {
  await etiba?.close();
  await new Promise<void>((resolve) => server.close(resolve));
});
beforeEach(() => void (received.length = 0));
afterEach(() => void (refusal = undefined));

const ask = (email: string, on = etiba) => on.anyone.post('/api/auth/password/reset/', { email });

async function mailOf(email: string, on = etiba) {
  const rows = await on.deps.db
    .selectFrom('mails')
    .selectAll()
    .where('to_address', '=', email)
    .orderBy('id', 'desc')
    .execute();
  return rows[0];
}

/** Lets the failed jobs be tried now, not after their delay. */
async function hurryUp(): Promise<void> {
  await etiba.deps.pool.query(
    `update jobs.job set start_after = now() - interval '1 second' where state = 'retry'`,
  );
  await etiba.runJobs();
}

describe('a mail', () => {
  it('arrives at the stored address with text, HTML, a subject and a Message-ID of ours', async () => {
    const patient = await etiba.aPatient({ first_name: 'Zoë' });
    await ask(patient.email);
    await etiba.runJobs();
    expect(received).toHaveLength(1);
    const [{ from, to, parsed }] = received as [Received];
    expect({ from, to }).toEqual({ from: 'no-reply@clinic.test', to: [patient.email] });
    expect(parsed.subject).toBe(`Your new password for ${CLINIC}`);
    expect(parsed.from?.text).toBe('"Etiba" <no-reply@clinic.test>');
    expect(parsed.messageId).toMatch(/^<[0-9a-f-]{36}@etiba\.test>$/);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.text).toContain('Hello Zoë,');
    expect(parsed.text).toMatch(/https:\/\/etiba\.test\/reset-password#uid=[\w-]+&token=[\w-]{43}\n/);
    expect(await mailOf(patient.email)).toMatchObject({
      status: 'sent',
      attempts: 1,
      last_error: null,
      message_id: parsed.messageId,
    });
  });

  it('speaks the language of the person', async () => {
    const patient = await etiba.aPatient();
    await etiba.as(patient).patch('/api/auth/me/', { locale: 'sw' });
    await ask(patient.email);
    await etiba.runJobs();
    expect(received[0]?.parsed.text).toContain('Habari Test,');
    expect(received[0]?.parsed.html).toContain('<html lang="sw">');
  });

  it('shows markup in names as text', async () => {
    const patient = await etiba.aPatient({ first_name: `<img src=x onerror="alert(1)">&'` });
    await ask(patient.email);
    await etiba.runJobs();
    const [{ parsed }] = received as [Received];
    expect(parsed.html).toContain('Hello &lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;,');
    expect(parsed.html).toContain('Etiba &lt;b&gt;Clinic&lt;/b&gt; &amp; “Söhne”');
    expect(parsed.html).not.toMatch(/<img|<b>/);
  });

  it('has no header but ours, whatever a name says', async () => {
    const patient = await etiba.aPatient();
    const hostile = 'A\r\nBcc: evil@example.org\r\nX-Evil: 1\r\n\r\nbody';
    await etiba.deps.db
      .updateTable('users')
      .set({ first_name: hostile })
      .where('id', '=', patient.user_id)
      .execute();
    const callClinic = (name: string) => etiba.deps.db.updateTable('clinic_settings').set({ name }).execute();
    await callClinic(`Clinic\r\nBcc: evil@example.org\r\nX-Evil: 1`);
    try {
      await ask(patient.email);
      await etiba.runJobs();
    } finally {
      await callClinic(CLINIC);
    }
    const [{ to, parsed }] = received as [Received];
    expect(to).toEqual([patient.email]);
    expect([...parsed.headers.keys()].sort()).toEqual(
      [
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ].sort(),
    );
  });

  it.each(['http://evil.example', 'Win at evil.example now', 'mail me@evil.example', '//evil'])(
    'carries no address that a stranger chose as a name: %s',
    async (first_name) => {
      const patient = await etiba.aPatient({ first_name });
      await ask(patient.email);
      await etiba.runJobs();
      expect(received[0]?.parsed.text).toMatch(/^Hello,\n/);
      expect(received[0]?.raw).not.toContain('evil');
    },
  );
});

describe('a mail server', () => {
  it.each(['recipient', 'data'] as const)('that refuses the %s for good ends the mail', async (at) => {
    refusal = { code: 550, at };
    const patient = await etiba.aPatient();
    await ask(patient.email);
    await etiba.runJobs();
    expect(await mailOf(patient.email)).toMatchObject({
      status: 'failed',
      attempts: 1,
      last_error: 'refused_by_server',
    });
    refusal = undefined;
    await hurryUp();
    expect(received).toHaveLength(0);
  });

  it.each([
    [451, 'recipient'],
    [452, 'data'],
    [550, 'sender'],
  ] as const)('that says %i to the %s gets the same mail again later', async (code, at) => {
    refusal = { code, at };
    const patient = await etiba.aPatient();
    await ask(patient.email);
    await etiba.runJobs();
    const first = await mailOf(patient.email);
    expect(first).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: expect.stringMatching(/^Error:E[A-Z]+$/),
    });
    expect(received).toHaveLength(0);
    refusal = undefined;
    await hurryUp();
    expect(received.map(({ parsed }) => parsed.messageId)).toEqual([first?.message_id]);
    expect(await mailOf(patient.email)).toMatchObject({ status: 'sent', attempts: 2, last_error: null });
  });

  it('that is down changes no answer', async () => {
    const away = await openTestEtiba({ beside: etiba.database, config: { smtp_url: 'smtp://127.0.0.1:1' } });
    const patient = await etiba.aPatient();
    expect((await ask(patient.email, away)).status).toBe(200);
    await away.runJobs();
    expect(await mailOf(patient.email)).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: 'Error:ESOCKET',
    });
    await away.close();
    await hurryUp();
    expect(received.map(({ to }) => to)).toEqual([[patient.email]]);
  });

  it('is told of nothing in our log', () => {
    expect(etiba.logged.join('')).not.toMatch(/canary|@example\.org/);
  });
});

describe('without a mail server', () => {
  it('mails are kept', async () => {
    const patient = await withoutServer.aPatient();
    await ask(patient.email, withoutServer);
    await withoutServer.runJobs();
    expect(await mailOf(patient.email, withoutServer)).toMatchObject({ status: 'kept', sent_at: null });
  });
});

describe('a mail that has lost its sense', () => {
  it('is dropped: its link has been used or replaced', async () => {
    const patient = await etiba.aPatient();
    await ask(patient.email);
    const older = await mailOf(patient.email);
    await ask(patient.email);
    const newer = await mailOf(patient.email);
    const link = await mailedLink(etiba, patient.email);
    await etiba.anyone.post('/api/auth/password/reset/confirm/', {
      ...link,
      password: 'a quite different one 5',
    });
    await etiba.runJobs();
    expect(received.map(({ parsed }) => parsed.subject)).toEqual(['Your password was changed']);
    const rows = await etiba.deps.db
      .selectFrom('mails')
      .select('status')
      .where('id', 'in', [older!.id, newer!.id])
      .execute();
    expect(rows).toEqual([{ status: 'dropped' }, { status: 'dropped' }]);
  });

  it('is not sent again when its job runs twice', async () => {
    const patient = await etiba.aPatient();
    await ask(patient.email);
    await etiba.runJobs();
    const { id } = (await mailOf(patient.email))!;
    await etiba.deps.jobs.boss.send('deliver-mail', { mail_id: id });
    await etiba.runJobs();
    expect(received).toHaveLength(1);
  });
});
