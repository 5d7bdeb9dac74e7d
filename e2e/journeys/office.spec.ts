import type { Page } from '@playwright/test';
import { admin, asAdmin, succeed } from '../support/clinic.ts';
import { expect, test } from '../support/etiba.ts';
import { expectAccessible, expectNoSidewaysScroll, signIn } from '../support/pages.ts';

test.describe.configure({ mode: 'serial' });

let desk = '';

test.beforeAll(async ({ etiba }) => {
  desk = await asAdmin(etiba);
});

test.beforeEach(async ({ page, etiba }) => {
  await page.goto(`${etiba.url}/sign-in`);
  await signIn(page, admin.email, admin.password);
});

test('a colleague is invited, found and switched off; the last administrator stays', async ({ page }, {
  project,
}) => {
  const email = `zawadi-${project.name}@example.org`;

  await test.step('Given the list of users', async () => {
    await goTo(page, 'Users');
    await expect(page.getByRole('link', { name: 'Wanjiru Kamau' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When somebody is invited, then what is wrong is said at its field', async () => {
    await page.getByRole('link', { name: 'Invite staff' }).click();
    await page.getByRole('radio', { name: 'Administrator' }).click();
    await page.getByLabel('First name').fill('Zawadi');
    await page.getByLabel('Last name').fill('Njoroge');
    await page.getByLabel('E-mail').fill('no address');
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(page.getByText('Enter an e-mail address')).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Zawadi Njoroge' })).toBeVisible();
    await expect(page.getByText('This person has not come in yet')).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('Then another invitation can be sent', async () => {
    await page.getByRole('button', { name: 'Send a new invitation' }).click();
    await expect(page.getByText('A new invitation is on its way')).toBeVisible();
  });
  await test.step('And they are found by a mistyped name, which stands in no address', async () => {
    await goTo(page, 'Users');
    await page.getByRole('searchbox').fill('zawdi njoroge');
    await page.getByRole('link', { name: 'Zawadi Njoroge' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Zawadi Njoroge' })).toBeVisible();
    expect(page.url()).not.toMatch(/zaw|njoroge/i);
  });
  await test.step('When they are switched off, then the account says so', async () => {
    await page.getByRole('button', { name: 'Switch the account off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByRole('button', { name: 'Switch the account on' })).toBeVisible();
  });
  await test.step('And the last administrator cannot go', async () => {
    await goTo(page, 'Users');
    await page.getByRole('searchbox').fill(admin.email);
    await page.getByRole('link', { name: 'Wanjiru Kamau' }).click();
    await page.getByRole('button', { name: 'Switch the account off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByText('This is the last administrator')).toBeVisible();
    await expectAccessible(page);
  });
});

test('the clinic’s settings: saved, and never over what somebody else has saved', async ({ page, etiba }) => {
  await goTo(page, 'Clinic');
  await page.getByLabel('Name', { exact: true }).fill('Etiba Clinic Kisumu');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await page.getByLabel('Address').fill('12 Oginga Odinga Street');
  await etiba.call('PATCH', '/api/admin/settings/', { phone: '+254 57 202 0000' }, desk);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Somebody has changed this since you opened it').first()).toBeVisible();
  await expect(page.getByLabel('Phone')).toHaveValue('+254 57 202 0000');
  await expect(page.getByLabel('Address')).toHaveValue('12 Oginga Odinga Street');
  const { body } = await etiba.call('GET', '/api/admin/settings/', undefined, desk);
  expect(body).toMatchObject({ name: 'Etiba Clinic Kisumu', phone: '+254 57 202 0000', address: '' });
});

test('what happened: mails, jobs, the audit log, emergencies', async ({ page, etiba }, { project }) => {
  const email = `amina.otieno-${project.name}@example.org`;
  await test.step('Given a patient who was registered', async () => {
    const person = { email, first_name: 'Amina', last_name: 'Otieno' };
    await succeed(etiba.call('POST', '/api/patients/register/', person, desk));
  });
  await test.step('Then the mail is there, as text and in a frame where nothing runs', async () => {
    await goTo(page, 'Outgoing mail');
    await page.getByRole('searchbox').fill(email);
    await page.getByRole('link', { name: 'Invitation' }).first().click();
    await expect(page.getByText('/invitation#uid=')).toBeVisible();
    // Before the frame is there: axe would have to run in it, and nothing does.
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'As it looks' }).click();
    const frame = page.getByTitle('The mail as it looks');
    await expect(frame).toHaveAttribute('sandbox', '');
    await expect(frame).toHaveAttribute('srcdoc', /Amina/);
    await expect(frame).not.toHaveAttribute('srcdoc', /href=|<script/);
  });
  await test.step('And no job has failed', async () => {
    await goTo(page, 'Failed jobs');
    await expect(page.getByText('Nothing has failed')).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('And the audit log names who did it and about whom', async () => {
    await goTo(page, 'Audit log');
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Patient registered' }).click();
    await page.getByRole('button', { name: 'Patient registered' }).first().click();
    const entry = page.getByRole('dialog');
    await expect(entry.getByText('Wanjiru Kamau')).toBeVisible();
    await expect(entry.getByRole('link', { name: 'Amina Otieno' }).first()).toBeVisible();
    await expectAccessible(page);
    await entry.getByRole('button', { name: 'All about this patient' }).click();
    await expect(entry).toBeHidden();
    await expect(page).toHaveURL(/patient_id=/);
    await expect(page.getByRole('combobox', { name: 'Patient' })).toHaveValue('Amina Otieno');
    expect(page.url()).not.toMatch(/amina|otieno/i);
    await expectAccessible(page);
  });
  await test.step('And can be saved', async () => {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    expect((await saving).suggestedFilename()).toBe('audit.csv');
  });
  await test.step('And nobody has broken the glass', async () => {
    await goTo(page, 'Emergency access');
    await expect(page.getByText('Nobody has used emergency access.')).toBeVisible();
    await expectAccessible(page);
  });
});

test('reports: charts that are tables too, for the days that one chooses', async ({ page, etiba }) => {
  await goTo(page, 'Reports');
  await expect(page.getByRole('table', { name: 'Visits over time' })).toBeAttached();
  await expect(page.getByRole('table', { name: 'Visits by status' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Days' }).selectOption('Last 12 months');
  await expect(page).toHaveURL(/range=last_12_months/);
  // A row for each month that has a day in them, and the heading.
  const months = page.getByRole('table', { name: 'New patients' }).getByRole('row');
  await expect.poll(async () => months.count()).toBeGreaterThan(12);
  await expectAccessible(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('region', { name: 'Visits over time' }).getByRole('button').click();
  expect((await saving).suggestedFilename()).toBe('visits.csv');
  await page.goto(`${etiba.url}/reports?date_from=2026-01-01&date_to=2026-01-31`);
  await expect(page.getByLabel('From')).toHaveValue('2026-01-01');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});

test('at 400 %, in the language with the longest words, no page scrolls sideways', async ({
  page,
  etiba,
}) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.evaluate(() => localStorage.setItem('etiba.language', 'fr'));
  const front = ['/board', '/desk/patients', '/desk/doctors', '/desk/visits', '/reports'];
  const office = ['/office/users', '/office/clinic', '/office/mails', '/office/audit', '/bulk', '/account'];
  for (const path of [...front, ...office]) {
    await page.goto(etiba.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectNoSidewaysScroll(page);
  }
});

/** By the navigation: at the side, or under "More" on a phone. */
async function goTo(page: Page, name: string): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) < 992) {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByRole('link', { name, exact: true }).click();
  } else {
    const side = page.getByRole('navigation', { name: 'Main', exact: true });
    const group = side.getByRole('button', { name: 'Administration' });
    if (name !== 'Reports' && (await group.getAttribute('aria-expanded')) === 'false') await group.click();
    await side.getByRole('link', { name, exact: true }).click();
  }
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 20_000 });
}
