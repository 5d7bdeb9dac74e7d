import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { recordUrl, useRecords } from './records.test-kit.ts';

// What the database holds by itself, tried by SQL as the application's role.

const etiba = useEtiba();
const { aPatientOf, asOwner, inCare, written } = useRecords(etiba);

const TABLES = [
  'medical_records',
  'medical_record_versions',
  'medical_record_attachments',
  'emergency_accesses',
  'medical_record_accesses',
];

let author: TestDoctor;
let carer: TestDoctor;
let patient: TestPatient;
let record: { id: string };
let draft: { id: string };
let secret: { id: string };
let attachment: { id: string };
let app: pg.Client;

beforeAll(async () => {
  author = await etiba.aDoctor();
  carer = await etiba.aDoctor();
  patient = await aPatientOf(author);
  await inCare(patient, carer);
  record = await written(author, patient);
  draft = await written(author, patient, { draft: true });
  secret = await written(author, patient, { is_confidential: true });
  attachment = await etiba.anAttachment(record.id, author);
  record = (await etiba.as(author).get(recordUrl(record))).body;
  const reason = 'Unconscious, medication unknown';
  await etiba.as(carer).post('/api/medical-records/emergency-access/', { patient_id: patient.id, reason });
  app = new pg.Client({ connectionString: etiba.database.url });
  await app.connect();
});
afterAll(() => app.end());

type Context = Record<string, string>;
const doctorContext = ({ id, user_id }: TestDoctor): Context => ({
  role: 'DOCTOR',
  doctor_id: id,
  user_id,
  now: new Date(etiba.clock.now()).toISOString(),
});

/** Runs SQL as the application's role in a transaction with a context, and rolls it back. */
async function within(context: Context, statement: string): Promise<pg.QueryResult | string> {
  await app.query('begin');
  try {
    for (const [fact, value] of Object.entries(context))
      await app.query('select set_config($1, $2, true)', [`etiba.${fact}`, value]);
    return await app.query(statement);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await app.query('rollback');
  }
}
/** As the owner, whom row-level security does not stop; what is refused takes that back, too. */
const pastTheWall = (table: string, change: string) =>
  asOwner(`alter table ${table} no force row level security; ${change}`);
const countIn = async (context: Context, table: string) => {
  const result = await within(context, `select * from ${table}`);
  return typeof result === 'string' ? result : result.rowCount;
};

