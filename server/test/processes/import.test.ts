import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Person } from '../factories.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { aForm } from '../forms.ts';
import { call, openClinic, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

const etiba = useProcesses();
let database: TestDatabase;
let clinic: Clinic;
let environment: Record<string, string>;
let url: string;
let admin: Person;

beforeAll(async () => {
  database = await cloneDatabase(inject('adminUrl'));
  const PORT = await freePort();
  environment = { DATABASE_URL: database.url, ETIBA_DATA_DIR: etiba.path('data'), PORT };
  url = `http://127.0.0.1:${PORT}/api/patients/imports/`;
  clinic = await openClinic(environment);
  admin = await clinic.anAdmin();
});
afterAll(async () => {
  await clinic?.close();
  await database?.drop();
});

const ROWS = 5000;
const BAD = ROWS / 20;

/** Every twentieth row is no patient; all are different people. */
function aFile(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const email = index % 20 === 7 ? 'nobody' : `p${index}@import.example.org`;
    const born = Temporal.PlainDate.from('1940-01-01').add({ days: (index * 37) % 25_000 });
    return `${email},${word(index)},${word(index * 7919 + 13)},,${born.toString()}`;
  });
  return ['email,first_name,last_name,phone,date_of_birth', ...rows].join('\n');
}

function word(seed: number): string {
  return `N${(seed * 2654435761 + 1e9).toString(36).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`;
}

async function upload(): Promise<string> {
  const { headers, payload } = aForm([{ name: 'file', filename: 'patients.csv', content: aFile() }]);
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${admin.access}` },
    body: new Uint8Array(payload),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function read(id: string) {
  return (await call('GET', `${url}${id}/`, { by: admin })).body;
}

async function resume(id: string): Promise<void> {
  expect((await call('POST', `${url}${id}/resume/`, { by: admin })).status).toBe(202);
}

/** From beside: also while no process answers. */
async function countPatients(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from patients p join users u on u.id = p.user_id
    where u.email like '%@import.example.org'`.execute(clinic.db);
  return rows[0]!.count;
}

/** Kills the worker as soon as `isTime`, and starts another one. */
async function killWhen(worker: EtibaProcess, isTime: () => Promise<boolean>): Promise<EtibaProcess> {
  await until(isTime, 90_000);
  worker.signal('SIGKILL');
  await worker.ended;
  return startWorker();
}

async function startWorker(): Promise<EtibaProcess> {
  const worker = etiba.run(['worker'], environment);
  await worker.says('Etiba worker is ready');
  return worker;
}

describe('an import of 5,000 patients, its worker killed in each of its phases', () => {
  it('goes on by itself, and makes and takes back each patient once', { timeout: 420_000 }, async () => {
    const api = etiba.run(['api'], environment);
    await api.says('is ready');
    let worker = await startWorker();
    const id = await upload();
    worker = await killWhen(worker, async () => (await read(id)).rows.waiting < ROWS - 500);
    await until(async () => (await read(id)).status === 'checked', 90_000);
    expect((await read(id)).rows).toMatchObject({ ready: ROWS - BAD, invalid: BAD, duplicate: 0 });

    await call('POST', `${url}${id}/start/`, { by: admin, body: {} });
    worker = await killWhen(worker, async () => (await countPatients()) > 1000);
    await resume(id); // no need to wait until the job of before is missed; when it is, nothing is done twice
    await until(async () => (await read(id)).status === 'imported', 120_000);
    expect((await read(id)).rows).toMatchObject({ imported: ROWS - BAD, ready: 0, invalid: BAD });
    expect(await countPatients()).toBe(ROWS - BAD);
    const { rows } = await sql<{ lines: number; people: number }>`
      select count(*) as lines, count(distinct patient_id) as people from audit_events
      where action = 'patient.register'`.execute(clinic.db);
    expect(rows).toEqual([{ lines: ROWS - BAD, people: ROWS - BAD }]);

    await call('POST', `${url}${id}/undo/`, { by: admin });
    await killWhen(worker, async () => (await countPatients()) < 3000);
    await resume(id);
    await until(async () => (await read(id)).status === 'undone', 120_000);
    expect((await read(id)).rows).toMatchObject({ undone: ROWS - BAD, kept: 0 });
    expect(await countPatients()).toBe(0);
  });
});
