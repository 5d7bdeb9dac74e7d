import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openDatabase, type Trx } from '../database.ts';
import { useAuditLog, writeEntry } from './audit-log.test-kit.ts';
import { sealAudit } from './seal-audit.ts';
import { hmacOfSeal, readSeals } from './seals.ts';

const log = useAuditLog();
const CLEAN = { findings: [], notes: [], unsealed: 0 };

/** An entry whose transaction stays open until it is told to end. */
async function slowEntry(): Promise<(how: 'commit' | 'roll back') => Promise<void>> {
  const written = Promise.withResolvers<void>();
  const end = Promise.withResolvers<'commit' | 'roll back'>();
  const done = log.etiba.deps.db
    .transaction()
    .execute(async (trx: Trx) => {
      await writeEntry(trx, 1);
      written.resolve();
      if ((await end.promise) === 'roll back') throw new Error('rolled back');
    })
    .catch(() => {});
  await written.promise;
  return (how) => {
    end.resolve(how);
    return done;
  };
}

async function newestSeal() {
  const { rows } = await sql<{ seq: number; absent_ids: string; entry_ids: string; settled_seq: number }>`
    select seq, absent_ids, entry_ids, settled_seq from audit_seals order by seq desc limit 1`.execute(
    log.etiba.deps.db,
  );
  return rows[0]!;
}

/** As if seals had been made long ago, or on another cluster: rewritten by somebody who has the key. */
async function remake(change: { next_xid?: string } = {}) {
  const { deps } = log.etiba;
  const key = deps.keys.audit_seal;
  let previous_hmac: Buffer | undefined;
  for (const seal of await readSeals(deps.db, 0, 1000)) {
    const { rows } = await sql<{ sealed_at: string }>`
      select least(${seal.sealed_at}::timestamptz, now() - interval '40 seconds') as sealed_at`.execute(
      deps.db,
    );
    const made = {
      ...seal,
      sealed_at: rows[0]!.sealed_at,
      next_xid: change.next_xid ?? seal.next_xid,
      previous_hmac: previous_hmac ?? seal.previous_hmac,
    };
    previous_hmac = hmacOfSeal(key, made);
    await log.superuser.query(
      'update audit_seals set sealed_at = $2, next_xid = $3, previous_hmac = $4, hmac = $5 where seq = $1',
      [seal.seq, made.sealed_at, made.next_xid, made.previous_hmac, previous_hmac],
    );
  }
  await log.rewriteFile();
}

describe('the sealing of the audit', () => {
  it('seals what is committed, and makes no seal of nothing', async () => {
    await log.write(3);
    expect(await log.seal()).toBe(3);
    expect(await log.seal()).toBe(0);
    expect(await log.verify()).toMatchObject({ ...CLEAN, seals: 1, entries: 3 });
    expect((await readFile(log.file, 'utf8')).split('\n')).toHaveLength(2);
  });

  it('waits for no writer, and takes what commits late into a later seal', async () => {
    const early = await slowEntry();
    const never = await slowEntry();
    await log.write(1);
    expect(await log.seal()).toBe(1);
    expect(await log.verify()).toMatchObject(CLEAN);
    await early('commit');
    await never('roll back');
    expect(await log.verify()).toMatchObject({ findings: [], unsealed: 1 });
    expect(await log.seal()).toBe(1);
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('stops looking for a number once nobody can come with it, and then finds a forged one', async () => {
    const never = await slowEntry();
    await log.write(1);
    await log.seal();
    const { seq, absent_ids } = await newestSeal();
    expect(absent_ids).toMatch(/^\{\[\d+,\d+\)\}$/);
    const absent = Number(/\d+/.exec(absent_ids)![0]);
    const settledLater = async () => {
      await remake();
      await log.write(1);
      await log.seal();
      return (await newestSeal()).settled_seq;
    };
    expect(await settledLater()).toBeLessThan(seq); // its transaction lives
    await never('roll back');
    // Who else writes on this PostgreSQL counts too: PostgreSQL knows the oldest transaction of all its databases only.
    await expect.poll(settledLater, { timeout: 15_000 }).toBeGreaterThanOrEqual(seq);
    await log.superuser.query(
      `insert into audit_events overriding system value
       select $1, occurred_at, actor_user_id, actor_role, session_id, action, object_type, object_id, patient_id, outcome,
         address, user_agent, request_id, detail, gen_random_uuid(), mac from audit_events order by id desc limit 1`,
      [absent],
    );
    await log.seal();
    const { findings } = await log.verify();
    await log.superuser.query('delete from audit_events where id = $1', [absent]);
    expect(findings).toEqual([{ entry: absent, what: 'was inserted afterwards: no seal covers it' }]);
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('goes on after a restore onto another cluster, where transactions are numbered anew', async () => {
    await log.write(2);
    await log.seal();
    await remake({ next_xid: '987654321987654' });
    const late = await slowEntry();
    await log.write(1);
    await log.seal();
    expect((await newestSeal()).settled_seq).toBeGreaterThan(0);
    await late('commit');
    expect(await log.seal()).toBe(1);
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('raises no false alarm beside 40 writers who commit when they like, and two workers', async () => {
    const { deps } = log.etiba;
    const over = new AbortController();
    const writer = async (number: number) => {
      for (let turn = 0; turn < 12; turn += 1) {
        await deps.db
          .transaction()
          .execute(async (trx) => {
            await writeEntry(trx, number);
            if (turn % 3 === 0) await sleep(Math.random() * 30);
            if (turn % 4 === 1) await writeEntry(trx, turn);
            if (turn % 5 === 2) throw new Error('rolled back');
          })
          .catch(() => {});
      }
    };
    const worker = async () => {
      while (!over.signal.aborted) {
        await sealAudit(deps);
        await sleep(Math.random() * 10);
      }
    };
    const verifier = async () => {
      while (!over.signal.aborted) expect((await log.verify()).findings).toEqual([]);
    };
    const others = [worker(), worker(), verifier()];
    await Promise.all(Array.from({ length: 40 }, (_, number) => writer(number)));
    over.abort();
    await Promise.all(others);
    await log.seal();
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('leaves whole seals when it is killed at any point', async () => {
    const { deps, database } = log.etiba;
    const worker = openDatabase(database.url, 1, () => {});
    for (let turn = 0; turn < 25; turn += 1) {
      await log.write(2);
      const victim = sealAudit({ ...deps, db: worker.db }).catch(() => 'killed');
      await sleep(Math.random() * 12);
      await log.superuser.query(
        `select pg_terminate_backend(pid) from pg_locks join pg_database on pg_database.oid = database
         where locktype = 'advisory' and datname = current_database()`,
      );
      await victim;
      expect((await log.verify()).findings).toEqual([]);
    }
    await worker.close();
    await log.seal();
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('makes many seals of many entries', async () => {
    await log.etiba.deps.db.transaction().execute((trx) => log.write(4100, trx));
    const before = (await newestSeal()).seq;
    expect(await log.seal()).toBe(4100);
    expect((await newestSeal()).seq).toBe(before + 3);
    expect(await log.verify()).toMatchObject(CLEAN);
  });

  it('cannot be undone by the application’s own role', async () => {
    const { db } = log.etiba.deps;
    for (const statement of ['delete from', 'truncate', 'update']) {
      const rest = statement === 'update' ? ' set seq = seq + 1' : '';
      await expect(sql.raw(`${statement} audit_seals${rest}`).execute(db)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});
