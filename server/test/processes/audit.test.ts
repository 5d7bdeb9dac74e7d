import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { knownAddressMail } from '../../src/modules/auth/emails/known-address.ts';
import { asSuperuser, writeEntry } from '../../src/platform/audit-log/audit-log.test-kit.ts';
import { queueMail } from '../../src/platform/mail.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { PASSWORD } from '../factories.ts';
import { call, openClinic, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses } from './etiba-process.ts';

const etiba = useProcesses();
const READY = 'Etiba is ready at';
const WHOLE = /^The audit is whole: [\d,]+ entr\w+ under [\d,]+ seals?, 0 not yet sealed\.\n$/;

/** @returns exit code and what was said */
async function run(words: string[], environment: Record<string, string>) {
  const child = etiba.run(words, environment);
  const code = await child.ended;
  return { code, said: child.stdout + child.stderr };
}

describe('the audit beside running processes', () => {
  let database: TestDatabase;
  let clinic: Clinic;
  let superuser: pg.Client;
  let environment: Record<string, string>;

  beforeAll(async () => {
    database = await cloneDatabase(inject('adminUrl'));
    environment = { DATABASE_URL: database.url, ETIBA_DATA_DIR: etiba.path('outside') };
    clinic = await openClinic(environment);
    superuser = await asSuperuser(database.url);
  });
  afterAll(async () => {
    await superuser?.end();
    await clinic?.close();
    await database?.drop();
  });

  const unsealed = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from audit_events
      where id > coalesce((select max(highest_id) from audit_seals), 0)`.execute(clinic.db);
    return rows[0]!.count;
  };

  it('is sealed within seconds by any of several workers, also when they are killed', async () => {
    let workers = [etiba.run(['worker'], environment), etiba.run(['worker'], environment)];
    await Promise.all(workers.map((worker) => worker.says('Etiba worker is ready')));
    for (let turn = 0; turn < 3; turn += 1) {
      for (let number = 0; number < 50; number += 1) await writeEntry(clinic.db, number);
      await until(async () => (await unsealed()) === 0, 30_000); // aim: 10 s
      const [victim, other] = workers;
      victim!.signal('SIGKILL');
      workers = [other!, etiba.run(['worker'], environment)];
      await workers[1]!.says('Etiba worker is ready');
      expect(await run(['audit', 'verify'], environment)).toMatchObject({ code: 0 });
    }
    await writeEntry(clinic.db, 1);
    for (const worker of workers) worker.signal('SIGTERM');
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(await run(['audit', 'verify'], environment)).toEqual({
      code: 0,
      said: expect.stringMatching(WHOLE),
    });
  });

  it('tells with its exit code, and one clear line, what a superuser has done to it', async () => {
    await superuser.query("update audit_events set outcome = 'denied' where id = 42");
    const { code, said } = await run(['audit', 'verify'], environment);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^THE AUDIT IS NOT AS IT WAS WRITTEN\. First: entry 42: was changed after seal \d+\n/,
    );
    await superuser.query("update audit_events set outcome = 'success' where id = 42");
    expect(await run(['audit', 'verify'], environment)).toMatchObject({ code: 0 });
  });

  it('goes out as JSON lines and CSV, filtered, without formulas, and says that it went out', async () => {
    const jsonl = await run(['audit', 'export', '--action', 'test.act7', '--proof'], environment);
    expect(jsonl.code).toBe(0);
    const lines = jsonl.said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      action: 'test.act7',
      leaf: expect.stringMatching(/^[\da-f]{64}$/),
      seal: { seq: expect.any(Number), root: expect.stringMatching(/^[\da-f]{64}$/) },
      path: expect.arrayContaining([expect.stringMatching(/^(left|right) [\da-f]{64}$/)]),
    });
    const csv = await run(['audit', 'export', '--format', 'csv', '--action', 'test.act8'], environment);
    expect(csv.said.split('\r\n')).toHaveLength(5);
    expect(csv.said).toContain('"Ñandú ""8"""');
    expect(await run(['audit', 'export', '--from', 'yesterday'], environment)).toEqual({
      code: 1,
      said: 'Etiba: --from: has the wrong form\n',
    });
    const { rows } = await sql<{ detail: object }>`
      select detail from audit_events where action = 'audit.export' order by id`.execute(clinic.db);
    expect(rows.map(({ detail }) => detail)).toMatchObject([{ format: 'jsonl' }, { format: 'csv' }]);
  });
});

describe('a copy of the data directory', () => {
  it('is the same clinic on another machine: whole audit, old sessions and mails dead, logins work', async () => {
    const SMTP_URL = `smtp://127.0.0.1:${await freePort()}`; // nobody is there: mails wait
    const original = { ETIBA_DATA_DIR: etiba.path('original'), PORT: await freePort(), SMTP_URL };
    const start = etiba.run([], original);
    await start.says(READY);
    const clinic = await openClinic(original);
    const patient = await clinic.aPatient();
    const login = await call('POST', `http://127.0.0.1:${original.PORT}/api/auth/login/`, {
      body: { email: patient.email, password: PASSWORD },
    });
    expect(login.status).toBe(200);
    await clinic.db
      .transaction()
      .execute((trx) => queueMail(clinic.deps, trx, knownAddressMail, patient, {}));
    await clinic.close();
    start.signal('SIGTERM');
    expect(await start.ended).toBe(0);
    expect(await run(['audit', 'verify'], original)).toEqual({ code: 0, said: expect.stringMatching(WHOLE) });

    const copy = { ETIBA_DATA_DIR: etiba.path('copy'), PORT: await freePort(), SMTP_URL };
    await cp(original.ETIBA_DATA_DIR, copy.ETIBA_DATA_DIR, { recursive: true });
    // The original went on after the copy was made: its seal file, which lies elsewhere, knows more.
    const again = etiba.run([], original);
    await again.says(READY);
    const later = await openClinic(original);
    await writeEntry(later.db, 1);
    await later.close();
    again.signal('SIGTERM');
    await again.ended;
    const sealFile = join(copy.ETIBA_DATA_DIR, 'audit-seals');
    await writeFile(sealFile, await readFile(join(original.ETIBA_DATA_DIR, 'audit-seals')));

    await rm(original.ETIBA_DATA_DIR, { recursive: true });
    const restoredAt = new Date().toISOString();
    const restored = await run(['after-restore'], copy);
    expect(restored).toMatchObject({
      code: 0,
      // the one made here and, if its job came so far, the one about a new device
      said: expect.stringMatching(/^Ended [12] sessions, held back [12] mails and \d+ jobs that were due./),
    });
    const restart = etiba.run([], copy);
    await restart.says(READY);
    const url = `http://127.0.0.1:${copy.PORT}`;
    const { access, refresh } = login.body as { access: string; refresh: string };
    expect((await call('GET', `${url}/api/auth/me/`, { by: { access } })).status).toBe(401);
    expect((await call('POST', `${url}/api/auth/token/refresh/`, { body: { refresh } })).status).toBe(401);
    const fresh = await call('POST', `${url}/api/auth/login/`, {
      body: { email: patient.email, password: PASSWORD },
    });
    expect(fresh.status).toBe(200);
    const there = await openClinic(copy);
    const mails = await there.db
      .selectFrom('mails')
      .select(['kind', 'status', 'last_error'])
      .where('created_at', '<', restoredAt)
      .execute();
    await there.close();
    expect(mails.map(({ kind }) => kind)).toContain(knownAddressMail.kind);
    for (const mail of mails) expect(mail).toMatchObject({ status: 'dropped', last_error: 'restored' });
    restart.signal('SIGTERM');
    expect(await restart.ended).toBe(0);
    expect(await run(['audit', 'verify'], copy)).toEqual({ code: 0, said: expect.stringMatching(WHOLE) });
  });
});
