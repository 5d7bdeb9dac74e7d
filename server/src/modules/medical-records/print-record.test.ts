import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { readPdf } from './pdf/pdf.test-kit.ts';
import { recordUrl, RECORDS, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, written } = useRecords(etiba);
let doctor: TestDoctor;
let patient: TestPatient;

const PRESCRIPTION = {
  record_type: 'prescription',
  title: 'Chest infection',
  diagnosis: 'Pneumonia',
  medications: [{ name: 'Amoxicillin', dose: '500 mg', frequency: 'every 8 hours' }],
  vital_signs: { weight_kg: 62.5 },
};

beforeAll(async () => {
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Achieng' });
  patient = await aPatientOf(doctor);
});

async function print(person: Person, record: { id: string }) {
  const { statusCode, headers, rawPayload } = await etiba.app.inject({
    url: `${recordUrl(record)}pdf/`,
    headers: { authorization: `Bearer ${person.access}` },
  });
  return { status: statusCode, headers, bytes: rawPayload, problem: () => JSON.parse(rawPayload.toString()) };
}

async function linesOfAudit(record: { id: string }) {
  return etiba.deps.db
    .selectFrom('audit_events')
    .select(['action', 'outcome', 'actor_user_id', 'patient_id', 'detail'])
    .where('object_id', '=', record.id)
    .where('action', 'in', ['medical_record.download', 'access.denied'])
    .orderBy('id')
    .execute();
}

describe('printing a record', () => {
  it('gives the patient a prescription as a file', async () => {
    const record = await written(doctor, patient, PRESCRIPTION);
    const { status, headers, bytes } = await print(patient, record);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="prescription-2026-12-01-v1.pdf"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const { text } = await readPdf(bytes);
    const { license_number } = await etiba.deps.db
      .selectFrom('doctors')
      .select('license_number')
      .where('id', '=', doctor.id)
      .executeTakeFirstOrThrow();
    expect(text).toMatch(/Prescription.*Dr\. Grace Achieng.*62\.5 kg.*Amoxicillin/);
    expect(text).toContain('Signed electronically by Dr. Grace Achieng');
    expect(text).toContain(license_number);
    expect(text).toContain('Tuesday, 1 December 2026, 08:00 (GMT+3) · version 1');
    expect(text).not.toContain('Pneumonia');
  });

  it('shows the clinic as its settings say', async () => {
    const admin = await etiba.anAdmin();
    const settings = {
      name: 'Mwangaza',
      address: 'Ngong Road 14\nNairobi',
      phone: '+254 20 111',
      time_zone: 'UTC',
    };
    expect((await etiba.as(admin).patch('/api/admin/settings/', settings)).status).toBe(200);
    const { text } = await readPdf((await print(patient, await written(doctor, patient))).bytes);
    expect(text).toMatch(/Mwangaza.*Ngong Road 14 +Nairobi +\+254 20 111/);
    expect(text).toContain('05:00 (UTC)');
    await etiba.as(admin).patch('/api/admin/settings/', { time_zone: 'Africa/Nairobi' });
  });

  it('speaks the language of whoever asks', async () => {
    const record = await written(doctor, patient);
    await etiba.as(doctor).patch('/api/auth/me/', { locale: 'fr' });
    expect((await readPdf((await print(doctor, record)).bytes)).text).toContain(
      'Compte rendu de consultation',
    );
    expect((await readPdf((await print(patient, record)).bytes)).text).toContain('Visit summary');
    await etiba.as(doctor).patch('/api/auth/me/', { locale: 'en' });
  });

  it('prints the present version, signed by whoever amended it', async () => {
    const record = await written(doctor, patient, { summary: 'Before' });
    const admin = await etiba.anAdmin();
    await etiba.as(admin).patch(recordUrl(record), { summary: 'After' });
    const { text } = await readPdf((await print(patient, record)).bytes);
    expect(text).toMatch(/After.*Signed electronically by Test Person\d+ (?!Licence).*version 2/);
    expect(text).not.toContain('Before');
  });

  it('says of a withdrawn record that it must not be used', async () => {
    const record = await written(doctor, patient);
    await etiba
      .as(doctor)
      .patch(recordUrl(record), { status: 'entered_in_error', amendment_reason: 'Wrong patient' });
    expect((await readPdf((await print(patient, record)).bytes)).text).toContain('Do not act on it.');
  });

  it('refuses a draft', async () => {
    const draft = await written(doctor, patient, { draft: true });
    const { status, problem } = await print(doctor, draft);
    expect({ status, code: problem().code }).toEqual({ status: 409, code: 'record_not_signed' });
    expect((await print(patient, draft)).status).toBe(404);
  });

  it('refuses a confidential record to whoever may only know of it, until the glass is broken', async () => {
    const other = await etiba.aDoctor();
    const record = await written(doctor, patient, { is_confidential: true });
    expect((await print(other, record)).status).toBe(404);
    await written(await etiba.anAdmin(), patient, { doctor: doctor.id });
    const admin = await etiba.anAdmin();
    const refused = await print(admin, record);
    expect({ status: refused.status, code: refused.problem().code }).toEqual({
      status: 403,
      code: 'record_restricted',
    });
    const reason = 'Unconscious, medication unknown';
    await etiba.as(admin).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason });
    expect((await print(admin, record)).status).toBe(200);
  });

  it('is audited as a download, and so is a try', async () => {
    const record = await written(doctor, patient);
    const stranger = await etiba.aPatient();
    expect((await print(stranger, record)).status).toBe(404);
    expect((await print(patient, record)).status).toBe(200);
    expect(await linesOfAudit(record)).toMatchObject([
      { action: 'access.denied', outcome: 'denied', actor_user_id: stranger.user_id },
      {
        action: 'medical_record.download',
        outcome: 'success',
        actor_user_id: patient.user_id,
        patient_id: patient.id,
        detail: { format: 'pdf' },
      },
    ]);
  });

  it('gives the same bytes at the same moment', async () => {
    const record = await written(doctor, patient);
    const [first, second] = [await print(patient, record), await print(patient, record)];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });
});
