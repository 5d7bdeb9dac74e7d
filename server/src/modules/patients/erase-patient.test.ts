import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, type TestEtiba } from '../../../test/harness.ts';
import { asSuperuser } from '../../platform/audit-log/audit-log.test-kit.ts';
import { sealAudit } from '../../platform/audit-log/seal-audit.ts';
import { verifyAudit } from '../../platform/audit-log/verify-audit.ts';
import { asSystem } from '../../platform/row-security.ts';
import { aCheckedImport, csv } from './imports/imports.test-kit.ts';

// P07: what says who somebody was goes, what the law keeps is restricted, and the audit keeps a pseudonym.

let etiba: TestEtiba;
let owner: pg.Client;
let folder: string;
let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etiba-erasure-'));
  etiba = await openTestEtiba({ config: { audit_seal_file: join(folder, 'seals') } });
  owner = await asSuperuser(etiba.database.url);
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Achieng' });
});
afterAll(async () => {
  await owner?.end();
  await etiba?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient({ first_name: 'Quokkaby', last_name: 'Wolverene' });
});

const ABSENT = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
const REASON = { reason: 'Letter of 30 November 2026' };
const urlOf = ({ id }: { id: string }, act = '') => `/api/patients/${id}/${act}`;
const erase = (who: TestPatient = patient, by: Person = admin, headers: Record<string, string> = {}) =>
  etiba.as(by).put(urlOf(who, 'erasure/'), REASON, { headers });
const emergency = (by: Person, who = patient) =>
  etiba.as(by).post('/api/medical-records/emergency-access/', {
    patient_id: who.id,
    reason: 'Claim of damages, letter of the court',
  });

