import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { useVisits } from '../appointments/visits.test-kit.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, inCare, written } = useRecords(etiba);
const { standAt } = useVisits(etiba);

const EMERGENCY = `${RECORDS}emergency-access/`;
const reason = 'Unconscious in the emergency room';

let author: TestDoctor;
let carer: TestDoctor;
let stranger: TestDoctor;
let patient: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor();
  carer = await etiba.aDoctor({ first_name: 'Hawa', last_name: 'Ali' });
  stranger = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, carer);
});

describe('a confidential record', () => {
  it('shows to carers and administrators that it exists, and nothing else', async () => {
    const record = await written(author, patient, { is_confidential: true, title: 'Secretum' });
    for (const person of [carer, admin]) {
      const { body, status } = await etiba.as(person).get(recordUrl(record));
      expect([status, body]).toEqual([
        200,
        {
          id: record.id,
          record_type: 'consultation',
          created_at: record.created_at,
          is_confidential: true,
          restricted: true,
        },
      ]);
      const list = await etiba.as(person).get(`${RECORDS}?patient_id=${patient.id}`);
      expect(list.body.results).toContainEqual(body);
      for (const inside of ['search=Secretum', `doctor_id=${author.id}`, 'status=signed'])
        expect((await etiba.as(person).get(`${RECORDS}?patient_id=${patient.id}&${inside}`)).body.count).toBe(
          0,
        );
      expect((await etiba.as(person).get(`${recordUrl(record)}versions/`)).body.code).toBe(
        'record_restricted',
      );
    }
    expect((await etiba.as(stranger).get(recordUrl(record))).status).toBe(404);
    expect((await etiba.as(patient).get(recordUrl(record))).body.title).toBe('Secretum');
    await etiba.as(author).delete(recordUrl(record));
  });

  it('written by an administrator is the doctor’s and the patient’s at once', async () => {
    const by = { patient: patient.id, doctor: author.id, record_type: 'imaging', title: 'Scan' };
    const { status, body } = await etiba.as(admin).post(RECORDS, { ...by, is_confidential: true });
    expect([status, body.restricted]).toEqual([201, true]);
    expect((await etiba.as(author).get(recordUrl(body))).body.title).toBe('Scan');
  });
});

describe('emergency access', () => {
  it('opens that patient’s records for an hour, to read, and tells them', async () => {
    const record = await written(author, patient, { is_confidential: true });
    const granted = await etiba.as(carer).post(EMERGENCY, { patient_id: patient.id, reason });
    expect(granted.status).toBe(201);
    expect(granted.body).toMatchObject({
      patient: { id: patient.id },
      user: { id: carer.user_id, full_name: 'Hawa Ali' },
      role: 'DOCTOR',
      reason,
      is_live: true,
    });
    const lasts = Date.parse(granted.body.expires_at) - Date.parse(granted.body.granted_at);
    expect(lasts).toBe(3_600_000);
    expect((await etiba.as(carer).get(recordUrl(record))).body.title).toBe('Cough');
    expect((await etiba.as(carer).get(`${RECORDS}?search=Cough`)).body.count).toBeGreaterThan(0);
    expect((await etiba.as(admin).get(recordUrl(record))).body.restricted).toBe(true);

    await etiba.runJobs();
    const { results } = (await etiba.as(patient).get('/api/notifications/')).body;
    const told = results.find(({ verb }: { verb: string }) => verb === 'emergency_access');
    expect(told.description).toMatch(/^Dr\. Hawa Ali opened your confidential records .*08:00/);
    expect(JSON.stringify(results)).not.toMatch(/Unconscious|Cough/);
    const mails = (await etiba.sentMail()).filter(({ kind }) => kind === 'emergency_access');
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(mails)).not.toMatch(/Unconscious|Cough/);

    await standAt(new Date(Date.parse(granted.body.expires_at) - 1000).toISOString(), carer);
    expect((await etiba.as(carer).get(recordUrl(record))).body.restricted).toBe(false);
    await standAt(granted.body.expires_at, carer, admin, patient, author, stranger);
    expect((await etiba.as(carer).get(recordUrl(record))).body.restricted).toBe(true);
  });

  it('lasts for exactly an hour on a clock that runs', async () => {
    etiba.clock.run(1);
    const { status, body } = await etiba.as(carer).post(EMERGENCY, { patient_id: patient.id, reason });
    etiba.clock.run(0);
    expect([status, Date.parse(body.expires_at) - Date.parse(body.granted_at)]).toEqual([201, 3_600_000]);
  });

  it('wants a reason, a patient, and that they are in one’s care', async () => {
    const ask = (person: Person, body: object) => etiba.as(person).post(EMERGENCY, body);
    for (const short of ['', 'too short', ' '.repeat(30), `${' '.repeat(12)}too short`])
      expect((await ask(carer, { patient_id: patient.id, reason: short })).body.errors[0].field).toBe(
        'reason',
      );
    expect((await ask(stranger, { patient_id: patient.id, reason })).status).toBe(404);
    expect((await ask(admin, { patient_id: etiba.deps.ids.next(), reason })).status).toBe(404);
    expect((await ask(patient, { patient_id: patient.id, reason })).status).toBe(403);
  });

  it('is listed for administrators, for who used it, and for the patient', async () => {
    const other = await aPatientOf(carer);
    await etiba.as(admin).post(EMERGENCY, { patient_id: other.id, reason });
    await etiba.as(carer).post(EMERGENCY, { patient_id: other.id, reason });
    const listed = async (person: Person, query = '') =>
      (await etiba.as(person).get(`${EMERGENCY}?patient_id=${other.id}${query}`)).body.results.map(
        ({ user }: { user: { id: string } }) => user.id,
      );
    expect(await listed(admin)).toEqual([carer.user_id, admin.user_id]);
    expect(await listed(other)).toEqual([carer.user_id, admin.user_id]);
    expect(await listed(carer)).toEqual([carer.user_id]);
    expect(await listed(stranger)).toEqual([]);
    expect(await listed(patient)).toEqual([]);
    expect(await listed(admin, '&is_live=false')).toEqual([]);
    expect(await listed(admin, `&user_id=${carer.user_id}`)).toEqual([carer.user_id]);
  });
});

describe('what the patient is told of records', () => {
  it('is that there is one, or that it was amended; once, in their language, without what is in it', async () => {
    const someone = await aPatientOf(author);
    await etiba.as(someone).patch('/api/auth/me/', { locale: 'fr' });
    const draft = await written(author, someone, { draft: true, title: 'Tuberculosis' });
    await etiba.runJobs();
    const tellings = async () => {
      const { results } = (await etiba.as(someone).get('/api/notifications/')).body;
      return results.filter(({ verb }: { verb: string }) => verb.startsWith('record_'));
    };
    expect(await tellings()).toEqual([]);
    await etiba.as(author).post(`${recordUrl(draft)}sign/`);
    await etiba.as(author).patch(recordUrl(draft), { title: 'Tuberculosis, latent' });
    await etiba.runJobs();
    const told = await tellings();
    expect(told.map(({ verb }: { verb: string }) => verb).sort()).toEqual(['record_amended', 'record_ready']);
    expect(told[0].description).toContain('votre dossier');
    expect(told[0].target).toMatchObject({ type: 'medical_record', id: draft.id });
    const everything = JSON.stringify([told, await etiba.sentMail()]);
    expect(everything).not.toMatch(/Tuberculosis|consultation/);
    const waiting = await etiba.deps.pool.query('select data from jobs.job');
    expect(JSON.stringify([waiting.rows, etiba.logged])).not.toMatch(/Tuberculosis/);
  });
});
