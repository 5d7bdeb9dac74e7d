import { beforeAll, describe, expect, it } from 'vitest';
import type { TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { useAttachments } from './attachments.test-kit.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, asOwner, inCare, written } = useRecords(etiba);
const { attached } = useAttachments(etiba);

const OWN_DATA = '/api/patients/me/data/';

let author: TestDoctor;
let carer: TestDoctor;
let patient: TestPatient;
let neighbour: TestPatient;

beforeAll(async () => {
  author = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  carer = await etiba.aDoctor();
  patient = await aPatientOf(author);
  neighbour = await aPatientOf(author);
  await inCare(patient, carer);
});

describe('taking out one’s own data', () => {
  it('holds all that the patient sees, as it is shown, and nothing of others', async () => {
    await etiba.as(patient).patch('/api/patients/me/', { address: '12 Acacia Avenue' });
    const record = await written(author, patient, { title: 'Asthma' });
    const file = await attached(author, record, { name: 'spirometry.pdf' });
    await etiba.as(author).patch(recordUrl(record), { summary: 'Better.', amendment_reason: 'Review' });
    const secret = await written(author, patient, { title: 'Secretum', is_confidential: true });
    const reason = 'Unconscious in the emergency room';
    await etiba.as(carer).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason });
    await written(author, patient, { title: 'Unfinished', draft: true });
    await written(author, neighbour, { title: 'Of the neighbour' });
    await etiba.runJobs();

    const { status, body, headers } = await etiba.as(patient).get(OWN_DATA);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="my-data-2026-12-01.json"',
      'cache-control': 'no-store',
    });
    const get = async (url: string) => (await etiba.as(patient).get(url)).body;
    expect(body).toEqual({
      exported_at: '2026-12-01T05:00:00Z',
      account: await get('/api/auth/me/'),
      profile: await get('/api/patients/me/'),
      sessions: expect.any(Array),
      notification_preferences: await get('/api/notifications/preferences/'),
      appointments: (await get('/api/appointments/?ordering=appointment_datetime')).results,
      medical_records: [
        {
          record: await get(recordUrl(record)),
          versions: (await get(`${recordUrl(record)}versions/`)).results,
          accesses: expect.arrayContaining([expect.objectContaining({ access_type: 'upload' })]),
        },
        expect.objectContaining({ record: await get(recordUrl(secret)) }),
      ],
      emergency_accesses: (await get(`${RECORDS}emergency-access/`)).results,
      notifications: (await get('/api/notifications/')).results,
    });
    expect(body.medical_records[0].record.attachments).toEqual([file]);
    expect(body.appointments).toHaveLength(2);
    expect(body.emergency_accesses).toHaveLength(1);
    expect(body.notifications.length).toBeGreaterThan(1);
    expect(body.sessions.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(
      /Unfinished|neighbour|doctor_notes|password_hash|license_number/,
    );
  });

  it('is all of it, also beyond a page', async () => {
    const other = await aPatientOf(author);
    for (let count = 0; count < 103; count += 1) await etiba.aRecord(other, author, { title: `R${count}` });
    const { body } = await etiba.as(other).get(OWN_DATA);
    const titles = body.medical_records.map((entry: { record: { title: string } }) => entry.record.title);
    expect(new Set(titles).size).toBe(103);
  });

  it('is audited before anything is read: not possible without', async () => {
    await asOwner('revoke insert on audit_events from etiba_test_app');
    const { status } = await etiba.as(patient).get(OWN_DATA);
    await asOwner('grant insert on audit_events to etiba_test_app');
    expect(status).toBe(503);
    await etiba.as(patient).get(OWN_DATA);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'patient_id'])
      .where('action', '=', 'patient.export_own_data')
      .where('patient_id', '=', patient.id)
      .execute();
    expect(lines.length).toBe(2);
  });

  it('is one at a time', async () => {
    const tries = await Promise.all([1, 2, 3].map(() => etiba.as(patient).get(OWN_DATA)));
    expect(tries.map(({ status }) => String(status)).sort()).toEqual(['200', '429', '429']);
  });
});
