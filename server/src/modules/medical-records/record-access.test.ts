import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, asOwner, inCare, written } = useRecords(etiba);

let author: TestDoctor;
let colleague: TestDoctor;
let stranger: TestDoctor;
let patient: TestPatient;
let neighbour: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  colleague = await etiba.aDoctor({ first_name: 'Hawa', last_name: 'Ali' });
  stranger = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, colleague);
  neighbour = await etiba.aPatient();
});

const logOf = async (record: { id: string }, reader: Person = patient) => {
  const { status, body } = await etiba.as(reader).get(`${recordUrl(record)}access-log/?page_size=100`);
  expect(status).toBe(200);
  return body.results as {
    access_type: string;
    purpose: string;
    role: string;
    accessed_by: string | null;
    accessed_by_name: string | null;
    ip_address?: string;
    created_at: string;
  }[];
};
const types = async (record: { id: string }) => (await logOf(record)).map(({ access_type }) => access_type);

describe('who opened my record', () => {
  it('names who, as what, when, what for, for each kind of access, the latest first', async () => {
    const record = await written(author, patient);
    await etiba.as(colleague).get(recordUrl(record));
    await etiba.as(admin).get(`${RECORDS}?patient_id=${patient.id}`);
    await etiba.as(author).patch(recordUrl(record), { summary: 'Better.' });
    await etiba.as(patient).get(`${recordUrl(record)}versions/`);
    await etiba.as(stranger).get(recordUrl(record));
    const log = await logOf(record);
    expect(
      log.map(({ access_type, purpose, role, accessed_by, accessed_by_name }) => [
        access_type,
        purpose,
        role,
        accessed_by,
        accessed_by_name?.slice(0, 8),
      ]),
    ).toEqual([
      ['access_log', 'own_record', 'PATIENT', patient.user_id, 'Test Per'],
      ['denied', 'treatment', 'DOCTOR', stranger.user_id, 'Dr. Test'],
      ['versions', 'own_record', 'PATIENT', patient.user_id, 'Test Per'],
      ['update', 'treatment', 'DOCTOR', author.user_id, 'Dr. Grac'],
      ['list', 'administration', 'ADMIN', admin.user_id, 'Test Per'],
      ['view', 'treatment', 'DOCTOR', colleague.user_id, 'Dr. Hawa'],
      ['create', 'treatment', 'DOCTOR', author.user_id, 'Dr. Grac'],
    ]);
    expect(log.every(({ created_at }) => /^\d{4}-.*Z$/.test(created_at))).toBe(true);
  });

  it('says that a confidential record was only known of, then opened in an emergency', async () => {
    const record = await written(author, patient, { is_confidential: true });
    await etiba.as(colleague).get(recordUrl(record));
    await etiba.as(colleague).get(`${RECORDS}?patient_id=${patient.id}`);
    const reason = 'Unconscious, medication unknown';
    expect(
      (await etiba.as(colleague).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason }))
        .status,
    ).toBe(201);
    await etiba.as(colleague).get(recordUrl(record));
    await etiba.as(colleague).get(`${RECORDS}?patient_id=${patient.id}`);
    const log = await logOf(record, author);
    expect(log.map(({ access_type, purpose }) => [access_type, purpose])).toEqual([
      ['access_log', 'treatment'],
      ['list', 'emergency'],
      ['view', 'emergency'],
      ['emergency_access', 'emergency'],
      ['restricted_view', 'treatment'],
      ['restricted_view', 'treatment'],
      ['create', 'treatment'],
    ]);
    expect(JSON.stringify(log)).not.toContain(reason);
  });

  it('keeps the emergency access that opened a record, also when the record is open to all by now', async () => {
    const record = await written(author, patient, { is_confidential: true });
    const reason = 'Unconscious, medication unknown';
    await etiba.as(colleague).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason });
    const before = await types(record);
    expect(before).toContain('emergency_access');
    const change = { is_confidential: false, amendment_reason: 'The patient agrees' };
    expect((await etiba.as(author).patch(recordUrl(record), change)).status).toBe(200);
    expect(await types(record)).toEqual(['access_log', 'update', ...before]);
  });

  it('holds the tries of whoever has not the function, and of patients without their names', async () => {
    const record = await written(author, patient);
    expect((await etiba.as(neighbour).get(recordUrl(record))).status).toBe(404);
    const loud = recordUrl({ id: record.id.toUpperCase() });
    expect((await etiba.as(neighbour).patch(loud, { title: 'Mine' })).status).toBe(403);
    expect((await etiba.as(colleague).delete(recordUrl(record))).status).toBe(403);
    const log = await logOf(record);
    expect(
      log.slice(1, 4).map(({ access_type, role, accessed_by }) => [access_type, role, accessed_by]),
    ).toEqual([
      ['denied', 'DOCTOR', colleague.user_id],
      ['denied', 'PATIENT', null],
      ['denied', 'PATIENT', null],
    ]);
    expect(
      (await logOf(record, admin)).filter(({ accessed_by }) => accessed_by === neighbour.user_id),
    ).toHaveLength(2);
  });

  it('is for patient, author and administrators; where they came from for these alone', async () => {
    const record = await written(author, patient);
    expect((await etiba.as(colleague).get(`${recordUrl(record)}access-log/`)).status).toBe(403);
    expect((await etiba.as(stranger).get(`${recordUrl(record)}access-log/`)).status).toBe(404);
    expect((await etiba.as(neighbour).get(`${recordUrl(record)}access-log/`)).status).toBe(404);
    expect((await logOf(record, admin))[0]).toHaveProperty('ip_address', '127.0.0.1');
    for (const reader of [patient, author]) {
      expect(Object.keys((await logOf(record, reader))[0]!)).not.toContain('ip_address');
      expect(Object.keys((await logOf(record, reader))[0]!)).not.toContain('user_agent');
    }
  });

  it('is paged, and counts what it shows', async () => {
    const record = await written(author, patient);
    for (let read = 0; read < 3; read += 1) await etiba.as(patient).get(recordUrl(record));
    const { body } = await etiba.as(patient).get(`${recordUrl(record)}access-log/?page_size=2`);
    expect(body).toMatchObject({
      count: 5,
      results: [{ access_type: 'access_log' }, { access_type: 'view' }],
    });
  });
});

