import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { aForm } from '../../../test/forms.ts';
import { useEtiba } from '../../../test/harness.ts';
import { aDoc, aDocx, aJpeg, aPdf, aPng, aZip, CANARY, docxEntries } from '../../../test/sample-files.ts';
import { FileStoreUnavailable } from '../../platform/files/store.ts';
import { filesUrl, useAttachments } from './attachments.test-kit.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, asOwner, inCare, written } = useRecords(etiba);
const { attach, attached, download, expectNoOrphans, listed, stored } = useAttachments(etiba);

let author: TestDoctor;
let carer: TestDoctor;
let patient: TestPatient;
let admin: Person;

beforeAll(async () => {
  admin = await etiba.anAdmin();
  author = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  carer = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, carer);
});

describe('attaching a file', () => {
  it('keeps it as it came, and shows it with the record', async () => {
    const record = await written(author, patient);
    const before = await etiba.as(author).get(recordUrl(record));
    const content = aPdf('Haemoglobin 13');
    const { status, body } = await attach(author, record, {
      name: 'C:\\scans\\Blutbild März.PDF',
      content,
      description: 'Blood count',
    });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        file: `${filesUrl(record)}${body.id}/`,
        thumbnail: null,
        filename: 'Blutbild März.PDF',
        file_size: content.length,
        content_type: 'application/pdf',
        description: 'Blood count',
        sha256: createHash('sha256').update(content).digest('hex'),
        uploaded_by: author.user_id,
        uploaded_by_name: 'Dr. Grace Wanjiku',
        uploaded_at: '2026-12-01T05:00:00Z',
      },
    ]);
    for (const reader of [author, carer, patient, admin]) {
      const { body: read } = await etiba.as(reader).get(recordUrl(record));
      expect(read.attachments).toEqual([body]);
      const list = await etiba.as(reader).get(`${RECORDS}?patient_id=${patient.id}`);
      const found = list.body.results.find(({ id }: { id: string }) => id === record.id);
      expect(found.attachments).toEqual([body]);
      expect((await download(reader, record, body)).bytes.equals(content)).toBe(true);
    }
    const after = await etiba.as(author).get(recordUrl(record));
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
  });

  it.each([
    ['letter.doc', aDoc, 'application/msword'],
    ['letter.docx', aDocx, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['scan.JPEG', () => aJpeg(), 'image/jpeg'],
    ['scan.png', () => aPng(), 'image/png'],
  ])('takes %s', async (name, make, content_type) => {
    const record = await written(author, patient);
    expect((await attached(author, record, { name, content: await make() })).content_type).toBe(content_type);
  });

  it('takes out of images where, with what and by whom they were made, and makes a small picture', async () => {
    const record = await written(author, patient);
    for (const [name, original] of [
      ['a.jpg', await aJpeg({ width: 900, height: 600 })],
      ['a.png', await aPng({ width: 900, height: 600 })],
    ] as const) {
      expect(original.includes(CANARY)).toBe(true);
      const file = await attached(author, record, { name, content: original });
      const { bytes } = await download(patient, record, file);
      expect([bytes.includes(CANARY), bytes.includes('GPS')]).toEqual([false, false]);
      expect(bytes.length).toBe(file.file_size);
      const meta = await sharp(bytes).metadata();
      expect(meta).toMatchObject({ width: 900, height: 600, orientation: 6 });
      expect(meta.xmp).toBeUndefined();

      const small = await download(patient, record, file, 'thumbnail/');
      expect(small.headers['content-type']).toBe('image/jpeg');
      expect(await sharp(small.bytes).metadata()).toMatchObject({ width: 267, height: 400, format: 'jpeg' });
    }
    const pdf = await attached(author, record);
    expect((await download(author, record, pdf, 'thumbnail/')).status).toBe(404);
  });

  it('is for the author, and for administrators where it is not confidential', async () => {
    const record = await written(author, patient);
    const secret = await written(author, patient, { is_confidential: true });
    const reason = 'Unconscious in the emergency room';
    for (const person of [carer, admin])
      await etiba.as(person).post(`${RECORDS}emergency-access/`, { patient_id: patient.id, reason });
    for (const [person, whose, status] of [
      [author, record, 201],
      [author, secret, 201],
      [admin, record, 201],
      [admin, secret, 403],
      [carer, record, 403],
      [carer, secret, 403],
      [patient, record, 403],
      [await etiba.aDoctor(), record, 404],
    ] as const)
      expect([person.email, (await attach(person, whose)).status]).toEqual([person.email, status]);
    await expectNoOrphans();
  });

  it('may be to a draft, which the patient does not see, and not to what is withdrawn or deleted', async () => {
    const draft = await written(author, patient, { draft: true });
    const file = await attached(author, draft);
    expect((await download(patient, draft, file)).status).toBe(404);
    await etiba.as(author).post(`${recordUrl(draft)}sign/`);
    expect((await download(patient, draft, file)).status).toBe(200);

    const withdrawal = { status: 'entered_in_error', amendment_reason: 'Wrong patient' };
    await etiba.as(author).patch(recordUrl(draft), withdrawal);
    expect((await attach(author, draft)).body.code).toBe('withdrawn');
    expect((await download(patient, draft, file)).status).toBe(200);
    await etiba.as(author).delete(recordUrl(draft));
    expect((await attach(author, draft)).status).toBe(404);
    expect((await download(author, draft, file)).status).toBe(404);
  });

  it('happens once for an Idempotency-Key, also at the same time', async () => {
    const record = await written(author, patient);
    const headers = { 'idempotency-key': 'attach-once' };
    const tries = await Promise.all(Array.from({ length: 6 }, () => attach(author, record, { headers })));
    tries.push(await attach(author, record, { headers }));
    expect(new Set(tries.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await listed(author, record)).toHaveLength(1);
    expect((await attach(author, record, { headers, name: 'other.pdf' })).status).toBe(422);
    await expectNoOrphans();
  });

  it('ends at twenty, however many come at once', async () => {
    const record = await written(author, patient);
    const tries = await Promise.all(Array.from({ length: 23 }, () => attach(author, record)));
    const statuses = tries.map(({ status }) => String(status)).sort();
    expect(statuses).toEqual([...Array<string>(20).fill('201'), '409', '409', '409']);
    expect((await attach(author, record)).body.code).toBe('too_many_attachments');
    expect(await listed(author, record)).toHaveLength(20);
    await expectNoOrphans();
  });
});

