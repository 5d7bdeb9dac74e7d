import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort, useProcesses } from './etiba-process.ts';

const etiba = useProcesses();

describe('etiba demo', () => {
  it('runs on data of its own and touches nothing of the clinic that the settings speak of', async () => {
    const [clinic, PORT] = [etiba.path('clinic'), await freePort()];
    const key = `ab/ab${'0'.repeat(30)}`;
    for (const place of ['files/ab', 'elsewhere/ab']) await mkdir(join(clinic, place), { recursive: true });
    for (const place of ['files', 'elsewhere']) await writeFile(join(clinic, place, key), 'A finding');
    const before = await everythingIn(clinic);
    const demo = etiba.run(['demo'], {
      PORT,
      ETIBA_DATA_DIR: clinic,
      FILES_URL: `file://${clinic}/elsewhere`,
      AUDIT_SEALS_PATH: join(clinic, 'audit-seals'),
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      REDIS_URL: 'redis://127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
    });
    await demo.says('Etiba is ready at');
    await demo.says('Logins of the demo');
    const { status } = await fetch(`http://127.0.0.1:${PORT}/api/health/ready/`);
    demo.signal('SIGTERM');
    expect([status, await demo.ended, demo.stderr]).toEqual([200, 0, '']);
    expect(await everythingIn(clinic)).toEqual(before);
  });
});

const everythingIn = async (folder: string) => (await readdir(folder, { recursive: true })).sort();
