import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba, type Answer } from '../../../test/harness.ts';
import { aPdf, aPng } from '../../../test/sample-files.ts';
import { FileStoreUnavailable } from '../../platform/files/store.ts';
import { useVisits } from '../appointments/visits.test-kit.ts';
import { fileUrl, useAttachments } from './attachments.test-kit.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, asOwner, inCare, written } = useRecords(etiba);
const { attached, download, keyOf, listed } = useAttachments(etiba);
const { standAt } = useVisits(etiba);

let author: TestDoctor;
let carer: TestDoctor;
let stranger: TestDoctor;
let patient: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor();
  carer = await etiba.aDoctor();
  stranger = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, carer);
});

const logOf = async (record: { id: string }): Promise<string[]> => {
  const { body } = await etiba.as(patient).get(`${recordUrl(record)}access-log/?page_size=100`);
  return body.results.map(({ access_type }: { access_type: string }) => access_type);
};

describe('downloading a file', () => {
  it('runs nothing in a browser, is kept nowhere and has its own name', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record, { name: 'Zoë.pdf' });
    const { status, headers } = await download(patient, record, file);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(file.file_size),
      'content-disposition': `attachment; filename="Zoe.pdf"; filename*=UTF-8''Zo%C3%AB.pdf`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('asks each time whether one may: confidential files open in an emergency, for an hour', async () => {
    const other = await aPatientOf(author);
    await inCare(other, carer);
    const secret = await written(author, other, { is_confidential: true });
    const file = await attached(author, secret, { name: 'a.png', content: await aPng() });
    const tries = async (person: Person) => [
      (await download(person, secret, file)).status,
      (await download(person, secret, file, 'thumbnail/')).status,
    ];
    for (const person of [carer, admin]) expect(await tries(person)).toEqual([403, 403]);
    expect((await download(carer, secret, file)).code).toBe('record_restricted');
    expect(await tries(stranger)).toEqual([404, 404]);
    expect(await tries(patient)).toEqual([404, 404]);
    expect(await tries(other)).toEqual([200, 200]);

    const reason = 'Unconscious in the emergency room';
    await etiba.as(carer).post(`${RECORDS}emergency-access/`, { patient_id: other.id, reason });
    expect(await tries(carer)).toEqual([200, 200]);
    await standAt('2026-12-01T06:00:00Z', carer);
    expect(await tries(carer)).toEqual([403, 403]);
    await standAt('2026-12-01T05:00:00Z', carer);
  });

  it('finds a file only where it belongs', async () => {
    const [one, other] = [await written(author, patient), await written(author, patient)];
    const file = await attached(author, one);
    expect((await download(author, other, file)).status).toBe(404);
    expect((await download(author, { id: patient.id }, file)).status).toBe(404);
    expect((await download(author, one, { id: one.id })).status).toBe(404);
    for (const method of ['DELETE', 'POST'] as const) {
      const url = `${fileUrl(other, file)}${method === 'POST' ? 'restore/' : ''}`;
      const headers = { authorization: `Bearer ${author.access}` };
      expect((await etiba.app.inject({ method, url, headers })).statusCode).toBe(404);
    }
    const loud = { id: one.id.toUpperCase() };
    expect((await download(author, loud, { id: file.id.toUpperCase() })).status).toBe(200);
  });

  it('is on the list of who opened the record, tries too', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record, { name: 'a.png', content: await aPng() });
    await download(carer, record, file);
    await download(carer, record, file, 'thumbnail/');
    await download(stranger, record, file);
    await etiba.as(carer).delete(fileUrl(record, file));
    await etiba.as(author).delete(fileUrl(record, file));
    await etiba.as(author).post(`${fileUrl(record, file)}restore/`);
    expect(await logOf(record)).toEqual([
      'access_log',
      'restore_file',
      'remove_file',
      'denied',
      'denied',
      'preview',
      'download',
      'upload',
      'create',
    ]);
  });

  it('that cannot be audited does not take place', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record);
    await asOwner('revoke insert on audit_events from etiba_test_app');
    const { status } = await download(patient, record, file);
    await asOwner('grant insert on audit_events to etiba_test_app');
    expect(status).toBe(503);
  });
});

