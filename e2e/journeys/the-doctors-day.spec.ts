import type { Page } from '@playwright/test';
import { aDoctor, aPatient, asAdmin, aVisit, clinicDay, succeed, type Person } from '../support/clinic.ts';
import { expect, test, type Etiba } from '../support/etiba.ts';
import { expectAccessible, signIn } from '../support/pages.ts';

/** One white dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

async function enter(page: Page, etiba: Etiba, { email, password }: Person): Promise<void> {
  await page.goto(`${etiba.url}/sign-in`);
  await signIn(page, email, password);
}

test('a doctor’s day: called in, written, signed, printed, amended, completed', async ({ page, etiba }) => {
  const doctor = await aDoctor(etiba, 'Grace', 'Achieng');
  const patient = await aPatient(etiba, 'Amina', 'Otieno');
  const visit = await aVisit(etiba, patient, doctor, clinicDay());
  await succeed(etiba.call('POST', `/api/appointments/${visit.id}/arrive/`, undefined, await asAdmin(etiba)));

  await test.step('Given a patient who is here, the doctor lands on today and sees whom to call in', async () => {
    await enter(page, etiba, doctor);
    await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
    await expect(page.getByText(/^Here since/).first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Begin: Amina Otieno' }).first().click();
    await expect(page.getByRole('heading', { name: 'In the room' })).toBeVisible();
  });

  await test.step('When the doctor writes, then it is kept without a button, and what is impossible is marked', async () => {
    await page.getByRole('link', { name: 'Write', exact: true }).click();
    await page.getByLabel('Summary').fill('Cough for a week, light fever.');
    await page.getByLabel('Systolic').fill('1');
    await expect(page.getByText('Not saved yet: what is marked')).toBeVisible();
    await page.getByLabel('Systolic').fill('128');
    await page.getByLabel('Diastolic').fill('82');
    await page.getByRole('button', { name: 'Add a medicine' }).click();
    await page.getByLabel('Medicine', { exact: true }).fill('Salbutamol inhaler');
    await page.getByLabel('Dose').fill('100 µg');
    await expect(page.getByText('Saved as a draft')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('And nothing is lost when the page is loaded anew', async () => {
    await page.reload();
    await expect(page.getByLabel('Summary')).toHaveValue('Cough for a week, light fever.');
    await expect(page.getByLabel('Systolic')).toHaveValue('128');
    await expect(page.getByLabel('Medicine', { exact: true })).toHaveValue('Salbutamol inhaler');
  });

  await test.step('When it is signed, then it can be printed and a file attached', async () => {
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Visit summary' })).toBeVisible();
    await expect(page.getByText('128/82')).toBeVisible();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as PDF' }).click();
    expect((await saving).suggestedFilename()).toMatch(/^consultation-.*\.pdf$/);
    await page.locator('input[type="file"]').setInputFiles({
      name: 'x-ray.png',
      mimeType: 'image/png',
      buffer: PNG,
    });
    await page.getByRole('button', { name: 'Upload' }).click();
    await expect(page.getByRole('button', { name: 'Remove x-ray.png' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('When it is amended, then the version before stays readable', async () => {
    await page.getByRole('link', { name: 'Amend' }).click();
    await page.getByLabel('Diagnosis').fill('Acute bronchitis (J20.9)');
    await page.getByLabel('Why is it amended?').fill('Diagnosis added');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign the new version' }).click();
    await page.getByRole('button', { name: 'Show what was signed before version 2' }).click();
    await expect(page.getByText('Diagnosis added')).toBeVisible();
    await page.getByRole('button', { name: /^Version 1\b/ }).click();
    await expectAccessible(page);
  });

  await test.step('And the patient’s page shows it all, and the visit is completed', async () => {
    await page.getByRole('link', { name: 'Amina Otieno' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Amina Otieno' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Medicines' })).toContainText('Salbutamol inhaler');
    await expectAccessible(page);
    await page.goto(`${etiba.url}/today`);
    await page.getByRole('button', { name: 'Complete: Amina Otieno' }).first().click();
    await expect(page.getByText('Completed').first()).toBeVisible();
  });
});

test('two tabs that write one record: both are shown, nothing is overwritten', async ({
  page,
  context,
  etiba,
}) => {
  const doctor = await aDoctor(etiba, 'Minh', 'Tran');
  const patient = await aPatient(etiba, 'Juma', 'Odhiambo');
  await aVisit(etiba, patient, doctor, clinicDay());
  const draft = {
    patient: patient.id,
    record_type: 'consultation',
    title: 'Knee',
    summary: 'Swollen',
    draft: true,
  };
  const made = await succeed(etiba.call('POST', '/api/medical-records/', draft, doctor.access));
  const path = `${etiba.url}/patients/${patient.id}/write?record=${made.body['id']}`;
  const other = await context.newPage();

  await test.step('Given the same draft in two tabs', async () => {
    await enter(page, etiba, doctor);
    await page.goto(path);
    await expect(page.getByLabel('Summary')).toHaveValue('Swollen');
    await other.goto(path);
    await expect(other.getByLabel('Summary')).toHaveValue('Swollen');
  });
  await test.step('When the line breaks, then typing goes on, and all of it is kept afterwards', async () => {
    await context.setOffline(true);
    await page.getByLabel('Summary').fill('Swollen since Monday');
    await expect(page.getByText(/^Not saved yet: no connection/)).toBeVisible();
    await page.getByLabel('Summary').fill('Swollen since Monday, painful');
    await context.setOffline(false);
    await expect(page.getByText('Saved as a draft')).toBeVisible();
    await other.reload();
    await expect(other.getByLabel('Summary')).toHaveValue('Swollen since Monday, painful');
  });
  await test.step('When one has saved and the other types, then both texts are shown', async () => {
    await page.getByLabel('Summary').fill('Swollen, warm');
    await expect(page.getByText('Saved as a draft')).toBeVisible();
    await other.getByLabel('Summary').fill('Swollen, no effusion');
    await expect(
      other.getByRole('heading', { name: 'This record was changed elsewhere while you wrote' }),
    ).toBeVisible();
    await expect(other.getByText('Swollen, warm')).toBeVisible();
    await expect(other.getByRole('textbox', { name: 'Summary' })).toHaveValue('Swollen, no effusion');
    await expectAccessible(other);
  });
  await test.step('And what is chosen is kept', async () => {
    await other.getByRole('radio', { name: /Yours/ }).click();
    await other.getByRole('button', { name: 'Go on with what is chosen' }).click();
    await expect(other.getByText('Saved as a draft')).toBeVisible();
    const { body } = await etiba.call(
      'GET',
      `/api/medical-records/${made.body['id']}/`,
      undefined,
      doctor.access,
    );
    expect(body['summary']).toBe('Swollen, no effusion');
  });
  await other.close();
});

test('an absence, and another time for the visit that it strands', async ({ page, etiba }) => {
  const doctor = await aDoctor(etiba, 'Fatuma', 'Abdi');
  const patient = await aPatient(etiba, 'Njeri', 'Mugo');
  const day = clinicDay(2);
  const visit = await aVisit(etiba, patient, doctor, day);

  await test.step('Given a doctor who opens the hours', async () => {
    await enter(page, etiba, doctor);
    await page.goto(`${etiba.url}/schedule`);
    await expect(page.getByRole('group', { name: 'Monday' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When an absence is added, then the visit stands there with a time to offer', async () => {
    await page.getByRole('button', { name: 'Add an absence' }).click();
    await page.getByLabel('From', { exact: true }).fill(day);
    await page.getByLabel('To, included').fill(day);
    await page.getByLabel('Reason').fill('Training');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { name: '1 visit needs another time' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('And one press offers it', async () => {
    await page.getByRole('button', { name: /^Offer / }).click();
    await expect(page.getByText(/^Offered: /)).toBeVisible();
    await expect(page.getByRole('heading', { name: /needs another time/ })).toBeHidden();
    const { body } = await etiba.call('GET', `/api/appointments/${visit.id}/`, undefined, patient.access);
    expect(body['status']).toBe('rescheduled');
    expect(Date.parse(body['appointment_datetime']!)).toBeGreaterThan(Date.parse(visit.start));
  });
});

test('emergency access: opened with a reason for an hour, and the patient is told', async ({
  page,
  context,
  etiba,
}) => {
  const author = await aDoctor(etiba, 'Priya', 'Nair');
  const other = await aDoctor(etiba, 'Joseph', 'Kilonzo');
  const patient = await aPatient(etiba, 'Zawadi', 'Were');
  const today = clinicDay();
  await aVisit(etiba, patient, author, today);
  await aVisit(etiba, patient, other, clinicDay(1));
  const record = {
    patient: patient.id,
    record_type: 'consultation',
    title: 'Counselling',
    summary: 'Told in confidence',
    is_confidential: true,
  };
  await succeed(etiba.call('POST', '/api/medical-records/', record, author.access));

  await test.step('Given a doctor who sees only that there is a record', async () => {
    await enter(page, etiba, other);
    await page.goto(`${etiba.url}/patients/${patient.id}`);
    await expect(page.getByText('Some records of this patient are confidential')).toBeVisible();
    await expect(page.getByText('Counselling')).toBeHidden();
    await expectAccessible(page);
  });
  await test.step('When a reason is given, then it can be read', async () => {
    await page.getByRole('button', { name: 'Emergency access…' }).click();
    await expect(page.getByRole('button', { name: 'Open the records' })).toBeDisabled();
    await page.getByLabel('Why can it not wait?').fill('Unconscious, medicines not known');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Open the records' }).click();
    await expect(page.getByText(/^Emergency access until/)).toBeVisible();
    await page.getByRole('button', { name: /Counselling/ }).click();
    await expect(page.getByText('Told in confidence')).toBeVisible();
  });
  await test.step('Then the patient reads who it was', async () => {
    await context.clearCookies();
    await enter(page, etiba, patient);
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await expect(page.getByText(/Kilonzo opened your confidential records/)).toBeVisible();
  });
});

test('the calendar shows the visit, which is dragged, and moved by keyboard; a patient is found by a part of the name', async ({
  page,
  etiba,
}) => {
  const doctor = await aDoctor(etiba, 'Haruka', 'Sato');
  const patient = await aPatient(etiba, 'Nasimiyu', 'Barasa');
  const day = clinicDay(1);
  const visit = await aVisit(etiba, patient, doctor, day);
  const startOf = async () => {
    const { body } = await etiba.call('GET', `/api/appointments/${visit.id}/`, undefined, doctor.access);
    return body['appointment_datetime'];
  };

  await test.step('Given the calendar on the day of the visit', async () => {
    await enter(page, etiba, doctor);
    await page.goto(`${etiba.url}/calendar?day=${day}`);
    await expect(page.getByRole('button', { name: /Nasimiyu Barasa, Booked/ })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When it is dragged, then it is asked first, and it stands where it was dropped', async () => {
    const block = page.getByRole('button', { name: /Nasimiyu Barasa, Booked/ });
    const from = (await block.boundingBox())!;
    const slowly = '**/api/appointments/availability/?**';
    await page.route(slowly, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1000)); // it is dropped before the free times have come
      await route.continue();
    });
    await page.mouse.move(from.x + 30, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 30, from.y + 208, { steps: 6 });
    await page.mouse.up();
    const asked = page.getByRole('dialog', { name: 'Move the visit?' });
    await expect(asked).toContainText('Nasimiyu Barasa: from');
    await page.unroute(slowly);
    await expectAccessible(page);
    await asked.getByRole('button', { name: 'Move it' }).click();
    const moved = page.getByRole('button', { name: /Nasimiyu Barasa, Moved/ });
    await expect(moved).toBeVisible();
    expect((await moved.boundingBox())!.y - from.y).toBeGreaterThan(150);
    expect(await startOf()).not.toBe(visit.start);
  });
  await test.step('When it is moved with the keyboard alone, then it stands at the new time', async () => {
    const dragged = await startOf();
    const block = page.getByRole('button', { name: /Nasimiyu Barasa, Moved/ });
    await block.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Move…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Choose another time' });
    await dialog
      .getByRole('radio')
      .nth(3)
      .or(dialog.getByRole('button', { name: /^\d\d:\d\d/ }).nth(3))
      .first()
      .focus();
    await page.keyboard.press(' ');
    await dialog.getByRole('button', { name: 'Move the visit' }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(block).toBeVisible();
    expect(await startOf()).not.toBe(dragged);
  });
  await test.step('And the search term stands in no address', async () => {
    await page.goto(`${etiba.url}/patients`);
    await page.getByRole('searchbox').fill('nasimi');
    await expect(page.getByRole('link', { name: /Nasimiyu Barasa/ })).toBeVisible();
    expect(page.url()).not.toContain('nasimi');
    await expectAccessible(page);
  });
});
