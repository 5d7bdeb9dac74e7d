import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/platform/config.ts';
import { runningEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { loadSecrets } from '../../src/platform/secrets.ts';
import { BIRTH, canariesIn, canary, PERSONAL, PHONE } from '../canaries.ts';
import type { Person, TestDoctor, TestPatient } from '../factories.ts';
import { call, officeTimes, openClinic, type Answer, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

// What operators read of a real Etiba: its own output at the most talkative level, and its PostgreSQL's log, through a
// day with refusals, faults, a database that is killed, and a stop. (Every route: ../canary.test.ts.)

const etiba = useProcesses();
let running: EtibaProcess;
let env: Record<string, string>;
let url: string;
let clinic: Clinic;
let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
const answers: Answer[] = [];

beforeAll(async () => {
  const PORT = await freePort();
  env = { ETIBA_DATA_DIR: etiba.path('clinic'), PORT, LOG_LEVEL: 'trace' };
  url = `http://127.0.0.1:${PORT}`;
  running = etiba.run([], env);
  await running.says('Etiba is ready at');
  clinic = await openClinic(env);
  const name = { first_name: canary('first_name'), last_name: canary('last_name') };
  admin = await clinic.anAdmin();
  doctor = await clinic.aDoctor({ ...name, email: `${PERSONAL}.doctor@example.org` });
  patient = await clinic.aPatient({ ...name, email: `${PERSONAL}.patient@example.org`, phone: PHONE });
});

async function ask(method: string, path: string, by: Person | undefined, body?: unknown) {
  const answer = await call(method, `${url}${path}`, {
    ...(by && { by }),
    ...(body !== undefined && { body }),
  });
  answers.push(answer);
  return answer;
}

const times = officeTimes();

/** What a day brings, each with words that must not be found. */
async function aDay(): Promise<void> {
  await ask('PATCH', '/api/patients/me/', patient, {
    address: canary('address'),
    medical_history: canary('medical_history'),
    date_of_birth: BIRTH,
  });
  await ask('GET', `/api/patients/?search=${encodeURIComponent(canary('search'))}`, doctor);
  const details = { reason: canary('reason'), notes: canary('notes'), symptoms: canary('symptoms') };
  const visit = { doctor_id: doctor.id, appointment_datetime: times.next().value, ...details };
  await ask('POST', '/api/appointments/', patient, visit);
  await ask('POST', '/api/appointments/', patient, visit); // taken
  const record = {
    patient: patient.id,
    record_type: 'prescription',
    title: canary('title'),
    summary: canary('summary'),
    diagnosis: canary('diagnosis'),
    treatment_plan: canary('treatment_plan'),
    medications: [{ name: canary('name'), instructions: canary('instructions') }],
    allergies: [{ substance: canary('substance'), reaction: canary('reaction') }],
    lab_results: [{ test: canary('test'), value: canary('value'), unit: canary('unit') }],
  };
  const written = await ask('POST', '/api/medical-records/', doctor, record);
  const path = `/api/medical-records/${written.body.id ?? patient.id}/`;
  await ask('GET', `${path}pdf/`, patient);
  await ask('PATCH', path, doctor, {
    summary: canary('summary'),
    amendment_reason: canary('amendment_reason'),
  });
  await ask('DELETE', path, doctor);
  await ask('POST', `${path}restore/`, admin, { reason: canary('reason') });
  const emergency = { patient_id: patient.id, reason: canary('reason') };
  await ask('POST', '/api/medical-records/emergency-access/', doctor, emergency);
  await ask('POST', '/api/medical-records/', doctor, { ...record, summary: 7 });
  await ask('GET', `/api/medical-records/?search=${encodeURIComponent(canary('search'))}`, doctor);
  await ask('POST', '/api/auth/login/', undefined, { email: patient.email, password: canary('password') });
  const person = {
    ...visit,
    email: `${PERSONAL}.${answers.length}@example.org`,
    password: canary('password'),
  };
  await ask('POST', '/api/auth/register/', undefined, { ...person, first_name: canary('first_name') });
}

async function withOwner(statement: (table: string) => string): Promise<void> {
  const config = loadConfig(env);
  const { database: passwords } = loadSecrets(config);
  const { ownerUrl } = (await runningEmbeddedPostgres({ dataDir: config.data_dir, passwords }))!;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (const table of [
    'appointments',
    'notifications',
    'mails',
    'emergency_accesses',
    'medical_record_versions',
    'medical_record_words',
    'medical_records',
    'patients',
    'users',
  ])
    await owner.query(statement(table));
  await owner.end();
}

async function killDatabase(): Promise<void> {
  const note = await readFile(join(env['ETIBA_DATA_DIR']!, 'postgres/postmaster.pid'), 'utf8');
  process.kill(Number(note.split('\n')[0]), 'SIGKILL');
}

describe('the logs of a clinic', () => {
  it('hold nothing that people wrote, whatever happens', async () => {
    await aDay();
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 201, 400, 401, 409]));

    // Every row is an error that quotes the row, for requests and for jobs.
    await withOwner(
      (table) => `do $$ begin
        create or replace function refuse_loudly() returns trigger language plpgsql as $f$
        begin raise exception 'cannot write %', to_jsonb(new) using detail = to_jsonb(new)::text; end $f$;
        create trigger refuse_loudly before insert or update on ${table}
          for each row execute function refuse_loudly();
      end $$`,
    );
    await aDay();
    await withOwner((table) => `drop trigger refuse_loudly on ${table}`);

    // The database is killed in the middle of it all.
    const day = Promise.all([aDay(), aDay(), aDay()]);
    await killDatabase();
    await day;
    await until(async () => (await call('GET', `${url}/api/health/ready/`)).status === 200, 60_000);
    await aDay();
    expect(answers.filter(({ status }) => status === 500).length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(0);

    await clinic.close();
    running.signal('SIGTERM');
    await running.ended;

    const ownLog = `${running.stdout}\n${running.stderr}`;
    expect(ownLog.split('\n').length).toBeGreaterThan(50);
    expect(ownLog).toContain('request failed');
    expect(canariesIn(ownLog)).toEqual([]);
    const postgresLog = await readFile(join(env['ETIBA_DATA_DIR']!, 'postgres.log'), 'utf8');
    expect(postgresLog).toContain('automatic recovery in progress');
    expect(canariesIn(postgresLog)).toEqual([]);
    for (const { status, body } of answers.filter((answer) => answer.status >= 400))
      expect({ status, found: canariesIn(JSON.stringify(body)) }).toEqual({ status, found: [] });
  });
});