describe('a stored file that is not what it was', () => {
  const path = async (file: { id: string }) => join(etiba.deps.config.data_dir, 'files', await keyOf(file));

  it.each<[string, (place: string) => Promise<void>]>([
    [
      'with one bit flipped',
      async (place) => {
        const data = await readFile(place);
        data[data.length >> 1]! ^= 1;
        await writeFile(place, data);
      },
    ],
    ['cut short', async (place) => writeFile(place, (await readFile(place)).subarray(0, -1))],
    ['grown', async (place) => writeFile(place, Buffer.concat([await readFile(place), Buffer.from('x')]))],
    ['empty', (place) => writeFile(place, '')],
    ['gone', (place) => rm(place)],
  ])('%s is never served; it is an error, and audited', async (_, damage) => {
    const record = await written(author, patient);
    const file = await attached(author, record, { content: aPdf('Canary result') });
    await damage(await path(file));
    const { status, code, bytes } = await download(patient, record, file);
    expect([status, code]).toEqual([500, 'file_damaged']);
    expect(bytes.includes('Canary')).toBe(false);
    const audited = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'actor_user_id'])
      .where('object_id', '=', file.id)
      .execute();
    expect(audited).toEqual([
      { action: 'attachment.damaged', outcome: 'failure', actor_user_id: patient.user_id },
    ]);
  });

  it('or whose store is away: 503', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record);
    const { files } = etiba.deps;
    const real = files.get;
    files.get = async function* () {
      yield Buffer.from('%PDF');
      throw new FileStoreUnavailable(new Error('ECONNRESET'));
    };
    const { status, code } = await download(patient, record, file);
    files.get = real;
    expect([status, code]).toEqual([503, 'service_unavailable']);
    expect((await download(patient, record, file)).status).toBe(200);
  });
});

describe('removing a file', () => {
  it('takes it out of sight for everybody, and can be undone by whoever may remove it', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record);
    for (const person of [patient, carer])
      expect((await etiba.as(person).delete(fileUrl(record, file))).status).toBe(403);
    expect((await etiba.as(author).delete(fileUrl(record, file))).body).toEqual({
      message: 'The file is removed.',
    });
    for (const person of [author, carer, patient, admin]) {
      expect(await listed(person, record)).toEqual([]);
      expect((await download(person, record, file)).status).toBe(404);
    }
    expect((await etiba.as(author).delete(fileUrl(record, file))).status).toBe(404);
    expect((await etiba.as(carer).post(`${fileUrl(record, file)}restore/`)).status).toBe(403);
    expect((await etiba.as(author).post(`${fileUrl(record, file)}restore/`)).body).toEqual(file);
    expect((await etiba.as(author).post(`${fileUrl(record, file)}restore/`)).body.code).toBe('not_removed');
    expect(await listed(patient, record)).toEqual([file]);
  });

  it('makes room for another, and back only where there is room', async () => {
    const record = await written(author, patient);
    const files: Answer['body'][] = [];
    for (let count = 0; count < 20; count += 1) files.push(await attached(author, record));
    await etiba.as(author).delete(fileUrl(record, files[3]));
    const newer = await attached(author, record);
    const restore = () => etiba.as(author).post(`${fileUrl(record, files[3])}restore/`);
    expect((await restore()).body.code).toBe('too_many_attachments');
    await etiba.as(author).delete(fileUrl(record, files[7]));
    expect((await restore()).status).toBe(200);
    const left = new Set((await listed(author, record)).map(({ id }) => id));
    expect(left).toEqual(
      new Set([...files, newer].map(({ id }) => id as string).filter((id) => id !== files[7].id)),
    );
  });

  it('honours If-Match with the state of the record', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record);
    const { headers } = await etiba.as(author).get(recordUrl(record));
    await attached(author, record);
    const stale = { headers: { 'if-match': headers['etag'] as string } };
    expect((await etiba.as(author).delete(fileUrl(record, file), stale)).status).toBe(412);
    const fresh = (await etiba.as(author).get(recordUrl(record))).headers['etag'] as string;
    const answer = await etiba.as(author).delete(fileUrl(record, file), { headers: { 'if-match': fresh } });
    expect(answer.status).toBe(200);
  });

  it('is not for whoever may not read it: an administrator of a confidential record', async () => {
    const secret = await written(author, patient, { is_confidential: true });
    const file = await attached(author, secret);
    expect((await etiba.as(admin).delete(fileUrl(secret, file))).body.code).toBe('record_restricted');
    expect((await etiba.as(author).delete(fileUrl(secret, file))).status).toBe(200);
  });
});
