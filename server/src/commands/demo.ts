import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_PASSWORD, seedDemo, type DemoLogin } from '../demo/seed-demo.ts';
import { runStart } from './start.ts';

/** `etiba demo`: a start on throw-away data, filled with a clinic. Nothing that a real one uses is touched. */
export async function runDemo(): Promise<void> {
  const data_dir = await mkdtemp(join(tmpdir(), 'etiba-demo-'));
  const cleanUp = () => rm(data_dir, { recursive: true, force: true });
  try {
    await runStart({
      overrides: {
        data_dir,
        dev_pages: true,
        audit_seal_file: join(data_dir, 'audit-seals'),
        files: { kind: 'disk', folder: join(data_dir, 'files') },
        database_url: undefined,
        database_owner_url: undefined,
        redis_url: undefined,
        smtp_url: undefined,
      },
      prepare: async (deps) => printLogins(await seedDemo(deps)),
      cleanUp,
    });
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function printLogins(logins: readonly DemoLogin[]): void {
  const width = Math.max(...logins.map(({ who }) => who.length));
  const lines = logins.map(({ who, email }) => `  ${who.padEnd(width)}  ${email}`);
  console.log(
    ['', `Logins of the demo, all with the password "${DEMO_PASSWORD}":`, '', ...lines, ''].join('\n'),
  );
}
