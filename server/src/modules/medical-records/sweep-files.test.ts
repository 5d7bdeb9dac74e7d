import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import { aPdf } from '../../../test/sample-files.ts';
import { systemActor } from '../../platform/actor.ts';
import { parseFilesUrl } from '../../platform/files/location.ts';
import { newFileKey } from '../../platform/files/store.ts';
import { useAttachments } from './attachments.test-kit.ts';
import { useRecords } from './records.test-kit.ts';
import { sweepFiles } from './sweep-files.ts';
import { verifyFiles } from './verify-files.ts';

const etiba = useEtiba();
const { aPatientOf, asOwner, written } = useRecords(etiba);
const { attach, attached, download, expectNoOrphans, keyOf, listed, stored } = useAttachments(etiba);

let author: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  author = await etiba.aDoctor();
  patient = await aPatientOf(author);
});

const place = (key: string) => join(etiba.deps.config.data_dir, 'files', key);

/** Lets a file be as old as that, by the test's clock. */
async function age(key: string, minutes: number): Promise<void> {
  const at = new Date(etiba.clock.now() - minutes * 60_000);
  await utimes(place(key), at, at);
}

/** A file that nobody has announced. */
async function aStray(minutes: number): Promise<string> {
  const key = newFileKey();
  await etiba.deps.files.put(key, Readable.from([Buffer.from('x')]), 1);
  await age(key, minutes);
  return key;
}

/** What an upload leaves that was killed so long ago. */
async function aLeftover(minutes: number, of = etiba): Promise<string> {
  const storage_key = newFileKey();
  const started_at = new Date(of.clock.now() - minutes * 60_000).toISOString();
  await of.deps.db.insertInto('file_uploads').values({ storage_key, started_at }).execute();
  await of.deps.files.put(storage_key, Readable.from([Buffer.from('x')]), 1);
  return storage_key;
}

const sweep = (minutesLater = 0) =>
  sweepFiles.run({ ...etiba.deps, clock: { now: () => etiba.clock.now() + minutesLater * 60_000 } }, {});
const verify = () => verifyFiles(etiba.deps, systemActor('cli:verify-files'));

describe('the sweep', () => {
  it('takes away what uploads have left half an hour ago, and nothing else', async () => {
    const record = await written(author, patient);
    const file = await attached(author, record);
    await age(await keyOf(file), 24 * 60);
    const removed = await attached(author, record);
    await etiba.as(author).delete(removed.file);
    await age(await keyOf(removed), 24 * 60);
    const [old, fresh, stray] = [await aLeftover(31), await aLeftover(29), await aStray(24 * 60)];
    const foreign = place('backup/notes.txt');
    await mkdir(dirname(foreign), { recursive: true });
    await writeFile(foreign, 'not ours');
    await utimes(foreign, 0, 0);

    const before = await stored();
    await sweep();
    expect(await stored()).toEqual(before.filter((key) => key !== old));
    expect(await stored()).toEqual(expect.arrayContaining([fresh, stray]));
    await writeFile(foreign, 'still there', { flag: 'r+' });
    expect((await download(patient, record, file)).status).toBe(200);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['detail', 'request_id'])
      .where('action', '=', 'files.sweep')
      .execute();
    expect(lines).toEqual([{ detail: { removed: 1 }, request_id: 'job:sweep-files' }]);
    await etiba.deps.files.delete(stray);
    await sweep(2);
    await expectNoOrphans();
  });

  it('finds what an upload has left whose end nobody knows', async () => {
    const record = await written(author, patient);
    await asOwner(`create function fail_late() returns trigger language plpgsql as $$
      begin raise exception 'the power goes'; end $$;
      create constraint trigger fail_late after insert on medical_record_attachments deferrable initially deferred
        for each row execute function fail_late()`);
    const before = await stored();
    expect((await attach(author, record)).status).toBe(500);
    await asOwner('drop function fail_late cascade');
    expect(await stored()).toHaveLength(before.length + 1);
    await sweep(31);
    expect([await listed(author, record), await stored()]).toEqual([[], before]);
  });

  it('makes an upload fail that comes to its end when its file is gone', async () => {
    const record = await written(author, patient);
    const { put } = etiba.deps.files;
    etiba.deps.files.put = async (...file) => {
      await put(...file);
      await sweep(31);
    };
    const answer = await attach(author, record).finally(() => (etiba.deps.files.put = put));
    expect([answer.status, await listed(author, record)]).toEqual([503, []]);
    await expectNoOrphans();
  });
});

