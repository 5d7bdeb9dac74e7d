import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../../test/harness.ts';
import type { Person } from '../../../../test/factories.ts';
import { aCheckedImport, anImport, csv, IMPORTS, readImport, rowsOf } from './imports.test-kit.ts';

const etiba = useEtiba();
let admin: Person;
beforeAll(async () => void (admin = await etiba.anAdmin()));

async function find(search: string) {
  return (await etiba.as(admin).get(`/api/patients/?search=${encodeURIComponent(search)}`)).body.results;
}

describe('starting an import', () => {
  it('makes patients of the rows that are ready, who wait for their first sign-in, and tells nobody', async () => {
    const done = await anImport(
      etiba,
      admin,
      csv(
        'imani@im.example.org,Imani,Barasa,+254712000001,1990-04-17',
        'broken,,,,',
        'JUMA@IM.example.org,Juma,Barasa,,',
      ),
    );
    expect(done).toMatchObject({ status: 'imported', rows: { total: 3, imported: 2, invalid: 1, ready: 0 } });
    expect(done.finished_at).toBe('2026-12-01T05:00:00Z');
    expect(done.undo_until).toBe('2026-12-02T05:00:00Z');
    expect(await find('Imani Barasa')).toMatchObject([
      {
        user: { email: 'imani@im.example.org', phone: '+254712000001', is_active: false },
        date_of_birth: '1990-04-17',
      },
    ]);
    expect(await find('juma@im.example.org')).toHaveLength(1);
    expect((await etiba.sentMail()).filter(({ to }) => to.endsWith('im.example.org'))).toEqual([]);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'patient_id'])
      .where('action', '=', 'patient.register')
      .execute();
    expect(lines).toHaveLength(2);
  });

  it('invites them where that is chosen', async () => {
    await anImport(etiba, admin, csv('in@vited.example.org,Invited,Person,,'), { with_invitations: true });
    const mails = (await etiba.sentMail()).filter(({ to }) => to === 'in@vited.example.org');
    expect(mails.map(({ kind }) => kind)).toEqual(['invitation']);
  });

  it('keeps nothing of a row that is a patient now', async () => {
    const { id } = await anImport(
      etiba,
      admin,
      csv('kept@im.example.org,Kept,Nowhere,+254712000009,1980-01-01'),
    );
    const row = await etiba.deps.db
      .selectFrom('patient_import_rows')
      .selectAll()
      .where('import_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toMatch(/Kept|kept@|1980|0009/);
    expect(await rowsOf(etiba, admin, id)).toMatchObject([{ state: 'imported', full_name: 'Kept Nowhere' }]);
  });

  it('is refused a second time, and then it can only be undone', async () => {
    const { id } = await aCheckedImport(etiba, admin, csv('twice@im.example.org,Twice,Started,,'));
    const start = `${IMPORTS}${id}/start/`;
    expect((await etiba.as(admin).post(start)).status).toBe(202);
    expect((await etiba.as(admin).post(start)).body.code).toBe('import_not_checked');
    expect((await etiba.as(admin).delete(`${IMPORTS}${id}/`)).body.code).toBe('import_under_way');
    await etiba.runJobs();
  });

  it('does nothing twice when it is resumed', async () => {
    const { id, rows } = await anImport(etiba, admin, csv('again@im.example.org,Again,Person,,'));
    expect((await etiba.as(admin).post(`${IMPORTS}${id}/resume/`)).status).toBe(202);
    await etiba.runJobs();
    expect((await readImport(etiba, admin, id)).rows).toEqual(rows);
    expect(await find('again@im.example.org')).toHaveLength(1);
  });
});

