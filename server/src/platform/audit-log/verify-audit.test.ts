import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveKeys } from '../secrets.ts';
import { useAuditLog, writeEntry } from './audit-log.test-kit.ts';
import type { AuditReport } from './report.ts';
import { COLUMNS_OF_FORMAT, FORMAT } from './entries.ts';
import { hmacOfSeal, readSeals } from './seals.ts';
import { verifyAudit } from './verify-audit.ts';

const log = useAuditLog();
const SEALS = 6;
const EACH = 7;
const ENTRIES = SEALS * EACH;

const clean = { findings: [], notes: [] };
const sql = (text: string, values: unknown[] = []) => log.superuser.query(text, values);

beforeAll(async () => {
  for (let seal = 0; seal < SEALS; seal += 1) {
    await log.write(EACH);
    await log.seal();
  }
});

/** Tampers, verifies, and puts the database and the file back as they were. */
async function after(tamper: () => Promise<unknown>): Promise<AuditReport> {
  const file = await readFile(log.file, 'utf8');
  await sql('create table kept_events as table audit_events');
  await sql('create table kept_seals as table audit_seals');
  try {
    await tamper();
    return await log.verify();
  } finally {
    await sql('delete from audit_events');
    await sql('insert into audit_events overriding system value table kept_events');
    await sql('delete from audit_seals');
    await sql('insert into audit_seals table kept_seals');
    await sql('drop table kept_events, kept_seals');
    await writeFile(log.file, file);
  }
}

async function entryAt(place: number): Promise<number> {
  const { rows } = await sql('select id from audit_events order by id limit 1 offset $1', [place % ENTRIES]);
  return Number(rows[0].id);
}

/** The values differ from what stands there, whatever that is. */
const otherValues: Record<string, string> = {
  occurred_at: "occurred_at + interval '1 microsecond'",
  entry_id: 'gen_random_uuid()',
  actor_user_id: 'gen_random_uuid()',
  actor_role: "actor_role || 'X'",
  session_id: 'gen_random_uuid()',
  action: "action || 'x'",
  object_type: 'null',
  object_id: "object_id || ' '",
  patient_id: 'null',
  outcome: "'denied'",
  address: "''",
  user_agent: "'x'",
  request_id: 'null',
  detail: `jsonb_set(detail, '{b}', '-1')`,
  mac: "sha256('x')",
};

interface Tampering {
  name: string;
  /** @returns the number of the first bad entry */
  act(place: number, chance: number): Promise<number>;
  says: RegExp;
}

