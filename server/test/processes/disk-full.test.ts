import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPdf } from '../sample-files.ts';
import { book, call, openClinic, wishes, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses } from './etiba-process.ts';
import { countOrphans, NONE, readVisits, WHOLE } from './visits.ts';

const etiba = useProcesses();
let disk = '';

/** A small disk of our own, where one may make that: as root, and not in every container. */
const canMount = process.geteuid?.() === 0 && process.platform === 'linux' && mountsElsewhere();

function mountsElsewhere(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  if (!canMount) return;
  disk = etiba.path('disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=755', 'tmpfs', disk]);
});
afterAll(() => {
  if (disk !== '') execFileSync('umount', ['--lazy', disk]);
});

/** Takes all the space that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  const isFull = (size: number) => {
    try {
      writeSync(file, Buffer.alloc(size));
      return false;
    } catch {
      return true;
    }
  };
  for (const size of [1 << 20, 1 << 12]) while (!isFull(size));
  closeSync(file);
}

/** More than what is left of the present segment of the write-ahead log, which has 16 MB. */
async function writeJournal({ db }: Clinic): Promise<void> {
  for (let megabytes = 0; megabytes < 20; megabytes += 1) {
    await sql`select pg_logical_emit_message(true, 'etiba', repeat('x', 1000000))`.execute(db);
  }
}

describe('a full disk', () => {
  it.skipIf(!canMount)('is a 503, tears nothing, and is forgotten when there is space again', async () => {
    const env = { ETIBA_DATA_DIR: join(disk, 'data'), PORT: await freePort() };
    const url = `http://127.0.0.1:${env.PORT}`;
    const start = etiba.run([], env);
    await start.says('Etiba is ready at');
    const clinic = await openClinic(env);
    const [admin, doctor, patient] = [
      await clinic.anAdmin(),
      await clinic.aDoctor(),
      await clinic.aPatient(),
    ];
    const wanted = wishes([[doctor, patient]], 1_500, 'crowd');

    const acknowledged: string[] = [];
    const untilRefused = async (times: number) => {
      for (let refused = 0; refused < times;) {
        const { status, body, headers } = await book(url, admin, wanted.shift()!);
        if (status === 201) {
          acknowledged.push(body.id as string);
          continue;
        }
        expect([status, body.code]).toEqual([503, 'service_unavailable']);
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect((await call('GET', `${url}/api/health/live/`)).status).toBe(200);
        refused += 1;
      }
    };
    const { id: record_id } = await clinic.aRecord(patient, doctor);
    const attach = async () => {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(aPdf('x'.repeat(3_000_000)))]), 'result.pdf');
      const answer = await fetch(`${url}/api/medical-records/${record_id}/attachments/`, {
        method: 'POST',
        headers: { authorization: `Bearer ${doctor.access}` },
        body,
      });
      return { status: answer.status, body: (await answer.json()) as { code?: string } };
    };
    expect((await attach()).status).toBe(201);
    fill(join(disk, 'filler'));
    for (let count = 0; count < 3; count += 1)
      expect(await attach()).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    await untilRefused(20); // a table finds no room
    await expect(writeJournal(clinic)).rejects.toThrow(/No space left on device|Connection terminated/);
    await untilRefused(20); // PostgreSQL itself finds none, ends, and cannot start

    rmSync(join(disk, 'filler'));
    await until(async () => (await book(url, admin, wanted.shift()!)).status === 201);
    await until(async () => (await attach()).status === 201);
    const stored = [];
    for await (const { key } of clinic.deps.files.list()) stored.push(key);
    expect(stored).toHaveLength(2);
    const visits = await readVisits(clinic, 'crowd');
    expect(visits.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    for (const visit of visits) expect(visit).toMatchObject(WHOLE);
    expect(await countOrphans(clinic)).toEqual(NONE);
    await clinic.close();
    start.signal('SIGTERM');
    expect(await start.ended).toBe(0);
  });
});
