import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { knownAddressMail } from '../../src/modules/auth/emails/known-address.ts';
import { DEAD_LETTERS } from '../../src/platform/jobs.ts';
import { deliverMail } from '../../src/platform/mail-delivery.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { book, call, openClinic, wishes, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

const etiba = useProcesses();
let database: TestDatabase;
let clinic: Clinic;
let urls: string[];

beforeAll(async () => {
  database = await cloneDatabase(inject('adminUrl'));
  const env = { DATABASE_URL: database.url, ETIBA_DATA_DIR: etiba.path('data') };
  const ports = [await freePort(), await freePort()];
  const apis = ports.map((PORT) => etiba.run(['api'], { ...env, PORT }));
  const worker = etiba.run(['worker'], env);
  await Promise.all([
    worker.says('Etiba worker is ready'),
    ...apis.map((api) => api.says('Etiba API is ready at')),
  ]);
  urls = ports.map((port) => `http://127.0.0.1:${port}`);
  clinic = await openClinic(env);
});
afterAll(async () => {
  await clinic?.close();
  await database?.drop();
});

describe('two API processes and a worker on one database', () => {
  it('show each other their visits, of which the worker tells', async () => {
    const [doctor, patient] = [await clinic.aDoctor(), await clinic.aPatient()];
    const [wish] = wishes([[doctor, patient]], 1, 'seen');
    const booked = await book(urls[0]!, patient, wish!);
    expect(booked.status).toBe(201);
    const seen = await call('GET', `${urls[1]}/api/appointments/${booked.body.id}/`, { by: doctor });
    expect(seen).toMatchObject({ status: 200, body: { id: booked.body.id, status: 'scheduled' } });
    const again = await book(urls[1]!, patient, wish!);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body.id).toBe(booked.body.id);
    await until(
      async () => (await unread(urls[1]!, doctor)) === 1 && (await unread(urls[0]!, patient)) === 1,
    );
  });

  it('honour no token after a logout on either', async () => {
    const patient = await clinic.aPatient();
    const me = `${urls[1]}/api/auth/me/`;
    expect((await call('GET', me, { by: patient })).status).toBe(200);
    const { refresh } = patient;
    expect(
      (await call('POST', `${urls[0]}/api/auth/logout/`, { by: patient, body: { refresh } })).status,
    ).toBe(200);
    const after = Array.from({ length: 20 }, () => call('GET', me, { by: patient }));
    for (const answer of await Promise.all(after)) expect(answer.status).toBe(401);
    expect((await call('POST', `${urls[1]}/api/auth/token/refresh/`, { body: { refresh } })).status).toBe(
      401,
    );
  });

  it('let one of 200 win that want the same time', async () => {
    const [admin, doctor] = [await clinic.anAdmin(), await clinic.aDoctor()];
    const patients = await Promise.all(Array.from({ length: 20 }, () => clinic.aPatient()));
    const [wanted] = wishes([[doctor, patients[0]!]], 1, 'wanted');
    const rivals = Array.from({ length: 200 }, (_, index) => {
      const body = { ...wanted!.body, patient_id: patients[index % 20]!.id };
      return book(urls[index % 2]!, admin, { key: `rival-${index}`, body });
    });
    const answers = await Promise.all(rivals);
    const results = answers.map(({ status, body }) => (status === 201 ? 'booked' : `${status} ${body.code}`));
    expect(results.filter((result) => result === 'booked')).toHaveLength(1);
    expect(new Set(results).difference(new Set(['booked', '409 slot_taken', '409 patient_busy']))).toEqual(
      new Set(),
    );
    const rows = await clinic.db
      .selectFrom('appointments')
      .select('id')
      .where('doctor_id', '=', doctor.id)
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('put what cannot be done into the dead letters, and delay nothing for it', async () => {
    const patient = await clinic.aPatient();
    const { boss } = clinic.deps.jobs;
    const poison = { mail_id: randomUUID() };
    await boss.send(deliverMail.name, { nonsense: true });
    const broken = await aMail('no-such-kind');
    await boss.send(
      deliverMail.name,
      { mail_id: broken },
      { retryLimit: 2, retryDelay: 1, retryBackoff: false },
    );
    await boss.send(deliverMail.name, poison);
    const since = performance.now();
    const good = await aMail(knownAddressMail.kind);
    await boss.send(deliverMail.name, { mail_id: good });
    await until(async () => (await statusOfMail(good)) === 'kept');
    expect(performance.now() - since).toBeLessThan(10_000);
    await until(async () => (await deadLetters()).length === 2);
    expect(await deadLetters()).toEqual(expect.arrayContaining([{ nonsense: true }, { mail_id: broken }]));

    async function aMail(kind: string): Promise<string> {
      const id = randomUUID();
      const row = {
        id,
        kind,
        user_id: patient.user_id,
        to_address: patient.email,
        params: '{}',
        message_id: id,
      };
      await clinic.db.insertInto('mails').values(row).execute();
      return id;
    }
  });
});

describe('etiba migrate', () => {
  it('brings an empty database to the present, also twice and from two processes at once', async () => {
    const empty = await anEmptyDatabase();
    const PORT = await freePort();
    const env = { DATABASE_URL: empty.url, ETIBA_DATA_DIR: etiba.path('data'), PORT };
    const early = [etiba.run(['api'], env), etiba.run(['worker'], env)];
    for (const process of early) {
      expect(await process.ended).toBe(1);
      expect(process.stderr).toBe(
        'Etiba cannot start. The database is not migrated to this version; run `npm run etiba -- migrate` first.\n',
      );
    }
    const powerless = etiba.run(['migrate'], env);
    expect(await powerless.ended).toBe(1);
    expect(powerless.stderr).toMatch(/^Etiba cannot start\. DATABASE_URL: .+ DATABASE_OWNER_URL\.\n$/);

    const owner = { ...env, DATABASE_OWNER_URL: empty.ownerUrl };
    const both = [etiba.run(['migrate'], owner), etiba.run(['migrate'], owner)];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    const said = both.map(({ stdout }) => stdout).sort();
    expect(said).toEqual([
      expect.stringMatching(/^Applied: 0001_platform, .+\n$/),
      'The database is up to date.\n',
    ]);
    expect(both.map(({ stderr }) => stderr)).toEqual(['', '']);

    const [again, api] = [etiba.run(['migrate'], owner), etiba.run(['api'], env)];
    expect(await again.ended).toBe(0);
    expect(again.stdout).toBe('The database is up to date.\n');
    await api.says('Etiba API is ready at');
    expect((await call('GET', `http://127.0.0.1:${PORT}/api/health/ready/`)).status).toBe(200);
    await stop(api);
    await empty.drop();
  });
});

async function unread(url: string, by: { access: string }): Promise<number> {
  return (await call('GET', `${url}/api/notifications/`, { by })).body.unread_count as number;
}

async function statusOfMail(id: string): Promise<string> {
  const mail = await clinic.db
    .selectFrom('mails')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return mail.status;
}

async function deadLetters(): Promise<object[]> {
  const jobs = await clinic.deps.jobs.boss.findJobs(DEAD_LETTERS);
  return jobs.map(({ data }) => data as object);
}

async function anEmptyDatabase(): Promise<TestDatabase> {
  const clone = await cloneDatabase(inject('adminUrl'));
  const owner = new pg.Client({ connectionString: clone.ownerUrl });
  await owner.connect();
  await owner.query('drop schema jobs cascade');
  await owner.query('drop schema public cascade');
  await owner.query('create schema public');
  await owner.query('grant usage on schema public to public');
  await owner.end();
  return clone;
}

async function stop(process: EtibaProcess): Promise<void> {
  process.signal('SIGTERM');
  expect(await process.ended).toBe(0);
}