const tamperings: Tampering[] = [
  {
    name: 'an edit of any column',
    async act(place, chance) {
      const id = await entryAt(place);
      const columns = Object.keys(otherValues);
      const column = columns[chance % columns.length]!;
      await sql(`update audit_events set ${column} = ${otherValues[column]} where id = $1`, [id]);
      return id;
    },
    says: /was changed after seal/,
  },
  {
    name: 'a deletion',
    async act(place) {
      const id = await entryAt(place);
      await sql('delete from audit_events where id = $1', [id]);
      return id;
    },
    says: /was deleted/,
  },
  {
    name: 'an insertion among the sealed, under a number that was free',
    async act(place) {
      await sql(
        'insert into audit_events overriding system value select -$1::int, occurred_at, actor_user_id, actor_role, session_id, action, object_type, object_id, patient_id, outcome, address, user_agent, request_id, detail, gen_random_uuid(), mac from audit_events where id = $2',
        [place + 1, await entryAt(place)],
      );
      return -(place + 1);
    },
    says: /was inserted afterwards/,
  },
  {
    name: 'an insertion at the end, dated back or not',
    async act(place, chance) {
      const { rows } = await sql(
        `insert into audit_events (occurred_at, actor_role, action, outcome, entry_id, mac)
         values (clock_timestamp() - $1 * interval '1 day', 'ADMIN', 'patient.read', 'success', gen_random_uuid(), $2) returning id`,
        [place % 2, Buffer.alloc(32, chance)],
      );
      return Number(rows[0].id);
    },
    says: /was not written by Etiba/,
  },
  {
    name: 'an insertion at the end that is sealed before anybody looks',
    async act() {
      const { rows } = await sql(
        `insert into audit_events (actor_role, action, outcome, entry_id, mac)
         values ('ADMIN', 'patient.read', 'success', gen_random_uuid(), sha256('x')) returning id`,
      );
      await log.seal();
      return Number(rows[0].id);
    },
    says: /was not written by Etiba/,
  },
  {
    name: 'a copy of an entry with its signature',
    async act(place) {
      const { rows } = await sql(
        `insert into audit_events (actor_user_id, actor_role, session_id, action, object_type, object_id, patient_id,
           outcome, address, user_agent, request_id, detail, entry_id, mac)
         select actor_user_id, actor_role, session_id, action, object_type, object_id, patient_id,
           outcome, address, user_agent, request_id, detail, entry_id, mac from audit_events where id = $1 returning id`,
        [await entryAt(place)],
      );
      await log.seal();
      return Number(rows[0].id);
    },
    says: /is a copy of another entry/,
  },
  {
    name: 'two entries that change places',
    async act(place, chance) {
      const one = await entryAt(place);
      const other = await entryAt(place + 1 + (chance % (ENTRIES - 1)));
      const pair = [one, other];
      await sql('create temporary table pair as select * from audit_events where id = any($1::bigint[])', [
        pair,
      ]);
      await sql('update pair set id = $1::bigint + $2::bigint - id', pair);
      await sql('delete from audit_events where id = any($1::bigint[])', [pair]);
      await sql('insert into audit_events overriding system value table pair');
      await sql('drop table pair');
      return Math.min(one, other);
    },
    says: /was changed after seal/,
  },
  {
    name: 'a tail of entries that is cut off',
    async act(place) {
      const id = await entryAt(place);
      await sql('delete from audit_events where id >= $1', [id]);
      return id;
    },
    says: /was deleted/,
  },
  {
    name: 'a tail of entries that is cut off with its seals',
    async act(place) {
      const seq = 1 + (place % SEALS);
      const { rows } = await sql(
        'select coalesce(max(highest_id), 0) as id from audit_seals where seq < $1',
        [seq],
      );
      await sql('delete from audit_seals where seq >= $1', [seq]);
      await sql('delete from audit_events where id > $1', [rows[0].id]);
      return Number(rows[0].id) + 1;
    },
    says: /the database ends at seal \d, the seal file at seal 6/,
  },
  {
    name: 'seals that are deleted in the middle',
    async act(place) {
      const seq = 1 + (place % (SEALS - 1));
      const { rows } = await sql(
        'select min(id) as id from audit_events, audit_seals where seq = $1 and entry_ids @> id',
        [seq],
      );
      await sql('delete from audit_seals where seq = $1', [seq]);
      return Number(rows[0].id);
    },
    says: /seal \d missing before seal \d/,
  },
  {
    name: 'a seal that is rewritten',
    async act(place, chance) {
      const seq = 1 + (place % SEALS);
      const columns = {
        root: "sha256('x')",
        hmac: "sha256('x')",
        previous_hmac: "sha256('x')",
        highest_id: 'highest_id + 100',
        settled_seq: 'settled_seq + 1',
        next_xid: "'9'",
        sealed_at: "sealed_at - interval '1 hour'",
        absent_ids: "absent_ids + '{[1000,2000)}'",
      };
      const names = Object.keys(columns) as (keyof typeof columns)[];
      const name = names[chance % names.length]!;
      await sql(`update audit_seals set ${name} = ${columns[name]} where seq = $1`, [seq]);
      return firstOf(seq);
    },
    says: /seal \d was rewritten/,
  },
  {
    name: 'an entry edited together with its hash in the seal',
    async act(place) {
      const id = await entryAt(place);
      await sql("update audit_events set action = 'x.y' where id = $1", [id]);
      const { rows } = await sql('select seq from audit_seals where entry_ids @> $1::bigint', [id]);
      await sql("update audit_seals set leaves = sha256('x') || substr(leaves, 33) where seq = $1", [
        rows[0].seq,
      ]);
      return firstOf(Number(rows[0].seq));
    },
    says: /the hashes kept with seal \d were changed|was changed after seal/,
  },
  {
    name: 'a line of the seal file that is edited',
    async act(place) {
      const lines = (await readFile(log.file, 'utf8')).split('\n');
      const seq = 1 + (place % SEALS);
      lines[seq - 1] = lines[seq - 1]!.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      await writeFile(log.file, lines.join('\n'));
      return firstOf(seq);
    },
    says: /line \d of the seal file says otherwise about seal \d/,
  },
];

async function firstOf(seq: number): Promise<number> {
  const { rows } = await sql('select lower(entry_ids) as id from audit_seals where seq = $1', [seq]);
  return Number(rows[0].id);
}