describe('a row that looks like somebody', () => {
  it('is reported with whom and why, and left out', async () => {
    await etiba.aPatient({
      first_name: 'Mohammed',
      last_name: 'Abdi',
      phone: '+254733000001',
      email: 'm@du.example.org',
    });
    const born = await find('Mohammed Abdi');
    await etiba.as(admin).patch(`/api/patients/${born[0].id}/update/`, { date_of_birth: '1975-05-05' });
    const staff = await etiba.aDoctor({ email: 'doctor@du.example.org' });
    const { id, rows } = await aCheckedImport(
      etiba,
      admin,
      csv(
        'M@du.example.org,Somebody,Else,,',
        'x2@du.example.org,Abdi,Mohammed,,1975-05-05',
        'x3@du.example.org,Mohamed,Abdi,,1975-05-05',
        'x4@du.example.org,Mohammed,Abdi,,',
        'x5@du.example.org,Mohamed,Abdi,+254733000001,1976-01-01',
        'x6@du.example.org,Fatuma,Abdi,+254733000001,1999-01-01',
        `${staff.email},Another,Name,,`,
        'x8@du.example.org,Mohammed,Abdi,,1975-05-06',
      ),
    );
    expect(rows).toMatchObject({ total: 8, duplicate: 7, ready: 1 });
    const found = await rowsOf(etiba, admin, id, '&state=duplicate');
    const told = found.map(({ line, duplicates, may_be_imported }: never) => {
      const list = duplicates as { by: string; patient: { full_name: string } | null }[];
      return [line, list[0]!.by, list[0]!.patient?.full_name ?? null, may_be_imported];
    });
    expect(told).toEqual([
      [2, 'email', 'Mohammed Abdi', false],
      [3, 'name_and_birth', 'Mohammed Abdi', true],
      [4, 'similar', 'Mohammed Abdi', true],
      [5, 'similar', 'Mohammed Abdi', true],
      [6, 'phone', 'Mohammed Abdi', true],
      [8, 'email', null, false],
      [9, 'similar', null, true], // row 5 may be the same
    ]);
  });

  it('is imported where it is wanted, unless its address is taken', async () => {
    const text = csv(
      'w1@du.example.org,Wanted,Once,,1990-01-01',
      'w2@du.example.org,Wanted,Once,,1990-01-01',
      'w3@du.example.org,Wanted,Once,,1990-01-01',
      'w1@du.example.org,Other,Person,,',
    );
    const { id, rows } = await aCheckedImport(etiba, admin, text);
    expect(rows).toMatchObject({ ready: 1, duplicate: 3 });
    expect(await rowsOf(etiba, admin, id, '&state=duplicate')).toMatchObject([
      { line: 3, duplicates: [{ by: 'name_and_birth', line: 2 }] },
      {
        line: 4,
        duplicates: [
          { by: 'name_and_birth', line: 2 },
          { by: 'name_and_birth', line: 3 },
        ],
      },
      { line: 5, duplicates: [{ by: 'email', line: 2 }] },
    ]);
    const start = `${IMPORTS}${id}/start/`;
    expect((await etiba.as(admin).post(start, { duplicate_lines: [5] })).body.errors).toMatchObject([
      { field: 'duplicate_lines' },
    ]);
    await etiba.as(admin).post(start, { duplicate_lines: [4] });
    await etiba.runJobs();
    expect((await readImport(etiba, admin, id)).rows).toMatchObject({ imported: 2, duplicate: 2 });
  });

  it('is found out also when the other was registered after the check', async () => {
    const { id } = await aCheckedImport(
      etiba,
      admin,
      csv('late1@du.example.org,Late,Arrival,,1991-01-01', 'late2@du.example.org,Faster,Person,,'),
    );
    const other = {
      email: 'other@du.example.org',
      first_name: 'Late',
      last_name: 'Arrival',
      date_of_birth: '1991-01-01',
    };
    await etiba.as(admin).post('/api/patients/register/', other);
    const same = { email: 'late2@du.example.org', first_name: 'Quite', last_name: 'Different' };
    await etiba.as(admin).post('/api/patients/register/', same);
    await etiba.as(admin).post(`${IMPORTS}${id}/start/`);
    await etiba.runJobs();
    expect(await readImport(etiba, admin, id)).toMatchObject({
      status: 'imported',
      rows: { imported: 0, duplicate: 2 },
    });
    expect(await find('Late Arrival')).toHaveLength(1);
  });
});

describe('two who take one address at the same moment', () => {
  it('make one account, whoever is faster', async () => {
    const emails = Array.from({ length: 40 }, (_, index) => `race${index}@du.example.org`);
    const { id } = await aCheckedImport(
      etiba,
      admin,
      csv(...emails.map((email, index) => `${email},Racing,Number${index}x${index * 7919},,`)),
    );
    await etiba.as(admin).post(`${IMPORTS}${id}/start/`);
    const registering = emails.map((email) =>
      etiba
        .as(admin)
        .post('/api/patients/register/', { email, first_name: 'Desk', last_name: email.split('@')[0]! }),
    );
    const [answers] = await Promise.all([Promise.all(registering), etiba.runJobs()]);
    expect(new Set(answers.map(({ status }) => status)).difference(new Set([201, 409]))).toEqual(new Set());
    const { rows } = await readImport(etiba, admin, id);
    expect(rows.imported + rows.duplicate).toBe(40);
    expect(rows.imported).toBe(answers.filter(({ status }) => status === 409).length);
  });
});
