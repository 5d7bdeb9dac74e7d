import { admin, aDoctor, aPatient, asAdmin, aVisit, clinicDay, succeed } from '../support/clinic.ts';
import { expect, test, type Etiba } from '../support/etiba.ts';
import { expectAccessible, signIn } from '../support/pages.ts';
import { TIME_ZONE } from '../support/time-zone.ts';

const ROWS = 5000;
const BAD = ROWS / 20;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ etiba }) => void (await asAdmin(etiba)));

/** Every twentieth row is no patient, and one is the same person as another. */
function aFile(tag: string): Buffer {
  const names = ['Imani', 'Baraka', 'Neema', 'Juma', 'Asha', 'Hamisi', 'Zawadi', 'Pendo', 'Salim', 'Rehema'];
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const born = new Date(Date.UTC(1930, 0, 1) + index * 86_400_000 * 5).toISOString().slice(0, 10);
    const email = index % 20 === 7 ? 'nobody at all' : `${tag}-${index}@import.example.org`;
    return `${email},${names[index % 10]},Mwangi ${tag},,${born}`;
  });
  rows[3] = rows[2]!.replace('-2@', '-twin@');
  return Buffer.from(
    ['Barua pepe,Jina la kwanza,Jina la mwisho,Simu,Tarehe ya kuzaliwa', ...rows].join('\r\n'),
  );
}

test('5,000 patients are imported from a file with bad rows, and the import is undone', async ({
  page,
  etiba,
}, { project }) => {
  const importButton = page.getByRole('button', { name: /^Import [\d,]+ patients$/ });

  await test.step('Given an administrator at the page for many at once', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, admin.email, admin.password);
    await page.goto(`${etiba.url}/bulk`);
    await expect(page.getByRole('heading', { level: 1, name: 'Many at once' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Import patients' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Import patients' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When the file lacks a column, then it says so and nothing is kept', async () => {
    const buffer = Buffer.from('E-mail,First name\na@example.org,A');
    await page
      .getByLabel(/Choose a CSV file/)
      .setInputFiles({ name: 'lacks.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await expect(page.getByText('A column is missing.')).toBeVisible();
  });
  await test.step('When the right file is checked, then each bad row says what is wrong with it', async () => {
    const file = { name: 'patients.csv', mimeType: 'text/csv', buffer: aFile(project.name) };
    await page.getByLabel(/lacks\.csv/).setInputFiles(file);
    await page.getByRole('button', { name: 'Check the file' }).click();
    await expect(importButton).toBeVisible({ timeout: 60_000 });
    await expect(importButton).toHaveText(`Import ${(ROWS - BAD - 1).toLocaleString('en')} patients`);
    await expect(page.getByText('E-mail is no e-mail address').first()).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('And who looks like somebody may be chosen nevertheless', async () => {
    await page.getByText('1 looks like somebody').click();
    await expect(page.getByText('Row 4 of the file')).toBeVisible();
    await page.getByRole('checkbox', { name: /nevertheless$/ }).check();
    await expect(importButton).toHaveText(`Import ${(ROWS - BAD).toLocaleString('en')} patients`);
  });
  await test.step('When the import runs, then it goes on while somebody looks away', async () => {
    await importButton.click();
    await expect(page.getByRole('progressbar', { name: 'Progress' })).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${etiba.url}/bulk`);
    await page.getByRole('link', { name: 'patients.csv' }).first().click();
    await expect(page.getByText(`${(ROWS - BAD).toLocaleString('en')} patients are imported`)).toBeVisible({
      timeout: 90_000,
    });
    await expectAccessible(page);
  });
  await test.step('And one of them, with a visit, stays when it is undone', async () => {
    const visited = await bookFor(etiba, `${project.name}-5@import.example.org`);
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByRole('button', { name: 'Undo it' }).click();
    await expect(page.getByRole('heading', { name: 'The import is undone' })).toBeVisible({
      timeout: 90_000,
    });
    await expect(page.getByText('1 patient has stayed')).toBeVisible();
    await expect(page.getByText('Has visits')).toBeVisible();
    await expectAccessible(page);
    const left = `/api/patients/?search=${project.name}`;
    const { body } = await etiba.call('GET', left, undefined, await asAdmin(etiba));
    const found = body['results'] as unknown as { id: string; user: { email: string } }[];
    const imported = found.filter(({ user }) => user.email.endsWith('@import.example.org'));
    expect(imported.map(({ id }) => id)).toEqual([visited]);
  });
});

test('a doctor’s day is cleared: one visit goes to a colleague, one is cancelled', async ({ page, etiba }, {
  project,
}) => {
  const name = `Day-${project.name}`;
  const date = clinicDay(7);
  const doctor = await aClinicDay(etiba, name, date);

  await test.step('Given the day of a doctor with two visits', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, admin.email, admin.password);
    await page.goto(`${etiba.url}/bulk/day?doctor=${doctor}&date=${date}`);
    const day = page.getByRole('list', { name: 'Visits of the day' });
    await expect(day.getByText(`Dr. Colleague ${name}`)).toHaveCount(2);
    await expectAccessible(page);
  });
  await test.step('When one is to be moved and one cancelled', async () => {
    await page.getByLabel(`What is to become of the visit of Second ${name}`).selectOption('Cancel');
    await page.getByLabel('Reason for the cancelling').fill('The doctor is ill.');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('1 visit is moved, 1 is cancelled, nobody stays.')).toBeVisible();
    await page.getByRole('button', { name: 'Change the day' }).click();
  });
  await test.step('Then both are done and the day is closed', async () => {
    await expect(page.getByText('2 visits are changed, and the patients told')).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toHaveCount(2);
    await expect(page.getByRole('dialog')).toBeHidden();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Look at the day again' }).click();
    await expect(page.getByText('No visit is to come on this day')).toBeVisible();
  });
});

/** @returns the patient's id */
async function bookFor(etiba: Etiba, email: string): Promise<string> {
  const desk = await asAdmin(etiba);
  const { body } = await succeed(etiba.call('GET', `/api/patients/?email=${email}`, undefined, desk));
  const [{ id }] = body['results'] as unknown as [{ id: string }];
  const doctor = await aDoctor(etiba, 'Grace', 'Achieng');
  const nine = Temporal.PlainDateTime.from(`${clinicDay(7)}T09:00`);
  const appointment_datetime = nine.toZonedDateTime(TIME_ZONE).toInstant().toString();
  const booking = { patient_id: id, doctor_id: doctor.id, appointment_datetime, reason: 'Check-up' };
  await succeed(etiba.call('POST', '/api/appointments/', booking, desk));
  return id;
}

/** @returns the id of the doctor whose day it is, with two visits; a colleague of the same field has time */
async function aClinicDay(etiba: Etiba, name: string, day: string): Promise<string> {
  const desk = await asAdmin(etiba);
  const field = { name: `Field of ${name}` };
  const made = await succeed(etiba.call('POST', '/api/doctors/specializations/create/', field, desk));
  const doctor = await aDoctor(etiba, 'Ill', name);
  const colleague = await aDoctor(etiba, 'Colleague', name);
  for (const { id } of [doctor, colleague]) {
    const change = { specialization_ids: [made.body['id']] };
    await succeed(etiba.call('PATCH', `/api/doctors/${id}/update/`, change, desk));
  }
  for (const first_name of ['First', 'Second'])
    await aVisit(etiba, await aPatient(etiba, first_name, name), doctor, day);
  return doctor.id;
}