/** Every row of the clinic's tables and of the queue in which one of the words stands, as `table: row`. */
async function rowsWith(words: RegExp): Promise<string[]> {
  const tables = await owner.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'jobs') order by 1`,
  );
  const found = [];
  for (const { name } of tables.rows) {
    const { rows } = await owner.query<{ row: object }>(`select to_jsonb(t) as row from ${name} t`);
    const texts = rows.map(({ row }) => JSON.stringify(row)).filter((text) => words.test(text));
    found.push(...texts.map((text) => `${name}: ${text}`));
  }
  return found;
}

const tablesIn = (rows: readonly string[]) => [...new Set(rows.map((row) => row.split(':')[0]!))];

async function snapshotOf({ id, user_id }: TestPatient): Promise<string[]> {
  return (await rowsWith(new RegExp(`${id}|${user_id}`))).filter(
    (row) => !/audit_events|patient_import_rows|jobs\./.test(row),
  );
}

describe('PUT /api/patients/:patient_id/erasure/', () => {
  it('leaves no word about who it was in any table', async () => {
    const full = {
      phone: '+254799000371',
      address: 'Quokkaby Lane 4, Zebrafinchville',
      emergency_contact: 'Juma Quokkaby, +254799000372',
      insurance_provider: 'Bilbymutual',
      insurance_number: 'BILBY-1',
    };
    const registered = await etiba.as(admin).post('/api/patients/register/', {
      email: 'quokkaby@example.org',
      first_name: 'Quokkaby',
      last_name: 'Wolverene',
      ...full,
    });
    const { id, user } = registered.body;
    const link = /#uid=([\w-]+)&token=([\w-]+)/.exec((await etiba.sentMail()).at(-1)!.text)!;
    const password = 'orange bicycle 19';
    const accepted = { uidb64: link[1], token: link[2], password, password2: password };
    expect((await etiba.anyone.post('/api/auth/invitation/confirm/', accepted)).status).toBe(200);
    const { email } = user;
    const { access } = (await etiba.anyone.post('/api/auth/login/', { email, password })).body;
    const she = { ...patient, id, user_id: user.id, email, access };
    await etiba.as(she).patch('/api/auth/me/', { locale: 'sw' }, { headers: { 'idempotency-key': 'k1' } });
    await etiba.as(she).post('/api/calendar-feed/');
    await etiba.as(she).put('/api/notifications/preferences/reminders/', { minutes_before: [60] });
    const visit = await etiba.as(she).post('/api/appointments/', {
      doctor_id: doctor.id,
      appointment_datetime: '2026-12-02T06:00:00Z',
      reason: 'Cough',
    });
    expect(visit.status).toBe(201);
    await aCheckedImport(etiba, admin, csv('quokkaby@example.org,Quokkaby,Wolverene,,'));
    await etiba.runJobs();
    await etiba.as(admin).delete(urlOf(she, 'deactivate/'));
    await etiba.runJobs();
    await etiba.as(admin).post('/api/auth/password/reset/', { email });

    const words = /quokkaby|wolverene|zebrafinchville|bilby|79900037[12]/i;
    const before = ['mails', 'notifications', 'patient_import_rows', 'patients', 'search_words', 'users'];
    expect(tablesIn(await rowsWith(words))).toEqual(before.map((table) => `public.${table}`));
    const others = await snapshotOf(patient);
    expect((await erase(she)).status).toBe(200);
    expect(await snapshotOf(patient)).toEqual(others); // who is called the same
    expect((await erase()).status).toBe(200);
    await etiba.runJobs();
    expect(await rowsWith(words)).toEqual([]);
    const used = await rowsWith(new RegExp(`"(user_id|scope)": ?"${user.id}`));
    expect(tablesIn(used).filter((table) => !table.startsWith('jobs.'))).toEqual(['public.patients']);
  });

  it('answers with a pseudonym, and keeps a register of whom, when, by whom and why', async () => {
    const { body, headers } = await erase();
    const last_name = patient.id.slice(-8).toUpperCase();
    expect(body).toMatchObject({
      id: patient.id,
      full_name: `Patient ${last_name}`,
      address: '',
      user: {
        email: `${patient.user_id}@erased.invalid`,
        phone: null,
        is_active: false,
        deactivated_at: expect.stringMatching(/Z$/),
        erased_at: '2026-12-01T05:00:00Z',
      },
    });
    expect(headers['etag']).toBe((await etiba.as(admin).get(urlOf(patient))).headers['etag']);
    expect(
      await etiba.deps.db
        .selectFrom('patient_erasures')
        .selectAll()
        .where('patient_id', '=', patient.id)
        .execute(),
    ).toEqual([
      { patient_id: patient.id, erased_by: admin.user_id, erased_at: '2026-12-01T05:00:00Z', ...REASON },
    ]);
  });

  it('ends every session and sign-in, and frees the address', async () => {
    await erase();
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(401);
    expect((await etiba.anyone.post('/api/auth/token/refresh/', { refresh: patient.refresh })).status).toBe(
      401,
    );
    const { email, password } = patient;
    expect((await etiba.anyone.post('/api/auth/login/', { email, password })).status).toBe(401);
    const anew = { email, first_name: 'Somebody', last_name: 'New' };
    expect((await etiba.as(admin).post('/api/patients/register/', anew)).status).toBe(201);
  });

  it('keeps the record as it was, closed to everybody but in an emergency access, and changed by nobody', async () => {
    const visit = await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-27T07:00:00Z',
      status: 'completed',
    });
    const { id } = await etiba.aRecord(patient, doctor, { title: 'Sinusitis', appointment: visit });
    const draft = await etiba.aRecord(patient, doctor, { draft: true });
    const { id: attachment_id } = await etiba.anAttachment(id, doctor);
    const url = `/api/medical-records/${id}/`;
    const before = await rowsWith(/Sinusitis/);
    const bystander = await etiba.aPatient();
    const theirs = await etiba.aRecord(bystander, doctor, { title: 'Bronchitis' });
    const colleague = await etiba.anAdmin();
    expect((await emergency(colleague)).status).toBe(201); // before the erasing, and lasts beyond it
    await erase();

    expect(await rowsWith(/Sinusitis/)).toEqual(before);
    const stub = { id, record_type: 'consultation', is_confidential: false, restricted: true };
    for (const person of [doctor, admin]) {
      expect((await etiba.as(person).get(url)).body).toMatchObject(stub);
      expect((await etiba.as(person).get(`${url}attachments/${attachment_id}/`)).status).toBe(403);
      expect((await etiba.as(person).get(`${url}pdf/`)).status).toBe(403);
      expect((await etiba.as(person).get('/api/medical-records/?search=sinusitis')).body.count).toBe(0);
      expect((await emergency(person)).status).toBe(201);
      const opened = (await etiba.as(person).get(url)).body;
      expect(opened).toMatchObject({
        title: 'Sinusitis',
        patient_details: { erased_at: expect.stringMatching(/Z$/) },
      });
      expect(opened.patient_details.full_name).toMatch(/^Patient [0-9A-F]{8}$/);
      const refused = { status: 409, body: { code: 'patient_erased' } };
      expect(await etiba.as(person).patch(url, { title: 'Other' })).toMatchObject(refused);
      expect(await etiba.as(person).delete(url)).toMatchObject(refused);
      expect(await etiba.as(person).post(`/api/medical-records/${draft.id}/sign/`)).toMatchObject(refused);
      const anew = { patient: patient.id, record_type: 'diagnosis', title: 'New' };
      const author = person === admin ? { doctor: doctor.id } : {};
      expect(await etiba.as(person).post('/api/medical-records/', { ...anew, ...author })).toMatchObject(
        refused,
      );
    }
    const views = await etiba.deps.db
      .selectFrom('audit_events')
      .select('detail')
      .where('action', '=', 'medical_record.view')
      .where('object_id', '=', id)
      .orderBy('id')
      .execute();
    expect(views.map(({ detail }) => detail)).toMatchObject([
      { restricted: true, emergency: false },
      { restricted: false, emergency: true },
      { restricted: true, emergency: false },
      { restricted: false, emergency: true },
    ]);
    const log = (await etiba.as(admin).get(`${url}access-log/?page_size=100`)).body.results;
    const broken = log.filter(
      ({ access_type }: { access_type: string }) => access_type === 'emergency_access',
    );
    expect(broken.map((line: { accessed_by: string }) => line.accessed_by).toSorted()).toEqual(
      [doctor.user_id, admin.user_id, colleague.user_id].toSorted(),
    );
    expect((await etiba.as(doctor).get(`/api/medical-records/${theirs.id}/`)).body.title).toBe('Bronchitis');
  });

  it('keeps what was said of visits and in the profile, and shows it no more', async () => {
    await etiba
      .as(patient)
      .patch('/api/patients/me/', { allergies: 'Penicillin', date_of_birth: '1990-04-17' });
    const { id } = await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-27T07:00:00Z',
      status: 'completed',
    });
    await etiba.as(doctor).patch(`/api/appointments/${id}/`, { doctor_notes: 'Axolotl', reason: 'Axolotl' });
    const kept = (await rowsWith(/Penicillin|Axolotl/)).length;
    await erase();
    expect(await rowsWith(/Penicillin|Axolotl/)).toHaveLength(kept);
    for (const person of [doctor, admin]) {
      expect((await etiba.as(person).get(urlOf(patient))).body).toMatchObject({
        allergies: '',
        date_of_birth: '1990-04-17',
      });
      const list = async () =>
        (await etiba.as(person).get(`/api/patients/?search=${patient.id.slice(-8)}`)).body;
      expect((await list()).results[0].allergies).toBe('');
      await emergency(person);
      expect((await etiba.as(person).get(urlOf(patient))).body.allergies).toBe('Penicillin');
      expect((await list()).results[0].allergies).toBe('Penicillin');
      expect((await etiba.as(person).get(`/api/appointments/${id}/`)).body).toMatchObject({
        status: 'completed',
        reason: '',
        doctor_notes: '',
        status_history: [{ reason: '' }],
        patient: { full_name: expect.stringMatching(/^Patient /) },
      });
      expect((await etiba.as(person).get('/api/appointments/?search=axolotl')).body.count).toBe(0);
      expect(await etiba.as(person).patch(`/api/appointments/${id}/`, { notes: '' })).toMatchObject({
        status: 409,
        body: { code: 'patient_erased' },
      });
    }
  });

  it('refuses while a visit is to come or under way', async () => {
    const refused = { status: 409, body: { code: 'visits_to_come' } };
    const visits = [
      await etiba.aVisit(patient, doctor, {
        appointment_datetime: '2026-12-01T04:45:00Z',
        status: 'in_progress',
      }),
      await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-04T07:00:00Z' }),
    ];
    for (const { id } of visits) {
      expect(await erase()).toMatchObject(refused);
      expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(200);
      const status = 'cancelled';
      await etiba.deps.db.updateTable('appointments').set({ status }).where('id', '=', id).execute();
    }
    expect((await erase()).status).toBe(200);
  });

  it('leaves no visit and no record behind that come at the same moment', async () => {
    await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-27T07:00:00Z',
      status: 'completed',
    });
    const book = (hour: number) =>
      etiba.as(patient).post('/api/appointments/', {
        doctor_id: doctor.id,
        appointment_datetime: `2026-12-09T${String(hour).padStart(2, '0')}:00:00+03:00`,
        reason: 'Check-up',
      });
    const write = () =>
      etiba
        .as(doctor)
        .post('/api/medical-records/', { patient: patient.id, record_type: 'diagnosis', title: 'X' });
    const [answer, ...rest] = await Promise.all([erase(), ...[9, 10, 11].map(book), ...[1, 2, 3].map(write)]);
    const isErased = answer.status === 200;
    for (const { status } of rest) expect([201, 401, 409]).toContain(status);
    const booked = rest.slice(0, 3).some(({ status }) => status === 201);
    expect(isErased).toBe(!booked);
    const open = await asSystem(etiba.deps.db, 'test', (trx) =>
      trx
        .selectFrom('medical_records')
        .select('id')
        .where('patient_id', '=', patient.id)
        .where('restricted_at', 'is', null)
        .execute(),
    );
    expect(isErased ? open : []).toEqual([]);
  });

  it('a second time changes nothing', async () => {
    const first = await erase();
    expect(await erase()).toMatchObject({ status: 200, body: first.body });
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'object_id', 'detail'])
      .where('action', '=', 'patient.erase')
      .where('patient_id', '=', patient.id)
      .execute();
    expect(lines).toEqual([{ actor_user_id: admin.user_id, object_id: patient.id, detail: {} }]);
  });

  it('cannot be undone, by no route and not by SQL', async () => {
    await erase();
    const refused = { status: 409, body: { code: 'patient_erased' } };
    const as = etiba.as(admin);
    expect(await as.post(urlOf(patient, 'reactivate/'))).toMatchObject(refused);
    expect(await as.post(urlOf(patient, 'invitation/'))).toMatchObject(refused);
    expect(await as.patch(urlOf(patient, 'update/'), { first_name: 'Back' })).toMatchObject(refused);
    expect(await as.delete(urlOf(patient, 'deactivate/'))).toMatchObject(refused);
    for (const act of ['activate/', 'deactivate/', 'invitation/'])
      expect((await as.post(`/api/admin/users/${patient.user_id}/${act}`)).status).toBe(404);
    const again = (erased_at: string | null) =>
      etiba.deps.db.updateTable('users').set({ erased_at }).where('id', '=', patient.user_id).execute();
    await expect(again(null)).rejects.toThrow(/stay so/);
    await expect(etiba.deps.db.deleteFrom('patient_erasures').execute()).rejects.toThrow(/permission denied/);
  });

  it('tells the erased nothing any more', async () => {
    await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-27T07:00:00Z',
      status: 'completed',
    });
    await erase();
    await emergency(doctor);
    await etiba.runJobs();
    for (const table of ['mails', 'notifications'] as const) {
      const whose = table === 'mails' ? 'user_id' : 'recipient';
      const { rows } = await owner.query(`select 1 from ${table} where ${whose} = $1`, [patient.user_id]);
      expect(rows).toEqual([]);
    }
  });

  it('leaves statistics and the audit as they were, under a pseudonym', async () => {
    await etiba.aVisit(patient, doctor, {
      appointment_datetime: '2026-11-26T07:00:00Z',
      status: 'completed',
    });
    await etiba.as(doctor).get(urlOf(patient));
    const reports = async () => [
      (await etiba.as(admin).get('/api/reports/visits/?date_from=2026-11-01&date_to=2026-12-31')).body.totals,
      (await etiba.as(admin).get('/api/reports/new-patients/?date_from=2026-11-01&date_to=2027-01-31')).body
        .totals,
    ];
    const before = await reports();
    await sealAudit(etiba.deps);
    await erase();
    await sealAudit(etiba.deps);
    expect(await reports()).toEqual(before);
    const { db, keys, config } = etiba.deps;
    expect(await verifyAudit(db, [keys], config.audit_seal_file)).toMatchObject({ findings: [] });
    const { body } = await etiba.as(admin).get(`/api/admin/audit/?patient_id=${patient.id}`);
    expect(body.results.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['patient.erase', 'patient.read']),
    );
    for (const { patient_name } of body.results) expect(patient_name).toMatch(/^Patient [0-9A-F]{8}$/);
  });

  it('spares staff, whose names stand under records', async () => {
    await etiba.deps.db
      .updateTable('users')
      .set({ role: 'ADMIN' })
      .where('id', '=', patient.user_id)
      .execute();
    expect(await erase()).toMatchObject({ status: 409, body: { code: 'staff_account' } });
    await expect(owner.query('select erase_patient($1, now())', [patient.id])).rejects.toThrow(/no rows/);
  });

  it('honours If-Match', async () => {
    expect((await erase(patient, admin, { 'if-match': '"old"' })).status).toBe(412);
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(200);
    const { headers } = await etiba.as(admin).get(urlOf(patient));
    expect((await erase(patient, admin, { 'if-match': String(headers['etag']) })).status).toBe(200);
  });

  it('wants a reason', async () => {
    const refused = { status: 400, body: { errors: [{ field: 'reason' }] } };
    expect(await etiba.as(admin).put(urlOf(patient, 'erasure/'), {})).toMatchObject(refused);
    expect(await etiba.as(admin).put(urlOf(patient, 'erasure/'), { reason: '' })).toMatchObject(refused);
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(200);
  });

  it('is for administrators', async () => {
    for (const person of [doctor, patient]) expect((await erase(patient, person)).status).toBe(403);
    expect((await etiba.anyone.put(urlOf(patient, 'erasure/'), REASON)).status).toBe(401);
    expect((await erase({ ...patient, id: ABSENT })).status).toBe(404);
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(200);
  });
});
