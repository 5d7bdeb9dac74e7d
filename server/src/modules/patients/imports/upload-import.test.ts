import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../../test/harness.ts';
import type { Person } from '../../../../test/factories.ts';
import { aCheckedImport, csv, IMPORTS, readImport, rowsOf, upload } from './imports.test-kit.ts';

const etiba = useEtiba();
let admin: Person;
beforeAll(async () => void (admin = await etiba.anAdmin()));

describe('a file of patients', () => {
  it('is taken in and checked; nobody is a patient yet', async () => {
    const before = await count();
    const { status, body, headers } = await upload(
      etiba,
      admin,
      csv(
        'a@up.example.org,Amina,Otieno,+254712345678,1990-04-17',
        '',
        'b@up.example.org,Brian,Were,,',
        'nobody,,Kamau,12,2190-01-01',
      ),
    );
    expect(status).toBe(201);
    expect(headers['etag']).toBeTruthy();
    expect(body).toMatchObject({
      file_name: 'patients.csv',
      status: 'checking',
      rows: { total: 3, waiting: 3 },
    });
    await etiba.runJobs();
    expect(await readImport(etiba, admin, body.id)).toMatchObject({
      status: 'checked',
      rows: { total: 3, waiting: 0, ready: 2, invalid: 1, duplicate: 0, imported: 0 },
      undo_until: null,
    });
    expect(await count()).toBe(before);
  });

  it('says what is wrong with which column of which row, and never what stood there', async () => {
    const { id } = await aCheckedImport(
      etiba,
      admin,
      csv(
        'fine@up.example.org,Fine,Person,,',
        'zebrafinch@@x,,Kamau,zebrafinch,31/31/zebrafinch',
        `long@up.example.org,${'zebrafinch'.repeat(11)},Kamau,,2190-01-01`,
        'many@up.example.org,Many,Cells,,,zebrafinch',
      ),
    );
    const rows = await rowsOf(etiba, admin, id, '&state=invalid');
    expect(rows.map(({ line, errors }: never) => ({ line, errors }))).toEqual([
      {
        line: 3,
        errors: [
          {
            column: 'phone',
            rule: 'phone',
            message: 'wants a phone number with country code, such as +254712345678',
          },
          { column: 'date_of_birth', rule: 'date', message: 'wants a date that exists, such as 1990-04-17' },
          { column: 'first_name', rule: 'required', message: 'is required' },
          { column: 'email', rule: 'email', message: 'wants an e-mail address' },
        ],
      },
      {
        line: 4,
        errors: [
          { column: 'date_of_birth', rule: 'date', message: 'lies in the future' },
          { column: 'first_name', rule: 'too_long', message: 'must NOT have more than 100 characters' },
        ],
      },
      {
        line: 5,
        errors: [{ column: null, rule: 'too_many_cells', message: 'has more cells than there are columns' }],
      },
    ]);
    expect(etiba.logged.filter((line) => line.includes('zebrafinch'))).toEqual([]);
  });

  it.each([
    ['English', 'E-Mail,Given name,Surname,Mobile,Birth date,Sex'],
    ['Swahili', 'Barua pepe,Jina la kwanza,Jina la mwisho,Simu,Tarehe ya kuzaliwa,Jinsia'],
    ['French', 'Courriel,Prénom,Nom,Téléphone,Date de naissance,Sexe'],
    ['names of fields', 'EMAIL,first_name,Last-Name,phone,date_of_birth,gender'],
  ])('may name its columns in %s', async (_language, header) => {
    const { columns, rows } = await aCheckedImport(
      etiba,
      admin,
      `${header},Colour\n${header.length}${header[0]}@up.example.org,Grace,Wanjiku,+254722000111,1988-02-29,Femme,blue`,
    );
    expect(columns.map(({ field }: { field: string }) => field)).toEqual([
      'email',
      'first_name',
      'last_name',
      'phone',
      'date_of_birth',
      'gender',
      null,
    ]);
    expect(rows.invalid).toBe(0);
  });

  it('may come from a spreadsheet in another country', async () => {
    const text =
      '\ufeffcourriel;prénom;nom;téléphone;né le;langue\r\n' +
      `"fr@up.example.org";"Zoé;Anne";"d’Almeida";"0712 345 679";"03.04.1990";"Français"\r\n` +
      `un@up.example.org;Un;Exporté;'+254712345670;1990-04-03;\r\n`;
    const { id, rows } = await aCheckedImport(etiba, admin, text, {
      date_format: 'DD/MM/YYYY',
      calling_code: '+254',
    });
    expect(rows).toMatchObject({ total: 2, invalid: 0 });
    await etiba.as(admin).post(`${IMPORTS}${id}/start/`, { with_duplicates: true });
    await etiba.runJobs();
    const { body } = await etiba.as(admin).get('/api/patients/?email=fr@up.example.org');
    expect(body.results).toMatchObject([
      {
        user: { first_name: 'Zoé;Anne', last_name: 'd’Almeida', phone: '+254712345679' },
        date_of_birth: '1990-04-03',
      },
    ]);
  });

  it.each([
    ['no text', Buffer.from([0xff, 0xfe, 0x61, 0x00]), 'is not CSV in UTF-8'],
    ['NUL', 'email,first_name,last_name\n\0,a,b', 'is not CSV in UTF-8'],
    ['a lacking column', 'email,first_name\na@b.org,A', 'has no column for last_name'],
    ['a column twice', 'email,first_name,last_name,nom\n', 'has two columns for last_name'],
    ['only the names', 'email,first_name,last_name\n\n', 'has no row under the names of the columns'],
    [
      'a quotation mark that stays open',
      'email,first_name,last_name\na@b.org,A,B\n"zebra,C',
      'row 3 has a quotation mark out of place',
    ],
    [
      'too many rows',
      `email,first_name,last_name\n${'a@b.org,A,B\n'.repeat(20_001)}`,
      'has more than 20000 rows; cut it into several files',
    ],
  ])('is refused whole: %s', async (_what, content, message) => {
    const before = await etiba.deps.db.selectFrom('patient_imports').select('id').execute();
    const { status, body } = await upload(etiba, admin, content);
    expect({ status, errors: body.errors }).toEqual({ status: 400, errors: [{ field: 'file', message }] });
    expect(await etiba.deps.db.selectFrom('patient_imports').select('id').execute()).toEqual(before);
  });

  it('is refused with fields that are none, and without a form', async () => {
    expect((await upload(etiba, admin, csv(), { colour: 'blue' })).body.errors).toMatchObject([
      { field: 'colour' },
    ]);
    expect((await upload(etiba, admin, csv(), { calling_code: '254' })).body.errors).toMatchObject([
      { field: 'calling_code' },
    ]);
    expect((await etiba.as(admin).post(IMPORTS, { file: 'x' })).status).toBe(415);
  });

  it('is forgotten when it is discarded, and after a month', async () => {
    const first = await aCheckedImport(etiba, admin, csv('gone@up.example.org,Gone,Person,,'));
    expect((await etiba.as(admin).delete(`${IMPORTS}${first.id}/`)).status).toBe(200);
    expect((await etiba.as(admin).get(`${IMPORTS}${first.id}/`)).status).toBe(404);
    const second = await aCheckedImport(etiba, admin, csv('gone@up.example.org,Gone,Person,,'));
    etiba.clock.advance(31 * 24 * 3600_000);
    await etiba.deps.jobs.boss.send('forget-patient-imports', {});
    await etiba.runJobs();
    const left = await etiba.deps.db
      .selectFrom('patient_import_rows')
      .select('line')
      .where('import_id', '=', second.id)
      .execute();
    expect(left).toEqual([]);
  });
});

async function count(): Promise<number> {
  return (await etiba.as(admin).get('/api/patients/')).body.count;
}
