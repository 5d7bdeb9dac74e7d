import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../test/factories.ts';
import { openTestEtiba, type TestEtiba } from '../../test/harness.ts';
import { startBrokenTls, startMailServer, type MailServer, type Script } from '../../test/mail-server.ts';

// C05: a mail server that is slow, refuses, hangs up or speaks broken TLS changes no request, and nothing is lost.

const HOUR = 3600_000;
let etiba: TestEtiba;
let server: MailServer;
let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
let day = 0;

beforeAll(async () => {
  server = await startMailServer();
  etiba = await openTestEtiba({ config: { smtp_url: server.url, limits: limitsOf(5) } });
});
afterAll(async () => {
  await etiba?.close();
  await server?.close();
});
beforeEach(async () => {
  etiba.clock.set('2026-12-01T05:00:00Z');
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
});
afterEach(async () => {
  for (const name of Object.keys(server.script) as (keyof Script)[]) delete server.script[name];
  await later(0);
  server.received.length = 0;
});

const limitsOf = (messages_per_recipient: number) =>
  ({ messages_per_recipient }) as TestEtiba['deps']['config']['limits'];

/** Books a visit and says how long that took. */
async function book(on = etiba): Promise<number> {
  day += 1;
  const date = Temporal.PlainDate.from('2026-12-02').add({ days: day });
  const monday = date.add({ days: date.dayOfWeek > 5 ? 8 - date.dayOfWeek : 0 });
  const started = performance.now();
  const { status } = await on.as(admin).post('/api/appointments/', {
    doctor_id: doctor.id,
    patient_id: patient.id,
    appointment_datetime: `${monday}T${String(9 + (day % 3)).padStart(2, '0')}:00:00+03:00`,
    reason: 'Check-up',
  });
  expect(status).toBe(201);
  return performance.now() - started;
}

async function mails({ user_id }: Person) {
  return etiba.deps.db
    .selectFrom('mails')
    .select(['id', 'status', 'attempts', 'last_error', 'message_id'])
    .where('user_id', '=', user_id)
    .orderBy('id')
    .execute();
}

/** Time passes, for the clock and for jobs that wait. */
async function later(milliseconds: number): Promise<void> {
  etiba.clock.advance(milliseconds);
  await etiba.deps.pool.query(
    `update jobs.job set start_after = now() - interval '1 second' where state in ('retry', 'created')`,
  );
  await etiba.runJobs();
}

const arrived = () => server.received.map(({ parsed }) => parsed.messageId);

describe('a mail server in trouble', () => {
  it('that is slow makes no request slower', async () => {
    server.script.delay = 1_500;
    const usual = await book();
    const working = etiba.runJobs();
    const meanwhile = await book();
    expect(meanwhile).toBeLessThan(Math.max(1_000, usual * 5));
    await working;
    await etiba.runJobs();
    expect((await mails(patient)).map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it.each([
    ['hangs up before it has taken a mail', { drop: 'before' as const }, 1],
    ['hangs up after it has taken a mail, so that nobody can know', { drop: 'after' as const }, 2],
    ['is busy', { refuse: { code: 421, at: 'recipient' as const } }, 1],
    ['is full', { refuse: { code: 452, at: 'data' as const } }, 1],
  ])('that %s gets the same mail later', async (_what, script, times) => {
    Object.assign(server.script, script);
    await book();
    await etiba.runJobs();
    const [waiting] = await mails(patient);
    expect(waiting).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: expect.stringMatching(/^Error/),
    });
    delete server.script.drop;
    delete server.script.refuse;
    await later(60_000);
    expect(await mails(patient)).toMatchObject([{ status: 'sent', attempts: 2, last_error: null }]);
    expect(arrived()).toEqual(Array.from({ length: times }, () => waiting!.message_id));
  });

  it('that breaks TLS gets nothing in the clear, and the mail when it is mended', async () => {
    const broken = await startBrokenTls();
    const beside = await openTestEtiba({ beside: etiba.database, config: { smtp_url: broken.url } });
    try {
      await book();
      await beside.runJobs();
      expect(await mails(patient)).toMatchObject([{ status: 'queued', attempts: 1 }]);
      expect(broken.heard.join('')).toContain('STARTTLS');
      expect(broken.heard.join('')).not.toMatch(/MAIL FROM|@example/i);
      await later(60_000);
      expect(await mails(patient)).toMatchObject([{ status: 'sent', attempts: 2 }]);
    } finally {
      await beside.close();
      await broken.close();
    }
  });

  it('is tried again with longer and longer waits for a day, then the mail is marked and shown', async () => {
    server.script.refuse = { code: 451, at: 'data' };
    await book();
    await etiba.runJobs();
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const { rows } = await etiba.deps.pool.query<{ seconds: number }>(
        `select extract(epoch from start_after - now())::float8 as seconds from jobs.job
         where name = 'deliver-mail' and state = 'retry'`,
      );
      waits.push(rows[0]!.seconds);
      await later(60_000);
    }
    expect(waits[0]).toBeLessThan(60);
    expect(waits.at(-1)).toBeGreaterThan(30 * 60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * 3600 + 60);
    await later(21 * HOUR);
    expect(await mails(patient)).toMatchObject([{ status: 'queued' }]);
    await later(2 * HOUR);
    expect(await mails(patient)).toMatchObject([
      { status: 'failed', last_error: expect.stringMatching(/^gave_up Error/) },
    ]);
    await later(HOUR);
    expect(arrived()).toEqual([]);
    const { email } = patient;
    const fresh = await etiba.anAdmin();
    const { body } = await etiba.as(fresh).get(`/api/admin/mails/?status=failed&search=${email}`);
    expect(body.results).toMatchObject([{ kind: 'booked', user_id: patient.user_id, to_address: email }]);
  });
});

describe('many mails to one address', () => {
  it('go out so many an hour, the others when their turn comes, and what is urgent at once', async () => {
    for (let number = 0; number < 7; number += 1) await book();
    await etiba.runJobs();
    const statuses = async () => (await mails(patient)).map(({ status }) => status);
    expect((await statuses()).filter((status) => status === 'sent')).toHaveLength(5);
    expect((await mails(patient)).filter(({ last_error }) => last_error === 'waits_its_turn')).toHaveLength(
      2,
    );
    await etiba.anyone.post('/api/auth/password/reset/', { email: patient.email });
    await etiba.runJobs();
    expect(server.received.at(-1)!.parsed.subject).toContain('new password');
    await later(30 * 60_000);
    expect((await statuses()).filter((status) => status === 'sent')).toHaveLength(6);
    await later(HOUR);
    expect(new Set(await statuses())).toEqual(new Set(['sent']));
    expect(new Set(arrived()).size).toBe(8);
  });
});
