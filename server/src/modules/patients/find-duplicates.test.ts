import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let admin: Person;

async function aNamed(first_name: string, last_name: string, more: object = {}) {
  const email = `${first_name}.${last_name}@fd.example.org`.toLowerCase();
  const { body } = await etiba
    .as(admin)
    .post('/api/patients/register/', { email, first_name, last_name, ...more });
  return body.id as string;
}

async function find(query: Record<string, string>) {
  const { status, body } = await etiba
    .as(admin)
    .get(`/api/patients/duplicates/?${new URLSearchParams(query)}`);
  expect(status).toBe(200);
  return body.map(({ full_name, by }: { full_name: string; by: string }) => `${full_name}: ${by}`);
}

beforeAll(async () => {
  admin = await etiba.anAdmin();
  await aNamed('Amina', 'Otieno', { phone: '+254712345678', date_of_birth: '1990-04-17' });
  await aNamed('Amina', 'Kamau', { date_of_birth: '1990-04-17' });
  await aNamed('Brian', 'Otieno', { phone: '+254712345678' });
  await aNamed('Zoé', 'Müller');
});

describe('who may be the person that is about to be registered', () => {
  it('is found by name and date of birth, also mistyped and in the other order', async () => {
    const born = { date_of_birth: '1990-04-17' };
    expect(await find({ first_name: 'Amina', last_name: 'Otieno', ...born })).toEqual([
      'Amina Otieno: name_and_birth',
    ]);
    expect(await find({ first_name: 'OTIENO', last_name: 'amina', ...born })).toEqual([
      'Amina Otieno: name_and_birth',
    ]);
    expect(await find({ first_name: 'Aminah', last_name: 'Otieno', ...born })).toEqual([
      'Amina Otieno: similar',
    ]);
    expect(await find({ first_name: 'Amina', last_name: 'Otieno', date_of_birth: '1991-04-17' })).toEqual([]);
  });

  it('is found by name alone, and by one who has no date of birth', async () => {
    expect(await find({ first_name: 'Amina', last_name: 'Otieno' })).toEqual(['Amina Otieno: similar']);
    expect(await find({ first_name: 'Zoe', last_name: 'Muller', date_of_birth: '2001-01-01' })).toEqual([
      'Zoé Müller: similar',
    ]);
  });

  it('is found by telephone in any notation, and by e-mail', async () => {
    expect(await find({ phone: '+254 712 345-678' })).toEqual(['Amina Otieno: phone', 'Brian Otieno: phone']);
    expect(await find({ email: ' ZOÉ.müller@fd.example.org' })).toEqual(['Zoé Müller: email']);
  });

  it('wants something to go by, and leaves a line in the audit', async () => {
    const { status, body } = await etiba.as(admin).get('/api/patients/duplicates/?first_name=Amina');
    expect({ status, errors: body.errors }).toEqual({
      status: 400,
      errors: [{ field: 'last_name', message: 'give first and last name, a phone or an e-mail' }],
    });
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select('detail')
      .where('action', '=', 'patient.find_duplicates')
      .execute();
    expect(lines.length).toBeGreaterThan(5);
  });
});
