import { aForm } from '../../../../test/forms.ts';
import type { Person } from '../../../../test/factories.ts';
import type { Answer, TestEtiba } from '../../../../test/harness.ts';

export const IMPORTS = '/api/patients/imports/';

/** Lines of a file with the columns email, first_name, last_name, phone, date_of_birth. */
export function csv(...rows: string[]): string {
  return ['email,first_name,last_name,phone,date_of_birth', ...rows].join('\r\n');
}

export function upload(
  etiba: TestEtiba,
  by: Person,
  content: string | Buffer,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const texts = Object.entries(fields).map(([name, text]) => ({ name, content: text }));
  const { headers, payload } = aForm([...texts, { name: 'file', filename: 'patients.csv', content }]);
  return etiba.as(by).post(IMPORTS, payload, { headers });
}

/** Uploaded and checked. */
export async function aCheckedImport(
  etiba: TestEtiba,
  by: Person,
  content: string,
  fields: Record<string, string> = {},
) {
  const { status, body } = await upload(etiba, by, content, fields);
  if (status !== 201) throw new Error(JSON.stringify(body));
  await etiba.runJobs();
  return readImport(etiba, by, body.id);
}

/** Imported, with those who only look like somebody where `start` says so. */
export async function anImport(etiba: TestEtiba, by: Person, content: string, start: object = {}) {
  const { id } = await aCheckedImport(etiba, by, content);
  await etiba.as(by).post(`${IMPORTS}${id}/start/`, start);
  await etiba.runJobs();
  return readImport(etiba, by, id);
}

export async function readImport(etiba: TestEtiba, by: Person, id: string) {
  return (await etiba.as(by).get(`${IMPORTS}${id}/`)).body;
}

export async function rowsOf(etiba: TestEtiba, by: Person, id: string, query = '') {
  return (await etiba.as(by).get(`${IMPORTS}${id}/rows/?page_size=100${query}`)).body.results;
}