describe('without a context', () => {
  it('the application’s role sees no row, also after a transaction that had one', async () => {
    for (const table of TABLES)
      expect([table, await countIn({ system: 'test' }, table)]).not.toEqual([table, 0]);
    for (const table of TABLES) {
      const bare = await app.query(`select * from ${table}`);
      expect([table, bare.rowCount]).toEqual([table, 0]);
    }
  });

  it('nor with one that says nothing, or half of it', async () => {
    const empty = { role: '', user_id: '', doctor_id: '', patient_id: '', system: '' };
    for (const context of [
      empty,
      { role: 'DOCTOR' },
      { role: 'PATIENT' },
      { user_id: author.user_id },
      { role: 'ROOT' },
    ])
      for (const table of TABLES)
        expect([context, table, await countIn(context as Context, table)]).toEqual([context, table, 0]);
  });

  it('nor the owner of the tables', async () => {
    for (const table of TABLES) expect((await asOwner(`select * from ${table}`)).rowCount).toBe(0);
  });

  it('nothing can be written', async () => {
    expect(await within({}, `update medical_records set deleted_at = now()`)).toMatchObject({ rowCount: 0 });
    expect(
      await within(
        {},
        `insert into emergency_accesses select gen_random_uuid(), '${patient.id}', '${carer.user_id}',
        'DOCTOR', 'Unconscious, medication unknown', now(), now() + interval '60 minutes'`,
      ),
    ).toMatch(/row-level security/);
  });

  it('the application’s role cannot bypass it', async () => {
    const { rows } = await app.query(
      `select rolsuper or rolbypassrls as may, (select count(*)::int from pg_tables where tableowner = current_user) as owns
       from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([{ may: false, owns: 0 }]);
    expect(await within({}, 'alter table medical_records disable row level security')).toMatch(
      /must be owner/,
    );
    expect(await within({}, 'set local row_security = off; select * from medical_records')).toMatch(
      /would be affected by row-level security/,
    );
  });
});

describe('with the context of a person', () => {
  it('a carer writes nothing of another’s records', async () => {
    const context = doctorContext(carer);
    for (const statement of [
      `update medical_records set status = 'draft'`,
      `update medical_record_versions set title = 'Mine'`,
      `update medical_record_attachments set removed_at = now(), removed_by = '${carer.user_id}'`,
    ])
      expect(await within(context, statement)).toMatchObject({ rowCount: 0 });
    expect(
      await within(
        context,
        `insert into medical_record_versions (record_id, version, status, record_type, is_confidential, title, summary,
          diagnosis, treatment_plan, medications, allergies, lab_results, vital_signs, created_by, created_at, signed_by,
          signed_at)
        select record_id, 2, 'amended', record_type, is_confidential, 'Mine', '', '', '', '[]', '[]', '[]', '{}',
          created_by, created_at, created_by, created_at
        from medical_record_versions where record_id = '${record.id}'`,
      ),
    ).toMatch(/row-level security/);
    expect(
      await within(
        context,
        `insert into medical_records (id, patient_id, doctor_id, status, record_type, is_confidential, created_by,
          updated_by, created_at, updated_at)
        values (gen_random_uuid(), '${patient.id}', '${author.id}', 'signed', 'referral', false, '${carer.user_id}',
          '${carer.user_id}', now(), now())`,
      ),
    ).toMatch(/row-level security/);
  });
});

describe('who opened a record', () => {
  const log = async (context: Context) => {
    const result = await within(
      context,
      `select * from medical_record_accesses where record_id = '${record.id}'`,
    );
    return (result as pg.QueryResult<{ accessed_by: string | null; ip_address: string | null }>).rows;
  };
  it('is for its patient, its author and administrators; where from, for these alone', async () => {
    const neighbour = await etiba.aPatient();
    expect((await etiba.as(neighbour).get(recordUrl(record))).status).toBe(404);
    const own = { role: 'PATIENT', patient_id: patient.id, user_id: patient.user_id };
    const ofAdmin = await log({ role: 'ADMIN', user_id: (await etiba.anAdmin()).user_id });
    expect(ofAdmin.map(({ accessed_by }) => accessed_by)).toContain(neighbour.user_id);
    expect(ofAdmin.every(({ ip_address }) => ip_address === '127.0.0.1')).toBe(true);
    for (const reader of [own, doctorContext(author)]) {
      const seen = await log(reader);
      expect(seen).toHaveLength(ofAdmin.length);
      expect(seen.map(({ accessed_by }) => accessed_by)).not.toContain(neighbour.user_id);
      expect(seen.every(({ ip_address }) => ip_address === null)).toBe(true);
    }
    for (const reader of [
      doctorContext(carer),
      { ...own, patient_id: neighbour.id, user_id: neighbour.user_id },
    ])
      expect(await log(reader)).toEqual([]);
  });
});

describe('a file of a record', () => {
  const all = { system: 'test' };

  it('stays what was attached: nothing of it is changed, nobody erases it, it is removed and put back', async () => {
    for (const change of [
      `update medical_record_attachments set sha256 = repeat('0', 64)`,
      `update medical_record_attachments set storage_key = 'x'`,
      `update medical_record_attachments set filename = 'x'`,
      `update medical_record_attachments set record_id = '${secret.id}'`,
      `delete from medical_record_attachments`,
      `truncate medical_record_attachments`,
    ]) {
      expect([change, await within(all, change)]).toEqual([
        change,
        expect.stringMatching(/permission denied/),
      ]);
      await expect(pastTheWall('medical_record_attachments', change)).rejects.toThrow(
        /stays as it was|never erased|append-only/,
      );
    }
    for (const state of [`now(), removed_by = '${author.user_id}'`, 'null, removed_by = null'])
      expect(
        await within(
          all,
          `update medical_record_attachments set removed_at = ${state} where id = '${attachment.id}'`,
        ),
      ).toMatchObject({ rowCount: 1 });
  });

  it('is added by the author alone, and by nobody in another’s name', async () => {
    const add = (whose: { id: string }, by: string) =>
      `insert into medical_record_attachments (id, record_id, position, filename, description, content_type, file_size,
        sha256, storage_key, uploaded_by, uploaded_at)
      values (gen_random_uuid(), '${whose.id}', 2, 'x.pdf', '', 'application/pdf', 1, repeat('0', 64), 'x', '${by}', now())`;
    const admin = { role: 'ADMIN', user_id: author.user_id };
    expect(await within(doctorContext(author), add(record, author.user_id))).toMatchObject({ rowCount: 1 });
    expect(await within(doctorContext(author), add(secret, author.user_id))).toMatchObject({ rowCount: 1 });
    expect(await within(admin, add(record, author.user_id))).toMatchObject({ rowCount: 1 });
    for (const [context, statement] of [
      [doctorContext(author), add(record, carer.user_id)],
      [doctorContext(carer), add(record, carer.user_id)],
      [doctorContext(carer), add(secret, carer.user_id)],
      [admin, add(secret, author.user_id)],
      [{ role: 'PATIENT', patient_id: patient.id, user_id: patient.user_id }, add(record, patient.user_id)],
      [{}, add(record, author.user_id)],
    ] as const)
      expect(await within(context, statement)).toMatch(/row-level security/);
  });

  it('has one of twenty places', async () => {
    const place = (position: number) =>
      `insert into medical_record_attachments (id, record_id, position, filename, description, content_type, file_size,
        sha256, storage_key, uploaded_by, uploaded_at)
      values (gen_random_uuid(), '${record.id}', ${position}, 'x.pdf', '', 'application/pdf', 1, repeat('0', 64), 'x',
        '${author.user_id}', now())`;
    expect(await within(all, place(20))).toMatchObject({ rowCount: 1 });
    expect(await within(all, place(21))).toMatch(/medical_record_attachments_twenty/);
    expect(await within(all, place(1))).toMatch(/medical_record_attachments_place/);
  });
});

describe('a signed version', () => {
  const all = { system: 'test' };

  it('is changed and erased by nobody', async () => {
    for (const context of [all, doctorContext(author), { ...all, role: 'ADMIN', deleted: 'shown' }]) {
      const changes = [
        `update medical_record_versions set title = 'Other' where record_id = '${record.id}'`,
        `update medical_record_versions set signed_at = null, signed_by = null, status = 'draft'
          where record_id = '${record.id}'`,
        `update medical_record_versions set amendment_reason = 'x' where record_id = '${secret.id}'`,
        `delete from medical_record_versions where record_id = '${record.id}'`,
        `delete from medical_records where id = '${record.id}'`,
        `truncate medical_record_versions cascade`,
        `truncate medical_records cascade`,
        `update medical_records set version = 2, status = 'amended' where id = '${record.id}'; set constraints all immediate`,
        `update medical_records set doctor_id = '${carer.id}' where id = '${record.id}'`,
        `update medical_records set version = 0 where id = '${record.id}'`,
        `update emergency_accesses set expires_at = expires_at + interval '1 day'`,
        `delete from emergency_accesses`,
        `alter table medical_record_versions disable trigger all`,
      ];
      for (const change of changes) {
        const result = await within(context, change);
        const isRefused = typeof result === 'string' || result.rowCount === 0;
        expect([change, isRefused]).toEqual([change, true]);
      }
    }
    expect((await etiba.as(author).get(recordUrl(record))).body).toEqual(record);
  });

  it('is refused even to the owner, by the trigger', async () => {
    for (const change of [
      `update medical_record_versions set title = 'Other' where record_id = '${record.id}'`,
      `delete from medical_record_versions where record_id = '${record.id}'`,
    ])
      await expect(pastTheWall('medical_record_versions', change)).rejects.toThrow(/once signed/);
  });

  it('is not brought forth by half: a cover without its version, or that says something else, does not commit', async () => {
    const cover = (id: string, status: string) =>
      `insert into medical_records (id, patient_id, doctor_id, status, record_type, is_confidential, created_by, updated_by,
        created_at, updated_at)
      values ('${id}', '${patient.id}', '${author.id}', '${status}', 'referral', false, '${author.user_id}',
        '${author.user_id}', now(), now()); set constraints all immediate`;
    expect(await within(all, cover(etiba.deps.ids.next(), 'signed'))).toMatch(/medical_records_has_version/);
    for (const lie of [`is_confidential = true`, `status = 'draft'`, `record_type = 'imaging'`])
      expect(
        await within(
          all,
          `update medical_records set ${lie} where id = '${record.id}'; set constraints all immediate`,
        ),
      ).toMatch(/medical_records_has_version/);
  });

  it('was a draft before, which only signing fixes', async () => {
    expect(
      await within(
        all,
        `update medical_record_versions set title = 'Edited' where record_id = '${draft.id}'`,
      ),
    ).toMatchObject({ rowCount: 1 });
    expect(
      await within(
        all,
        `update medical_record_versions set status = 'signed' where record_id = '${draft.id}'`,
      ),
    ).toMatch(/medical_record_versions_signed/);
    expect(
      await within(all, `update medical_record_versions set version = 2 where record_id = '${draft.id}'`),
    ).toMatch(/keeps its place/);
  });
});
