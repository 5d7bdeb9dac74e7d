import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { knownAddressMail } from '../../src/modules/auth/emails/known-address.ts';
import { queueMail } from '../../src/platform/mail.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { openClinic, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses } from './etiba-process.ts';

const etiba = useProcesses();
let database: TestDatabase;
let clinic: Clinic;
let environment: Record<string, string>;

/** A mail server that takes a mail in and says nothing, until it is told to answer. */
const received: string[] = [];
let isSilent = true;
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    void text(stream).then((mail) => {
      received.push(mail);
      if (!isSilent) done();
    });
  },
});
mailServer.on('error', () => {}); // its client is killed

beforeAll(async () => {
  database = await cloneDatabase(inject('adminUrl'));
  const port = await freePort();
  await once(mailServer.listen(Number(port), '127.0.0.1'), 'listening');
  environment = {
    DATABASE_URL: database.url,
    ETIBA_DATA_DIR: etiba.path('data'),
    SMTP_URL: `smtp://127.0.0.1:${port}`,
  };
  clinic = await openClinic(environment);
});
afterAll(async () => {
  mailServer.close();
  await clinic?.close();
  await database?.drop();
});

describe('a worker that is killed in the middle of a job', () => {
  it('leaves it to another, which takes it up within a minute', async () => {
    const first = etiba.run(['worker'], environment);
    await first.says('Etiba worker is ready');
    const patient = await clinic.aPatient();
    await clinic.db
      .transaction()
      .execute((trx) => queueMail(clinic.deps, trx, knownAddressMail, patient, {}));
    await until(() => received.length === 1);
    first.signal('SIGKILL');
    await first.ended;
    isSilent = false;

    const second = etiba.run(['worker'], environment);
    await until(() => received.length === 2, 60_000);
    const [sent, sentAgain] = received.map((mail) => /^Message-ID: (.+)$/im.exec(mail)![1]);
    expect(sentAgain).toBe(sent);
    await until(async () => (await statusOfMail()) === 'sent');
    second.signal('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(received).toHaveLength(2);
  });
});

async function statusOfMail(): Promise<string> {
  const { status } = await clinic.db.selectFrom('mails').select('status').executeTakeFirstOrThrow();
  return status;
}
