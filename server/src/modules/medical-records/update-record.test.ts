import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, inCare, written } = useRecords(etiba);

let author: TestDoctor;
let colleague: TestDoctor;
let patient: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  colleague = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, colleague);
});

const versionsOf = async (record: { id: string }, reader: Person = author) =>
  (await etiba.as(reader).get(`${recordUrl(record)}versions/`)).body.results;

describe('changing a signed record', () => {
  it('makes a new version and keeps the one before, with why and by whom', async () => {
    const record = await written(author, patient, { summary: 'Dry cough.', diagnosis: 'J20' });
    const change = { diagnosis: 'J20.9', amendment_reason: 'More exact' };
    const { status, body } = await etiba.as(author).patch(recordUrl(record), change);
    expect(status).toBe(200);
    expect(body).toMatchObject({ diagnosis: 'J20.9', summary: 'Dry cough.', status: 'amended', version: 2 });
    expect(await versionsOf(record)).toMatchObject([
      {
        version: 2,
        diagnosis: 'J20.9',
        status: 'amended',
        amendment_reason: 'More exact',
        signed_by: author.user_id,
      },
      { version: 1, diagnosis: 'J20', status: 'signed', amendment_reason: '', created_by: author.user_id },
    ]);
    expect(await versionsOf(record, patient)).toEqual(await versionsOf(record, author));
  });

  it('replaces by PUT what is not named, but for the secrecy', async () => {
    const record = await written(author, patient, { summary: 'Dry cough.', is_confidential: true });
    const { body } = await etiba
      .as(author)
      .put(recordUrl(record), { record_type: 'diagnosis', title: 'Asthma' });
    expect(body).toMatchObject({
      record_type: 'diagnosis',
      title: 'Asthma',
      summary: '',
      is_confidential: true,
      version: 2,
    });
  });

  it('makes no version where nothing changes', async () => {
    const record = await written(author, patient, { vital_signs: { systolic: 120, diastolic: 80 } });
    const same = { vital_signs: { diastolic: 80, systolic: 120 }, title: record.title };
    expect((await etiba.as(author).patch(recordUrl(record), same)).body).toEqual(record);
    expect((await etiba.as(author).patch(recordUrl(record), {})).body).toEqual(record);
    expect(await versionsOf(record)).toHaveLength(1);
  });

  it('withdraws it with a reason; then it stays as it is, to be read', async () => {
    const record = await written(author, patient);
    const url = recordUrl(record);
    const bare = await etiba.as(author).patch(url, { status: 'entered_in_error' });
    expect(bare.body.errors).toMatchObject([{ field: 'amendment_reason' }]);
    const withdrawal = { status: 'entered_in_error', amendment_reason: 'Wrong patient' };
    expect((await etiba.as(author).patch(url, withdrawal)).body).toMatchObject({
      status: 'entered_in_error',
      version: 2,
    });
    expect((await etiba.as(author).patch(url, { title: 'Again' })).body.code).toBe('withdrawn');
    expect((await etiba.as(patient).get(url)).body.status).toBe('entered_in_error');
    expect((await etiba.as(author).patch(url, { status: 'signed' })).status).toBe(400);
  });

  it('lets one of two simultaneous changes win where both name the state they saw', async () => {
    const record = await written(author, patient);
    const etag = (await etiba.as(author).get(recordUrl(record))).headers['etag'] as string;
    const headers = { 'if-match': etag };
    const tries = await Promise.all(
      ['one', 'two', 'three', 'four'].map((title) =>
        etiba.as(author).patch(recordUrl(record), { title }, { headers }),
      ),
    );
    expect(tries.map(({ status }) => String(status)).sort()).toEqual(['200', '412', '412', '412']);
    expect(await versionsOf(record)).toHaveLength(2);
  });

  it('loses none of many simultaneous changes that do not', async () => {
    const record = await written(author, patient);
    const titles = ['a', 'b', 'c', 'd', 'e', 'f'];
    const tries = await Promise.all(
      titles.map((title) => etiba.as(author).patch(recordUrl(record), { title })),
    );
    expect(tries.every(({ status }) => status === 200)).toBe(true);
    const versions = (await versionsOf(record)) as { version: number; title: string }[];
    expect(versions.map(({ version }) => version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(versions.map(({ title }) => title).sort()).toEqual(['Cough', ...titles]);
  });

  it('is for the author and administrators, and not for these where it is confidential', async () => {
    const open = await written(author, patient);
    expect((await etiba.as(colleague).patch(recordUrl(open), { title: 'Mine' })).status).toBe(403);
    expect((await etiba.as(admin).patch(recordUrl(open), { title: 'Filed' })).body).toMatchObject({
      title: 'Filed',
      updated_by: admin.user_id,
      doctor: author.id,
    });
    const secret = await written(author, patient, { is_confidential: true });
    const reason = 'Unconscious, medication unknown';
    for (const doctorOrAdmin of [colleague, admin]) {
      await etiba.as(doctorOrAdmin).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason });
      expect((await etiba.as(doctorOrAdmin).get(recordUrl(secret))).body.restricted).toBe(false);
      for (const body of [{ title: 'Mine' }, { is_confidential: false }])
        expect((await etiba.as(doctorOrAdmin).patch(recordUrl(secret), body)).status).toBe(403);
    }
    expect(await versionsOf(secret)).toHaveLength(1);
  });

  it('refuses by name what is not written: patient, author, version, unknown fields', async () => {
    const record = await written(author, patient);
    for (const field of [
      'patient',
      'doctor',
      'appointment',
      'version',
      'created_by',
      'restricted',
      'draft',
      'x',
    ]) {
      const { status, body } = await etiba
        .as(author)
        .patch(recordUrl(record), { [field]: record[field] ?? 1 });
      expect([field, status, body.errors?.[0]?.field]).toEqual([field, 400, field]);
    }
  });
});

