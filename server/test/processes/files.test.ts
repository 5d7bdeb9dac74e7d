import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepFiles } from '../../src/modules/medical-records/sweep-files.ts';
import { asSystem } from '../../src/platform/row-security.ts';
import type { Person } from '../factories.ts';
import { aPdf } from '../sample-files.ts';
import { openClinic, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses } from './etiba-process.ts';

const etiba = useProcesses();

interface Kept {
  id: string;
  file: string;
}

async function attach(url: string, by: Person, recordId: string, content: Buffer) {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)]), 'result.pdf');
  const response = await fetch(`${url}/api/medical-records/${recordId}/attachments/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by.access}` },
    body,
  });
  return { status: response.status, body: (await response.json()) as Kept };
}

async function filesOf({ deps }: Clinic) {
  const rows = await asSystem(deps.db, 'test', (trx) =>
    trx.selectFrom('medical_record_attachments').select(['id', 'storage_key']).execute(),
  );
  const stored: string[] = [];
  for await (const { key } of deps.files.list()) stored.push(key);
  return { rows, stored };
}

describe('kill -9 among uploads', () => {
  it('leaves every acknowledged file whole, no row without its file, and nothing after the sweep', async () => {
    const PORT = await freePort();
    const env = { ETIBA_DATA_DIR: etiba.path('clinic'), PORT };
    const url = `http://127.0.0.1:${PORT}`;
    const first = etiba.run([], env);
    await first.says('Etiba is ready at');
    const before = await openClinic(env);
    const [doctor, patient] = [await before.aDoctor(), await before.aPatient()];
    const records: string[] = [];
    for (let count = 0; count < 4; count += 1) records.push((await before.aRecord(patient, doctor)).id);
    await before.close();

    const acknowledged: (Kept & { content: Buffer })[] = [];
    const sent = Array.from({ length: 60 }, async (_, index) => {
      const content = aPdf(`${index} `.repeat(20_000));
      const answer = await attach(url, doctor, records[index % 4]!, content).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push({ ...answer.body, content });
    });
    await until(() => acknowledged.length >= 8);
    first.signal('SIGKILL');
    await Promise.all(sent);
    expect(acknowledged.length).toBeLessThan(60);

    const second = etiba.run([], env);
    await second.says('Etiba is ready at');
    for (const { file, content } of acknowledged) {
      const response = await fetch(url + file, { headers: { authorization: `Bearer ${patient.access}` } });
      expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    }
    const clinic = await openClinic(env);
    const { rows, stored } = await filesOf(clinic);
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(acknowledged.map(({ id }) => id)));
    expect(stored).toEqual(expect.arrayContaining(rows.map(({ storage_key }) => storage_key)));
    const later = { now: () => Date.now() + 31 * 60_000 };
    await sweepFiles.run({ ...clinic.deps, clock: later }, {});
    expect((await filesOf(clinic)).stored.sort()).toEqual(rows.map(({ storage_key }) => storage_key).sort());

    const whole = etiba.run(['verify-files'], env);
    expect([await whole.ended, whole.stderr]).toEqual([0, '']);
    expect(whole.stdout).toMatch(new RegExp(`^All files are as they were stored: ${rows.length} files, `));
    const { id, storage_key } = rows[0]!;
    const place = join(env.ETIBA_DATA_DIR, 'files', storage_key);
    const data = await readFile(place);
    data[100]! ^= 1;
    await writeFile(place, data);
    const damaged = etiba.run(['verify-files'], env);
    expect(await damaged.ended).toBe(1);
    expect(damaged.stdout).toContain(`attachment ${id} of record`);
    expect(damaged.stdout).toContain(`${storage_key} is changed`);
    await clinic.close();
    second.signal('SIGTERM');
    expect(await second.ended).toBe(0);
  });
});