describe('verifying files', () => {
  it('names what is damaged or gone, and what has no row, without a word of what they are called', async () => {
    const record = await written(author, patient);
    const sound = await attached(author, record, { name: 'Canary.pdf' });
    expect(await verify()).toMatchObject({ findings: [], strays: [] });
    const [flipped, gone] = [await attached(author, record), await attached(author, record)];
    await etiba.as(author).delete(gone.file); // also of one that is out of sight
    await writeFile(place(await keyOf(flipped)), aPdf('Forged'));
    await etiba.deps.files.delete(await keyOf(gone));
    const stray = await aStray(31);

    const report = await verify();
    expect(report.files).toBeGreaterThanOrEqual(3);
    expect(report.findings).toEqual([
      { attachment_id: flipped.id, record_id: record.id, storage_key: await keyOf(flipped), what: 'changed' },
      { attachment_id: gone.id, record_id: record.id, storage_key: await keyOf(gone), what: 'missing' },
    ]);
    expect(report.strays).toEqual([stray]);
    expect(JSON.stringify(report)).not.toMatch(/Canary/);
    expect((await download(patient, record, sound)).status).toBe(200);
    const last = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['outcome', 'detail'])
      .where('action', '=', 'files.verify')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(last).toMatchObject({
      outcome: 'failure',
      detail: { damaged: 2, attachments: [flipped.id, gone.id], strays: 1 },
    });
  });
});

describe('with a bucket', () => {
  let s3: S3rver;
  let clinic: TestEtiba;

  beforeAll(async () => {
    const directory = join(etiba.deps.config.data_dir, 's3');
    await mkdir(directory);
    const configureBuckets = [{ name: 'clinic', configs: [] }];
    s3 = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
    const { port } = await s3.run();
    const files = parseFilesUrl(`s3://S3RVER:S3RVER@127.0.0.1:${port}/clinic/files?tls=off`)!;
    clinic = await openTestEtiba({ config: { files } });
  });
  afterAll(async () => {
    await clinic?.close();
    await s3?.close();
  });

  it('attaches, reads, finds damage, sweeps and verifies as with a disk', async () => {
    const [records, files] = [useRecords(clinic), useAttachments(clinic)];
    const doctor = await clinic.aDoctor();
    const owner = await records.aPatientOf(doctor);
    const record = await records.written(doctor, owner);
    const content = aPdf('x'.repeat(300_000));
    const file = await files.attached(doctor, record, { content });
    expect((await files.download(owner, record, file)).bytes.equals(content)).toBe(true);
    await files.expectNoOrphans();

    const other = await files.attached(doctor, record);
    const forged = aPdf('Forged');
    await clinic.deps.files.put(await files.keyOf(other), Readable.from([forged]), forged.length);
    expect((await files.download(owner, record, other)).code).toBe('file_damaged');

    const stray = await aLeftover(365 * 24 * 60, clinic);
    clinic.clock.set(new Date(Date.now() + 31 * 60_000).toISOString());
    const { findings, strays } = await verifyFiles(clinic.deps, systemActor('cli:verify-files'));
    expect([findings.map(({ attachment_id }) => attachment_id), strays]).toEqual([[other.id], [stray]]);
    await sweepFiles.run(clinic.deps, {});
    await files.expectNoOrphans();
  });
});