describe('a draft', () => {
  it('is edited in place, unseen by the patient, until it is signed; then it is theirs', async () => {
    const draft = await written(author, patient, { draft: true });
    expect(draft).toMatchObject({ status: 'draft', version: 1 });
    expect((await etiba.as(patient).get(recordUrl(draft))).status).toBe(404);
    const edited = await etiba
      .as(author)
      .patch(recordUrl(draft), { title: 'Bronchitis', record_type: 'diagnosis' });
    expect(edited.body).toMatchObject({
      title: 'Bronchitis',
      record_type: 'diagnosis',
      status: 'draft',
      version: 1,
    });
    expect((await etiba.as(author).patch(recordUrl(draft), { status: 'entered_in_error' })).status).toBe(400);
    expect((await etiba.as(colleague).post(`${recordUrl(draft)}sign/`)).status).toBe(403);

    const signed = await etiba.as(author).post(`${recordUrl(draft)}sign/`);
    expect(signed.body).toMatchObject({ status: 'signed', version: 1, title: 'Bronchitis' });
    expect((await etiba.as(patient).get(recordUrl(draft))).body).toEqual(signed.body);
    expect((await etiba.as(author).post(`${recordUrl(draft)}sign/`)).body.code).toBe('already_signed');
    expect(await versionsOf(draft)).toMatchObject([{ version: 1, signed_by: author.user_id }]);
  });
});

describe('deleting', () => {
  it('takes it out of everybody’s sight until an administrator restores it', async () => {
    const visit = await etiba.aVisit(patient, author, { appointment_datetime: '2026-12-20T06:00:00Z' });
    const record = await written(author, patient, { appointment: visit.id, title: 'Vanishing' });
    expect((await etiba.as(patient).get(`/api/appointments/${visit.id}/`)).body.medical_record_ids).toEqual([
      record.id,
    ]);
    expect((await etiba.as(colleague).delete(recordUrl(record))).status).toBe(403);
    const { status, body } = await etiba.as(author).delete(recordUrl(record));
    expect([status, Object.keys(body)]).toEqual([200, ['message']]);
    for (const person of [author, patient, colleague, admin]) {
      const tries = [
        await etiba.as(person).get(recordUrl(record)),
        await etiba.as(person).get(`${recordUrl(record)}versions/`),
        await etiba.as(person).get(`${recordUrl(record)}access-log/`),
      ];
      if (person !== patient) {
        tries.push(
          await etiba.as(person).patch(recordUrl(record), { title: 'Back' }),
          await etiba.as(person).delete(recordUrl(record)),
          await etiba.as(person).post(`${recordUrl(record)}sign/`),
        );
      }
      expect(tries.map((answer) => answer.status)).toEqual(tries.map(() => 404));
      expect((await etiba.as(person).get(`${RECORDS}?search=Vanishing`)).body.count).toBe(0);
    }
    expect((await etiba.as(patient).get(`/api/appointments/${visit.id}/`)).body.medical_record_ids).toEqual(
      [],
    );

    const restore = (person: Person) =>
      etiba.as(person).post(`${recordUrl(record)}restore/`, { reason: 'Deleted by mistake' });
    expect((await restore(author)).status).toBe(403);
    expect((await etiba.as(admin).post(`${recordUrl(record)}restore/`, {})).body.errors[0].field).toBe(
      'reason',
    );
    expect((await restore(admin)).body).toMatchObject({ id: record.id, title: 'Vanishing', version: 1 });
    expect((await etiba.as(patient).get(recordUrl(record))).status).toBe(200);
    expect((await restore(admin)).body.code).toBe('not_deleted');
    expect(
      (await etiba.as(admin).post(`${RECORDS}${etiba.deps.ids.next()}/restore/`, { reason: 'x' })).status,
    ).toBe(404);
  });

  it('honours If-Match', async () => {
    const record = await written(author, patient);
    const stale = await etiba.as(author).delete(recordUrl(record), { headers: { 'if-match': '"old"' } });
    expect(stale.status).toBe(412);
    expect((await etiba.as(author).get(recordUrl(record))).status).toBe(200);
  });

  it('ends the care that only this record gave', async () => {
    const stranger = await etiba.aDoctor();
    const other = await etiba.aPatient();
    const by = { patient: other.id, doctor: stranger.id, record_type: 'referral', title: 'Referred' };
    const { body } = await etiba.as(admin).post(RECORDS, by);
    const mine = await written(stranger, other);
    expect((await etiba.as(stranger).delete(recordUrl(mine))).status).toBe(200);
    expect((await etiba.as(stranger).delete(recordUrl(body))).status).toBe(200);
    const again = await etiba.as(stranger).post(RECORDS, { ...by, doctor: undefined });
    expect([again.status, again.body.code]).toEqual([403, 'not_in_care']);
    await etiba.as(admin).post(`${recordUrl(body)}restore/`, { reason: 'Deleted by mistake' });
    expect((await etiba.as(stranger).post(RECORDS, { ...by, doctor: undefined })).status).toBe(201);
  });
});
