import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { openTestEtiba, type TestEtiba } from '../../../test/harness.ts';
import { systemActor } from '../actor.ts';
import { recordAudit } from '../audit.ts';
import type { Reader } from '../database.ts';
import { updateSealFile } from './seal-file.ts';
import { sealAudit } from './seal-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const patient_id = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';

/** An Etiba whose audit is sealed by hand, and a superuser beside it whom no trigger stops. */
export function useAuditLog() {
  const holder = {} as { etiba: TestEtiba; superuser: pg.Client; file: string };
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'etiba-seals-'));
    holder.file = join(folder, 'seals');
    holder.etiba = await openTestEtiba({ config: { audit_seal_file: holder.file } });
    holder.superuser = await asSuperuser(holder.etiba.database.url);
  });
  afterAll(async () => {
    await holder.superuser?.end();
    await holder.etiba?.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get etiba() {
      return holder.etiba;
    },
    get superuser() {
      return holder.superuser;
    },
    get file() {
      return holder.file;
    },
    /** Writes entries, each as an act of its own. */
    async write(count: number, db: Reader = holder.etiba.deps.db) {
      for (let number = 0; number < count; number += 1) await writeEntry(db, number);
    },
    /** As the worker would have written it from the beginning. */
    async rewriteFile() {
      await rm(holder.file);
      await updateSealFile(holder.etiba.deps, holder.etiba.deps.db);
    },
    seal: () => sealAudit(holder.etiba.deps),
    verify: () => verifyAudit(holder.etiba.deps.db, [holder.etiba.deps.keys], holder.file),
  };
}

export function writeEntry(db: Reader, number: number): Promise<void> {
  return recordAudit(db, systemActor('test'), {
    action: `test.act${number}`,
    object_type: 'thing',
    object_id: `Ñandú "${number}"`,
    patient_id,
    detail: { b: number, a: ['x', 'y'], 'ü"': null },
  });
}

/** Somebody with all rights in the same database: triggers do not run. */
export async function asSuperuser(url: string): Promise<pg.Client> {
  const name = /\/([^/?]+)(?:\?|$)/.exec(url)![1]!;
  const address = inject('adminUrl').replace(
    /^(postgres(?:ql)?:\/\/(?:[^/@]*@)?[^/?]*)(?:\/[^?]*)?/,
    `$1/${name}`,
  );
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  await client.query('set session_replication_role = replica; set timezone = UTC');
  return client;
}
