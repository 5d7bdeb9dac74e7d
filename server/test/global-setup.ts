import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { makeTemplate } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser on the server that the tests use. */
    adminUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run: the embedded one, or the one that TEST_DATABASE_URL (a superuser) names. On it one
 * migrated template; every test file clones its own database from that.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outside = process.env['TEST_DATABASE_URL'];
  if (outside) {
    await makeTemplate(outside);
    project.provide('adminUrl', outside);
    return async () => {};
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'etiba-test-'));
  const passwords = { admin: 'test-admin', owner: 'test-owner', app: 'test-app' };
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  };
  const postgres = await startEmbeddedPostgres({ dataDir, passwords, settings, log: () => {} });
  await makeTemplate(postgres.adminUrl);
  project.provide('adminUrl', postgres.adminUrl);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
