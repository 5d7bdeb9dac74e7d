import pg from 'pg';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { matchesSearch } from '../../platform/search.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

const people = [
  {
    first_name: 'Amina',
    last_name: 'Otieno',
    phone: '+254712345678',
    date_of_birth: '1990-04-17',
    gender: 'F',
    insurance_provider: 'NHIF',
    insurance_number: 'NHIF-001',
    address: '12 Moi Avenue, Nairobi',
  },
  {
    first_name: 'Amena',
    last_name: 'Kamau',
    phone: '+254733111222',
    date_of_birth: '1975-01-31',
    gender: 'M',
    insurance_provider: 'Jubilee',
    insurance_number: 'J_1%',
    address: 'Otieno Road, Kisumu',
  },
  { first_name: 'Ngũgĩ', last_name: 'wa Thiong’o', gender: 'M', address: 'Limuru' },
  { first_name: '小龍', last_name: '李', date_of_birth: '1940-11-27', insurance_provider: 'AAR' },
  { first_name: 'محمد', last_name: 'علي', gender: 'P' },
  { first_name: 'Zoë', last_name: 'Łukasz-Müller', date_of_birth: '1990-04-18' },
  { first_name: 'Sunny 🌻', last_name: 'Ñandú', gender: 'O' },
];

beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Amina', last_name: 'Daktari' });
  for (const [index, person] of people.entries()) {
    const email = `person${index}@example.org`;
    const answer = await etiba.as(admin).post('/api/patients/register/', { email, ...person });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }
  patient = await etiba.aPatient({ first_name: 'Active', last_name: 'Account' });
});

const list = (query: Record<string, string> = {}, by: Person = admin) =>
  etiba.as(by).get(`/api/patients/?${new URLSearchParams(query)}`);

async function names(query: Record<string, string>): Promise<string[]> {
  const { status, body } = await list(query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(body.count).toBe(body.results.length);
  return body.results.map(({ user }: { user: { first_name: string } }) => user.first_name);
}

describe('GET /api/patients/', () => {
  it('shows staff what a get shows', async () => {
    for (const person of [admin, doctor]) {
      const { status, body } = await list({ page_size: '1' }, person);
      expect(status).toBe(200);
      expect(body).toMatchObject({ count: 8, next: '/api/patients/?page_size=1&page=2', previous: null });
      const [first] = body.results;
      expect((await etiba.as(person).get(`/api/patients/${first.id}/`)).body).toEqual(first);
    }
  });

  it('is not for patients', async () => {
    expect(await list({}, patient)).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
    expect((await etiba.anyone.get('/api/patients/')).status).toBe(401);
  });

  it('leaves a line in the audit with the count', async () => {
    const reader = await etiba.aDoctor();
    await list({ gender: 'M' }, reader);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'detail'])
      .where('actor_user_id', '=', reader.user_id)
      .execute();
    expect(lines).toEqual([{ action: 'patient.list', outcome: 'success', detail: { count: 2 } }]);
  });

  it('keeps the names of all the world', async () => {
    const { body } = await list();
    const kept: unknown[] = body.results.map(({ user }: { user: object }) => user);
    for (const { first_name, last_name } of people) {
      expect(kept).toContainEqual(expect.objectContaining({ first_name, last_name }));
    }
  });
});

describe('search', () => {
  it.each([
    ['amina', ['Amina', 'Amena']], // an edit away comes after the name itself
    ['Otieno Amina', ['Amina', 'Amena']],
    ['otiemo', ['Amena', 'Amina']],
    ['person2@example.org', ['Ngũgĩ']],
    ['0712 345 678', ['Amina']],
    ['254-733', ['Amena']],
    ['J_1%', ['Amena']],
    ['limuru', ['Ngũgĩ']],
    ['ngugi', ['Ngũgĩ']],
    ["thiong'o", ['Ngũgĩ']],
    ['lukasz muller', ['Zoë']],
    ['ZOE', ['Zoë']],
    ['nandu', ['Sunny 🌻']],
    ['🌻', ['Sunny 🌻']],
    ['李小龍', []],
    ['李', ['小龍']],
    ['小龍 李', ['小龍']],
    ['علي', ['محمد']],
    ['%', ['Amena']],
    ['_', ['Amena']],
    ['\\', []],
    ["'; drop table patients; --", []],
    ['daktari', []],
  ])('%s finds %j', async (search, found) => expect(await names({ search })).toEqual(found));

  it('takes the order that is asked for', async () => {
    expect(await names({ search: 'amina', ordering: 'name' })).toEqual(['Amena', 'Amina']);
  });

  it('follows a change of name, phone and address', async () => {
    const change = { first_name: 'Wambui', phone: '+254799888777', address: 'Naivasha' };
    await etiba.as(patient).patch('/api/patients/me/', change);
    for (const search of ['wambui', '0799888777', 'naivasha', 'wambiu', 'naivahsa']) {
      expect(await names({ search })).toEqual(['Wambui']);
    }
    await etiba.as(patient).patch('/api/auth/me/', { first_name: 'Active', phone: null });
    expect(await names({ search: 'wambui' })).toEqual([]);
    expect(await names({ search: 'active' })).toEqual(['Active']);
  });

  it('uses the index, also for a mistyped word', async () => {
    const owner = new pg.Client({ connectionString: etiba.database.ownerUrl });
    await owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`
        with person as (
          insert into users (id, email, first_name, last_name, role)
          select gen_random_uuid(), 'many' || i || '@example.org', md5(i::text), md5((i + 1)::text), 'PATIENT'
          from generate_series(1, 4000) i returning id)
        insert into patients (id, user_id, medical_history)
        select gen_random_uuid(), id, repeat('Hypertension. ', 40) from person`);
      await owner.query(`select gin_clean_pending_list('patients_search')`);
      await owner.query('analyze patients');
      const { sql: text, parameters } = etiba.deps.db
        .selectFrom('patients')
        .select('id')
        .where(matchesSearch(sql`search_text`, 'otiemo'))
        .compile();
      const { rows } = await owner.query(`explain ${text}`, [...parameters]);
      const plan = rows.map((row: object) => Object.values(row)[0]).join('\n');
      expect(plan).toContain('Bitmap Index Scan on patients_search');
      expect(plan).not.toContain('Seq Scan on patients');
    } finally {
      await owner.query('rollback');
      await owner.end();
    }
  });
});