describe('etiba audit verify', () => {
  it('finds nothing in an audit that nobody has touched', async () => {
    expect(await log.verify()).toEqual({ ...clean, entries: ENTRIES, seals: SEALS, unsealed: 0 });
    expect(await after(async () => {})).toMatchObject(clean);
  });

  it.each(tamperings)('finds $name, at any place, and names the first bad entry', async ({ act, says }) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.nat(10_000), async (place, chance) => {
        let first: number | undefined;
        const { findings } = await after(async () => (first = await act(place, chance)));
        expect(findings[0]?.entry).toBe(first);
        expect(findings.map(({ what }) => what)).toContainEqual(expect.stringMatching(says));
      }),
      { numRuns: 12 },
    );
  });

  it('names the first bad entry, however many there are and whenever it is found', async () => {
    const { findings } = await after(async () => {
      await log.write(150);
      await log.seal();
      await sql('delete from audit_events where id > (select highest_id from audit_seals where seq = $1)', [
        SEALS,
      ]);
      await sql(`insert into audit_events (id, actor_role, action, outcome, entry_id, mac)
        overriding system value values (-7, 'ADMIN', 'patient.read', 'success', gen_random_uuid(), sha256('x'))`);
    });
    expect(findings).toHaveLength(100);
    expect(findings[0]).toMatchObject({ entry: -7 });
  });

  it('finds a clock that was turned while entries were written', async () => {
    const back = await after(async () => {
      await sql("update audit_events set occurred_at = occurred_at - interval '3 days' where id = $1", [
        await entryAt(3),
      ]);
      await sql('delete from audit_seals');
      await writeFile(log.file, '');
      await log.seal();
    });
    expect(back.findings).toEqual([
      { entry: await entryAt(3), what: expect.stringContaining('bears a time that is not its own') },
    ]);
  });

  it('finds a clock that was turned back between two seals', async () => {
    const { db, keys } = log.etiba.deps;
    const { findings } = await after(async () => {
      await sql("update audit_seals set sealed_at = sealed_at - interval '2 hours' where seq = $1", [SEALS]);
      const [turned] = await readSeals(db, SEALS - 1, 1);
      await sql('update audit_seals set hmac = $2 where seq = $1', [
        SEALS,
        hmacOfSeal(keys.audit_seal, turned!),
      ]);
      await log.rewriteFile();
    });
    expect(findings).toContainEqual({
      entry: await firstOf(SEALS),
      what: expect.stringContaining('the clock was turned back before seal 6'),
    });
  });

  it('tells what only waits for its seal from what has waited too long', async () => {
    const fresh = await after(() => writeEntry(log.etiba.deps.db, 1));
    expect(fresh).toMatchObject({ ...clean, unsealed: 1 });
    let id = 0;
    const stale = await after(async () => {
      await log.write(2);
      const { rows } = await sql(
        "update audit_events set occurred_at = occurred_at - interval '2 minutes' where id > (select highest_id from audit_seals order by seq desc limit 1) returning id",
      );
      id = Number(rows[0].id);
    });
    expect(stale.findings).toEqual([
      {
        entry: id,
        what: expect.stringMatching(/^2 entries wait for a seal, the first since .*Z: does a worker run\?$/),
      },
    ]);
  });

  it('finds a seal file that is gone, behind, or holds what Etiba did not write', async () => {
    const lines = (await readFile(log.file, 'utf8')).split('\n');
    const age = () => sql('update audit_seals set sealed_at = sealed_at'); // keeps the statement's shape
    await age();
    const says = async (content: string) =>
      (await after(() => writeFile(log.file, content))).findings.map(({ what }) => what);
    expect(await says([...lines.slice(0, 2), ...lines.slice(3)].join('\n'))).toEqual([
      'the seal file has no line for seal 3',
    ]);
    expect(await says(`${lines.join('\n')}x y z\n`)).toEqual([
      'line 7 of the seal file was not written by Etiba',
    ]);
    const forged = `restored 2 2026-01-01T00:00:00.000Z ${'0'.repeat(64)} ${'0'.repeat(64)}\n`;
    expect(await says(`${lines.join('\n')}${forged}`)).toEqual([
      'line 7 of the seal file was not written by Etiba',
    ]);
    expect(await says(lines.slice(3).join('\n'))).toEqual([]); // shortened at its beginning, to save space
    // Torn by a full disk: the line does not count, and what it was to say is young enough to come again.
    expect(await after(() => writeFile(log.file, lines.join('\n').slice(0, -9)))).toMatchObject({
      findings: [],
      notes: ['the seal file lacks seal 6 and what follows yet'],
    });
  });

  it('checks what older secrets have sealed, if it is told them', async () => {
    const { deps } = log.etiba;
    const fresh = deriveKeys('another secret that came after the first one');
    const alone = await verifyAudit(deps.db, [fresh], log.file);
    expect(alone.findings[0]).toMatchObject({ what: expect.stringContaining('ETIBA_FORMER_SECRETS') });
    expect(await verifyAudit(deps.db, [fresh, deps.keys], log.file)).toMatchObject(clean);
  });

  it('covers every column of an entry', async () => {
    const columns = async (table: string) =>
      (
        await sql(
          'select column_name from information_schema.columns where table_name = $1 order by ordinal_position',
          [table],
        )
      ).rows.map(({ column_name }) => String(column_name));
    expect([...COLUMNS_OF_FORMAT[FORMAT]!].sort()).toEqual((await columns('audit_events')).sort());
  });
});
