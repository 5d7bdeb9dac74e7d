import { sql } from 'kysely';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import {
  committedWithin,
  currentSnapshot,
  isAhead,
  openCursor,
  sealCursor,
  type Span,
} from './live-cursor.ts';

const etiba = useEtiba();
const keys = { stream: Buffer.alloc(32, 7) };

/** The number that each row of a race got before its transaction committed, as an identity column would. */
function idsWithin(span: Span) {
  return sql<{ id: string; sequence: string }>`
    select id, description as sequence from notifications
    where verb = 'raced' and ${committedWithin(sql.ref('created_in'), span)}`.execute(etiba.deps.db);
}

describe('reading by snapshots', () => {
  it(
    'sees every row once, in whatever order transactions that overlap commit',
    { timeout: 60_000 },
    async () => {
      const { db } = etiba.deps;
      const { user_id } = await etiba.aPatient();
      const WRITERS = 6;
      const EACH = 40;
      let given = 0;
      let isOver = false;

      const writer = async () => {
        for (let number = 0; number < EACH; number += 1) {
          await db.transaction().execute(async (trx) => {
            const id = etiba.deps.ids.next();
            const sequence = String((given += 1));
            const row = { id, recipient: user_id, verb: 'raced', description: sequence, dedupe_key: id };
            if (randomInt(2) === 0) await sql`select pg_current_xact_id()`.execute(trx); // its number comes early
            await sleep(randomInt(8));
            await trx.insertInto('notifications').values(row).execute();
            await sleep(randomInt(20));
            if (randomInt(10) === 0) await sql`savepoint s`.execute(trx);
          });
        }
      };

      const seen: string[] = [];
      let late = 0;
      let highest = 0;
      const reader = async () => {
        let since = await currentSnapshot(db);
        for (let last = false; ;) {
          last = isOver;
          const until = await currentSnapshot(db);
          const { rows } = await idsWithin({ since: openCursor(keys, sealCursor(keys, since))!, until });
          for (const { id, sequence } of rows) {
            seen.push(id);
            if (Number(sequence) < highest) late += 1; // a reader who remembers the highest number has lost this one
          }
          highest = Math.max(highest, ...rows.map(({ sequence }) => Number(sequence)));
          since = until;
          if (last) return;
          await sleep(randomInt(10));
        }
      };
      const reading = reader();
      await Promise.all(Array.from({ length: WRITERS }, writer));
      isOver = true;
      await reading;

      expect(seen).toHaveLength(WRITERS * EACH);
      expect(new Set(seen).size).toBe(WRITERS * EACH);
      expect(late).toBeGreaterThan(0);
    },
  );

  it('waits for no transaction that stays open', async () => {
    const { db } = etiba.deps;
    const { user_id } = await etiba.aPatient();
    const since = await currentSnapshot(db);
    const open = Promise.withResolvers<void>();
    const insert = (description: string) => {
      const id = etiba.deps.ids.next();
      return { id, recipient: user_id, verb: 'raced', description, dedupe_key: id };
    };
    const slow = db.transaction().execute(async (trx) => {
      await trx.insertInto('notifications').values(insert('slow')).execute();
      await open.promise;
    });
    await sleep(50);
    await db.insertInto('notifications').values(insert('quick')).execute();
    const middle = await currentSnapshot(db);
    const first = await idsWithin({ since, until: middle });
    expect(first.rows.map(({ sequence }) => sequence)).toEqual(['quick']);
    open.resolve();
    await slow;
    const second = await idsWithin({ since: middle, until: await currentSnapshot(db) });
    expect(second.rows.map(({ sequence }) => sequence)).toEqual(['slow']);
  });
});

describe('a cursor', () => {
  it('gives its snapshot back, and only to whoever has the key', () => {
    const snapshot = '730:742:733,735,741';
    const cursor = sealCursor(keys, snapshot);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('730:');
    expect(openCursor(keys, cursor)).toBe(snapshot);
    expect(openCursor({ stream: Buffer.alloc(32, 8) }, cursor)).toBeUndefined();
  });

  it('that was tampered with is none', () => {
    const cursor = sealCursor(keys, '1:2:');
    for (let index = 0; index < cursor.length - 1; index += 1) {
      const other = cursor[index] === 'A' ? 'B' : 'A';
      const forged = cursor.slice(0, index) + other + cursor.slice(index + 1);
      expect(openCursor(keys, forged)).toBeUndefined();
    }
    for (const text of ['', 'A', cursor.slice(0, -4), `${cursor}AAAA`]) {
      expect(openCursor(keys, text)).toBeUndefined();
    }
  });

  it('names many transactions under way by the oldest, so that nothing is lost and the header stays short', () => {
    const underWay = Array.from({ length: 300 }, (_, index) => 1000 + index * 2);
    const opened = openCursor(keys, sealCursor(keys, `1000:1700:${underWay.join(',')}`));
    expect(opened).toBe('1000:1000:');
  });

  it.each([
    ['10:20:', '10:21:', false],
    ['10:20:', '20:20:', false],
    ['10:21:12', '10:20:', true],
    ['99999999999999:99999999999999:', '730:730:', true],
  ])('%s is ahead of %s: %s', (snapshot, now, expected) => {
    expect(isAhead(snapshot, now)).toBe(expected);
  });
});