const html = '<html><script>alert(1)</script></html>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const after = (data: Buffer, more: string) => Buffer.concat([data, Buffer.from(more)]);
const hugePng = async () => {
  const png = await aPng({ orientation: 1 });
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
};
const bomb = () => aZip([...docxEntries(), { name: 'word/media/x.xml', content: Buffer.alloc(80_000_000) }]);
const macros = 'application/vnd.ms-word.document.macroEnabled.main+xml';

describe('a hostile file', () => {
  it.each<[string, string, () => Buffer | Promise<Buffer>]>([
    ['a page called pdf', 'a.pdf', () => Buffer.from(html)],
    ['a page behind a PDF', 'a.pdf', () => after(aPdf(), html)],
    ['an archive behind a PDF', 'a.pdf', () => Buffer.concat([aPdf(), aDocx()])],
    ['a program called png', 'a.png', () => Buffer.from('MZ\x90\0\x03\0\0\0')],
    ['a drawing that runs', 'a.svg', () => Buffer.from(svg)],
    ['a drawing called png', 'a.png', () => Buffer.from(svg)],
    ['a picture under another name', 'a.jpg', () => aPng()],
    ['a document under another name', 'a.doc', () => aDocx()],
    ['two extensions', 'a.pdf.exe', () => aPdf()],
    ['no extension', 'a', () => aPdf()],
    ['a page', 'a.html', () => Buffer.from(html)],
    ['a picture of 3.6 gigapixels', 'a.png', hugePng],
    ['a picture cut short', 'a.jpg', async () => (await aJpeg()).subarray(0, -200)],
    ['a document that unpacks to 80 MB', 'a.docx', bomb],
    ['a document with macros', 'a.docx', () => aZip(docxEntries('x', macros))],
    ['a document without one', 'a.docx', () => aZip([{ name: 'x.txt', content: 'x' }])],
    ['an empty PDF', 'a.pdf', () => Buffer.from('%PDF-1.4\n')],
  ])('%s is refused, and nothing of it stays', async (_, name, make) => {
    const record = await written(author, patient);
    const before = await stored();
    const { status, body } = await attach(author, record, { name, content: await make() });
    expect([status, body.code]).toEqual([415, 'file_not_accepted']);
    expect([await listed(author, record), await stored()]).toEqual([[], before]);
  });

  it.each([
    ['../../etc/cron.d/x.pdf', 'x.pdf'],
    ['..\\..\\x.pdf', 'x.pdf'],
    ['/dev/null.pdf', 'null.pdf'],
    ['\u202Efdp.exe.pdf', 'fdp.exe.pdf'],
    ['a\u0000b.pdf', 'ab.pdf'],
    ['<img src=x>.pdf', '_img src=x_.pdf'],
    ['con.pdf', '_con.pdf'],
    [`${'x'.repeat(400)}.pdf`, `${'x'.repeat(146)}.pdf`],
  ])('the name %s is shown as %s and never reaches the disk', async (name, shown) => {
    const record = await written(author, patient);
    const { filename } = await attached(author, record, { name });
    expect(filename).toBe(shown);
    for (const key of await stored()) expect(key).toMatch(/^([\da-f]{2})\/\1[\da-f]{30}$/);
  });
});