describe('the administrators’ audit of a patient', () => {
  const ofPatient = async (whose: TestPatient) => {
    const url = `/api/admin/audit/?patient_id=${whose.id}&page_size=100`;
    const { body } = await etiba.as(admin).get(url);
    return (body.results as { action: string; actor_user_id: string }[]).map(
      ({ action, actor_user_id }) => `${action} ${actor_user_id}`,
    );
  };

  it('has who tried, who saw a record in a list among others’, and who read of emergencies', async () => {
    const own = await aPatientOf(author);
    const record = await written(author, own);
    const reason = 'Unconscious, medication unknown';
    const tries = [
      await etiba.as(stranger).get(recordUrl(record)),
      await etiba.as(stranger).post(`${RECORDS}emergency-access/`, { patient_id: own.id, reason }),
      await etiba.as(neighbour).patch(recordUrl(record), { title: 'Mine' }),
    ];
    expect(tries.map(({ status }) => status)).toEqual([404, 404, 403]);
    await etiba.as(author).get(RECORDS);
    await etiba.as(own).get(RECORDS);
    await etiba.as(admin).get(`${RECORDS}emergency-access/?patient_id=${own.id}`);
    expect(await ofPatient(own)).toEqual([
      `emergency_access.list ${admin.user_id}`,
      `medical_record.list ${own.user_id}`,
      `medical_record.list ${author.user_id}`,
      `access.denied ${stranger.user_id}`,
      `access.denied ${stranger.user_id}`,
      `medical_record.create ${author.user_id}`,
    ]);
    expect(await ofPatient(neighbour)).not.toContain(`medical_record.list ${author.user_id}`);
  });
});

describe('an access that cannot be recorded', () => {
  it('shows no record where the database swallows the line', async () => {
    const record = await written(author, patient);
    await asOwner(`create function swallow() returns trigger language plpgsql as 'begin return null; end';
      create trigger swallow before insert on audit_events for each row execute function swallow()`);
    const answer = await etiba.as(patient).get(recordUrl(record));
    await asOwner('drop function swallow cascade');
    expect([answer.status, answer.body.code]).toEqual([503, 'service_unavailable']);
    expect(JSON.stringify(answer.body)).not.toContain('Cough');
    expect((await etiba.as(patient).get(recordUrl(record))).status).toBe(200);
  });

  it('shows no record: 503, and nothing is written', async () => {
    const record = await written(author, patient);
    const before = await types(record);
    await asOwner('revoke insert on audit_events from etiba_test_app');
    const tries = [
      await etiba.as(patient).get(recordUrl(record)),
      await etiba.as(patient).get(RECORDS),
      await etiba.as(patient).get(`${recordUrl(record)}versions/`),
      await etiba.as(patient).get(`${recordUrl(record)}access-log/`),
      await etiba.as(author).patch(recordUrl(record), { title: 'Changed' }),
      await etiba.as(author).post(RECORDS, { patient: patient.id, record_type: 'referral', title: 'New' }),
      await etiba.as(author).delete(recordUrl(record)),
      await etiba.as(stranger).get(recordUrl(record)),
    ];
    await asOwner('grant insert on audit_events to etiba_test_app');
    for (const { status, body, headers } of tries) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'service_unavailable' });
      expect(headers['retry-after']).toBeDefined();
      expect(JSON.stringify(body)).not.toContain('Cough');
    }
    expect((await etiba.as(patient).get(recordUrl(record))).body).toMatchObject({
      title: 'Cough',
      version: 1,
    });
    expect(await types(record)).toEqual(['access_log', 'view', ...before]);
  });
});
