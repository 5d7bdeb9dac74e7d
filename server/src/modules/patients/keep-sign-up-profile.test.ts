import { expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

const amina = {
  email: 'amina@example.org',
  password: 'violet umbrella 77',
  password2: 'violet umbrella 77',
  first_name: 'Amina',
  last_name: 'Otieno',
};

it('fifty parallel sign-ups of one address in many spellings make one user with one profile', async () => {
  const spellings = [
    'amina@example.org',
    'AMINA@Example.org',
    'ａｍｉｎａ@example.org',
    'amina＠example.org',
  ];
  const forms = Array.from({ length: 50 }, (_, index) => ({
    ...amina,
    email: spellings[index % spellings.length],
  }));
  const answers = await Promise.all(forms.map((form) => etiba.anyone.post('/api/auth/register/', form)));

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
  expect(new Set(answers.map(({ body }) => body.message)).size).toBe(1);
  const found = await profiles(amina.email);
  expect(found).toMatchObject([{ role: 'PATIENT', is_active: false, id: expect.any(String) }]);
});

it('the newest sign-up before verification counts', async () => {
  const email = 'twice@example.org';
  await etiba.anyone.post('/api/auth/register/', {
    ...amina,
    email,
    date_of_birth: '1990-04-17',
    gender: 'F',
  });
  await etiba.anyone.post('/api/auth/register/', { ...amina, email, first_name: 'Halima', gender: 'P' });
  expect(await profiles(email)).toMatchObject([{ first_name: 'Halima', date_of_birth: null, gender: 'P' }]);
});

function profiles(email: string) {
  return etiba.deps.db
    .selectFrom('users')
    .leftJoin('patients', 'patients.user_id', 'users.id')
    .select(['role', 'is_active', 'first_name', 'patients.id', 'date_of_birth', 'gender'])
    .where('email', '=', email)
    .execute();
}
