import { beforeAll, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

let admin: Person;
let twins: string[];
beforeAll(async () => {
  admin = await etiba.anAdmin();
  const born = await Promise.all(
    Array.from({ length: 40 }, () => etiba.aPatient({ first_name: 'Twin', last_name: 'Otieno' })),
  );
  twins = born.map(({ id }) => id).toSorted();
});

const ids = async (page: number, query: string): Promise<string[]> => {
  const { body } = await etiba
    .as(admin)
    .get(`/api/patients/?page=${page}&page_size=7&first_name=Twin&${query}`);
  return body.results.map(({ id }: { id: string }) => id);
};

it.each([
  ...['name', '-name', 'date_of_birth', '-date_of_birth', 'created_at', '-created_at'].map(
    (field) => `ordering=${field}`,
  ),
  'search=twin',
])('patients who are alike are each on one page by %s', async (query) => {
  const pages = await Promise.all([6, 3, 1, 5, 2, 4].map((page) => ids(page, query)));
  expect(pages.flat().toSorted()).toEqual(twins);
});

it('nobody is skipped or doubled while others register', async () => {
  const first = await ids(1, 'ordering=created_at');
  const late = await etiba.aPatient({ first_name: 'Twin', last_name: 'Aaa' });
  const rest = await Promise.all([2, 3, 4, 5, 6].map((page) => ids(page, 'ordering=created_at')));
  twins = [...twins, late.id].toSorted();
  expect([first, ...rest].flat().toSorted()).toEqual(twins);
});
