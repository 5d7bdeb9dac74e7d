import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { useAttachments } from './attachments.test-kit.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, written } = useRecords(etiba);
const { attach } = useAttachments(etiba);

let admin: Person;
let author: TestDoctor;
let patient: TestPatient;
let keys = 0;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor();
  patient = await aPatientOf(author);
});

const aKey = () => ({ 'idempotency-key': `replay-${(keys += 1)}` });

/** Writes a record in the author's name with a key, and returns it with what sends the same once more. */
async function writtenWithKey(whose: { id: string } = patient) {
  const headers = aKey();
  const body = { patient: whose.id, doctor: author.id, record_type: 'diagnosis', title: 'Tuberculosis' };
  const send = () => etiba.as(admin).post(RECORDS, body, { headers });
  const first = await send();
  expect(first.status).toBe(201);
  return { record: first.body, send };
}

const accessesOf = async (record: { id: string }) => {
  const rows = await etiba.deps.db
    .selectFrom('audit_events')
    .select(['action', 'outcome'])
    .where('object_id', '=', record.id)
    .orderBy('id')
    .execute();
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};

describe('a request that is repeated with its Idempotency-Key', () => {
  it('is answered as the first time, which is a look at the record', async () => {
    const { record, send } = await writtenWithKey();
    const again = await send();
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, record, 'true']);
    expect(await accessesOf(record)).toEqual([
      'medical_record.create success',
      'medical_record.view success',
    ]);
  });

  it('shows no more than that there is one, once it is confidential', async () => {
    const { record, send } = await writtenWithKey();
    const closed = await etiba
      .as(author)
      .patch(recordUrl(record), { is_confidential: true, amendment_reason: 'At the wish of the patient' });
    expect(closed.status).toBe(200);
    const again = await send();
    expect(again.body).toEqual((await etiba.as(admin).get(recordUrl(record))).body);
    expect(again.body).toMatchObject({ id: record.id, restricted: true });
    expect(JSON.stringify(again.body)).not.toContain('Tuberculosis');
  });

  it('shows nothing of one that is deleted, and leaves a refusal', async () => {
    const { record, send } = await writtenWithKey();
    await etiba.as(author).delete(recordUrl(record));
    const again = await send();
    expect([again.status, again.body.code]).toEqual([404, 'not_found']);
    expect(JSON.stringify(again.body)).not.toContain('Tuberculosis');
  });

  it('signs once, and shows a signed record only to whoever may still read it', async () => {
    const draft = await written(author, patient, { draft: true });
    const headers = aKey();
    const sign = () => etiba.as(author).post(`${recordUrl(draft)}sign/`, {}, { headers });
    const first = await sign();
    expect([first.status, (await sign()).body]).toEqual([200, first.body]);
    await etiba.as(author).delete(recordUrl(draft));
    expect((await sign()).status).toBe(404);
  });

  it('does not name the file of a record that is closed by now', async () => {
    const record = await written(author, patient);
    const headers = aKey();
    const send = () => attach(admin, record, { name: 'Tuberculosis.pdf', headers });
    expect((await send()).status).toBe(201);
    expect([(await send()).status, (await send()).body.filename]).toEqual([201, 'Tuberculosis.pdf']);
    await etiba
      .as(author)
      .patch(recordUrl(record), { is_confidential: true, amendment_reason: 'At the wish of the patient' });
    const again = await send();
    expect([again.status, again.body.code]).toEqual([403, 'record_restricted']);
  });

  it('says nothing of a patient who has been erased since', async () => {
    const headers = aKey();
    const person = {
      first_name: 'Wairimu',
      last_name: 'Kamau',
      email: 'wairimu@example.com',
      date_of_birth: '1990-04-01',
    };
    const register = () => etiba.as(admin).post('/api/patients/register/', person, { headers });
    const registered = await register();
    expect([registered.status, (await register()).body]).toEqual([201, registered.body]);
    const { send } = await writtenWithKey(registered.body);
    const erasing = { reason: 'Asked for in writing' };
    const url = `/api/patients/${registered.body.id}/erasure/`;
    expect((await etiba.as(admin).put(url, erasing)).status).toBe(200);
    for (const again of [await send(), await register()])
      expect([again.status, again.body.code]).toEqual([404, 'not_found']);
  });
});