describe('filters', () => {
  it.each([
    [{ first_name: 'MIN' }, ['Amina']],
    [{ first_name: 'zoe' }, ['Zoë']],
    [{ first_name: 'otieno' }, []],
    [{ last_name: 'otieno' }, ['Amina']],
    [{ last_name: 'lukasz-muller' }, ['Zoë']],
    [{ last_name: '李' }, ['小龍']],
    [{ last_name: '%' }, []],
    [{ email: 'PERSON1@' }, ['Amena']],
    [{ phone: '0712 345' }, ['Amina']],
    [{ phone: '+254733111222' }, ['Amena']],
    [{ phone: '%' }, []],
    [{ phone: 'person' }, []],
    [{ gender: 'O' }, ['Sunny 🌻']],
    [{ date_of_birth: '1990-04-17' }, ['Amina']],
    [{ born_after: '1990-04-17' }, ['Amina', 'Zoë']],
    [{ born_after: '1990-04-18' }, ['Zoë']],
    [{ born_before: '1975-01-31' }, ['Amena', '小龍']],
    [{ born_after: '1975-01-31', born_before: '1990-04-17' }, ['Amina', 'Amena']],
    [{ born_after: '1990-04-19', born_before: '1990-04-18' }, []],
    [{ insurance_provider: 'nhi' }, ['Amina']],
    [{ insurance_provider: 'a' }, ['小龍']],
    [{ insurance_number: '_1%' }, ['Amena']],
    [{ insurance_number: 'nhif' }, ['Amina']],
    [{ is_active: 'true' }, ['Active']],
    [{ is_active: 'false', gender: 'M' }, ['Amena', 'Ngũgĩ']],
    [{ search: 'amina', gender: 'M' }, ['Amena']],
  ])('%j leave %j', async (query, found) => {
    expect((await names(query as Record<string, string>)).sort()).toEqual([...found].sort());
  });

  it.each([
    ['search=', 'search'],
    ['search=%20', 'search'],
    [`search=${'x'.repeat(101)}`, 'search'],
    ['search=%00', 'search'],
    ['search=a&search=b', 'search'],
    ['search[]=a', 'search[]'],
    ['first_name=%E2%80%AE', 'first_name'],
    ['gender=X', 'gender'],
    ['gender=', 'gender'],
    ['is_active=yes', 'is_active'],
    ['is_active=true&is_active=false', 'is_active'],
    ['date_of_birth=1990-02-30', 'date_of_birth'],
    ['born_after=1990', 'born_after'],
    ['born_before=1990-01-01T00:00:00Z', 'born_before'],
    ['page=0', 'page'],
    ['page=1.5', 'page'],
    ['page=1001&page_size=10', 'page'],
    ['page_size=101', 'page_size'],
    ['page_size=-1', 'page_size'],
    ['ordering=password', 'ordering'],
    ['ordering=name;drop', 'ordering'],
    ['ordering=-', 'ordering'],
    ['age=5', 'age'],
    ['__proto__=x', '__proto__'],
  ])('refuse %s by name', async (query, field) => {
    const answer = await etiba.as(admin).get(`/api/patients/?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
  });
});

describe('ordering', () => {
  it('is by last name, then first name, whatever case and accents', async () => {
    const found = await names({ is_active: 'false' });
    expect(found).toEqual(['Amena', 'Zoë', 'Sunny 🌻', 'Amina', 'Ngũgĩ', 'محمد', '小龍']);
    expect(await names({ is_active: 'false', ordering: '-name' })).toEqual(found.toReversed());
  });

  it('by date of birth puts unknown dates last', async () => {
    const known = (query: Record<string, string>) => names(query).then((found) => found.slice(0, 4));
    expect(await known({ ordering: 'date_of_birth' })).toEqual(['小龍', 'Amena', 'Amina', 'Zoë']);
    expect(await known({ ordering: '-date_of_birth' })).toEqual(['Zoë', 'Amina', 'Amena', '小龍']);
  });

  it('by creation follows the registrations', async () => {
    const found = await names({ ordering: 'created_at', is_active: 'false' });
    expect(found).toEqual(people.map(({ first_name }) => first_name));
    expect(await names({ ordering: '-created_at', is_active: 'false' })).toEqual(found.toReversed());
  });
});