describe('an upload that breaks', () => {
  it('at any byte leaves nothing', { timeout: 60_000 }, async () => {
    const record = await written(author, patient);
    const before = await stored();
    const app = await etiba.app.listen({ host: '127.0.0.1', port: 0 }).then(() => etiba.app.server);
    const { port } = app.address() as AddressInfo;
    const { headers, payload } = aForm([{ name: 'file', filename: 'a.pdf', content: aPdf('x'.repeat(500)) }]);
    const head = [
      `POST ${filesUrl(record)} HTTP/1.1`,
      'host: x',
      `authorization: Bearer ${author.access}`,
      `content-type: ${headers['content-type']}`,
      `content-length: ${payload.length}`,
      'connection: close',
    ];
    const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), payload]);
    const cutAfter = async (length: number) => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      await once(socket, 'connect');
      socket.write(bytes.subarray(0, length));
      await sleep(5);
      socket.destroy();
    };
    const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * (bytes.length - 1)) / 59));
    for (let at = 0; at < places.length; at += 10) await Promise.all(places.slice(at, at + 10).map(cutAfter));
    await sleep(300);
    expect([await listed(author, record), await stored()]).toEqual([[], before]);
    await expectNoOrphans();
  });

  it('at a store that is full or away is a 503, and nothing is there', async () => {
    const record = await written(author, patient);
    const { files } = etiba.deps;
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
    const put = async () => {
      throw new FileStoreUnavailable(full);
    };
    const real = files.put;
    files.put = put;
    const { status, body, headers } = await attach(author, record);
    files.put = real;
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    expect(headers['retry-after']).toBeDefined();
    expect(await listed(author, record)).toEqual([]);
    expect((await attach(author, record)).status).toBe(201);
  });

  it('because the audit cannot be written leaves no row and no file', async () => {
    const record = await written(author, patient);
    await asOwner('revoke insert on audit_events from etiba_test_app');
    const { status } = await attach(author, record);
    await asOwner('grant insert on audit_events to etiba_test_app');
    expect(status).toBe(503);
    expect(await listed(author, record)).toEqual([]);
    await expectNoOrphans();
  });
});
