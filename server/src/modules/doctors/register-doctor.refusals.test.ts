import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT, aRegistration, countRegistered } from './doctors.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
beforeAll(async () => {
  admin = await etiba.anAdmin();
});

const register = (body: object) => etiba.as(admin).post('/api/doctors/register/', body);

describe('a registration that is refused', () => {
  beforeAll(async () => {
    await register(aRegistration({ email: 'taken@example.org', license_number: 'LIC-TAKEN' }));
  });

  it.each([
    [
      'an address that somebody has, in other letters',
      { email: 'TAKEN@example.org' },
      409,
      'email_taken',
      'email',
    ],
    [
      'a licence that somebody has, in other letters',
      { license_number: 'lic-Taken ' },
      409,
      'license_taken',
      'license_number',
    ],
  ])('%s: names the field and writes nothing', async (_, overrides, status, code, field) => {
    const before = await countRegistered(etiba);
    const answer = await register(aRegistration(overrides));
    expect(answer).toMatchObject({ status, body: { code, errors: [{ field, message: 'is taken' }] } });
    expect(await countRegistered(etiba)).toEqual(before);
  });

  const twice = [ABSENT, ABSENT.toUpperCase()];
  it.each<[object, string]>([
    [{ specialization_ids: [ABSENT] }, 'specialization_ids'],
    [{ specializations: [{ id: ABSENT }] }, 'specializations'],
    [{ specialization_ids: twice }, 'specialization_ids/1'],
    [{ specializations: twice.map((id) => ({ id })) }, 'specializations/1'],
    [{ specialization_ids: [], specializations: [] }, 'specialization_ids'],
    [{ specialization_ids: ['x'] }, 'specialization_ids/0'],
    [{ specialization_ids: null }, 'specialization_ids'],
    [{ specializations: [{ id: ABSENT, name: 'x' }] }, 'specializations/0/name'],
    [
      { specializations: [{ id: ABSENT, certification_date: '2018-02-30' }] },
      'specializations/0/certification_date',
    ],
    [{ specialization_ids: Array.from({ length: 31 }, () => ABSENT) }, 'specialization_ids'],
    [{ consultation_fee: 1500 }, 'consultation_fee'],
    [{ consultation_fee: '-1' }, 'consultation_fee'],
    [{ consultation_fee: '1.234' }, 'consultation_fee'],
    [{ consultation_fee: '123456789' }, 'consultation_fee'],
    [{ consultation_fee: 'NaN' }, 'consultation_fee'],
    [{ consultation_fee: '1e5' }, 'consultation_fee'],
    [{ consultation_fee: '١٢' }, 'consultation_fee'],
    [{ consultation_fee: '1\n' }, 'consultation_fee'],
    [{ years_of_experience: '5' }, 'years_of_experience'],
    [{ years_of_experience: 81 }, 'years_of_experience'],
    [{ years_of_experience: -1 }, 'years_of_experience'],
    [{ years_of_experience: 1.5 }, 'years_of_experience'],
    [{ is_available: 'true' }, 'is_available'],
    [{ is_available: null }, 'is_available'],
    [{ license_number: '' }, 'license_number'],
    [{ license_number: '   ' }, 'license_number'],
    [{ license_number: 'A\nB' }, 'license_number'],
    [{ license_number: 'A'.repeat(51) }, 'license_number'],
    [{ bio: 'a\u0000b' }, 'bio'],
    [{ bio: '\ud800' }, 'bio'],
    [{ office_address: ['Room 4'] }, 'office_address'],
    [{ first_name: 'Grace\u202e' }, 'first_name'],
    [{ phone: '12' }, 'phone'],
    [{ email: 'a@b.c, d@e.f' }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ password: 'violet umbrella 77', password2: 'violet umbrella 78' }, 'password2'],
    [{ role: 'ADMIN' }, 'role'],
    [{ is_active: true }, 'is_active'],
    [{ user: {} }, 'user'],
    [{ full_name: 'Dr. X' }, 'full_name'],
  ])('%j names %s and writes nothing', async (overrides, field) => {
    const before = await countRegistered(etiba);
    const answer = await register(aRegistration(overrides));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field }] } });
    expect(await countRegistered(etiba)).toEqual(before);
  });

  it.each(['email', 'first_name', 'last_name', 'license_number'])('wants %s', async (field) => {
    expect(await register(aRegistration({ [field]: undefined }))).toMatchObject({
      status: 400,
      body: { errors: [{ field, message: 'is required' }] },
    });
  });

  it('is all but one of ten at once with one licence', async () => {
    const license = (index: number) => (index % 2 === 0 ? 'Race-1' : 'RACE-1');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => register(aRegistration({ license_number: license(index) }))),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
    const kept = await etiba.deps.db
      .selectFrom('doctors')
      .select('id')
      .where('license_number', 'ilike', 'race-1')
      .execute();
    expect(kept).toHaveLength(1);
  });
});
