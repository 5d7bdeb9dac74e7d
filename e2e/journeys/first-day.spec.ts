import { expect, mailedLink, test } from '../support/etiba.ts';
import { expectAccessible, keptByBrowser, signIn, signOut } from '../support/pages.ts';

const admin = { email: 'desk@example.org', password: 'violet umbrella 77' };

test.describe.configure({ mode: 'serial' });

test('the first administrator is made with the printed link', async ({ page, etiba }) => {
  await test.step('Given the link that the start has printed', async () => {
    await page.goto(etiba.setupLink);
    await expect(page.getByRole('heading', { name: 'Set up Etiba' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When a weak password is chosen, then the field says why and the rest is kept', async () => {
    await page.getByLabel('First name').fill('Wanjiru');
    await page.getByLabel('Last name').fill('Kamau');
    await page.getByLabel('E-mail').fill(admin.email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await expect(page.getByText('Too short')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveValue(admin.email);
  });
  await test.step('When a good one is chosen, then the administrator can sign in', async () => {
    await page.getByLabel('Password', { exact: true }).fill(admin.password);
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await expect(page.getByRole('heading', { name: 'Etiba is ready' })).toBeVisible();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, admin.email, admin.password);
    await expect(page).toHaveURL(`${etiba.url}/board`);
    await expect(page.getByText('Nobody works on this day')).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('And no token lies where a stranger could find it', async () => {
    const kept = await keptByBrowser(page);
    expect(kept).not.toMatch(/eyJ|token|uid=|desk@example|Kamau/);
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });
  await test.step('And signing out ends it', async () => {
    await signOut(page);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});

test('a patient signs up, verifies the address and signs in', async ({ page, etiba }, { project }) => {
  const email = `amina-${project.name}@example.org`;
  const password = 'orange bicycle 19';
  await test.step('Given a person who signs up', async () => {
    await page.goto(`${etiba.url}/sign-up`);
    await page.getByLabel('First name').fill('Amina');
    await page.getByLabel('Last name').fill('Otieno');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  });
  await test.step('When the mailed link is opened', async () => {
    const { body } = await etiba.call('POST', '/api/auth/login/', admin);
    await page.goto(await mailedLink(etiba, body['access'] ?? '', 'verify-email', email));
    await page.getByRole('button', { name: 'Verify my address' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('Then the person can sign in', async () => {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, email, password);
    await expect(page.getByRole('heading', { level: 1, name: 'Hello, Amina' })).toBeVisible();
  });
});

test('Swagger UI shows the operations and asks no other server', async ({ page, etiba }) => {
  await page.goto(`${etiba.url}/api/swagger/`);
  await expect(async () => {
    await page.mouse.wheel(0, 1_500); // it draws only what is near the window
    await expect(page.getByText('Book a visit').first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
});

test('ReDoc shows the operations and asks no other server', async ({ page, etiba }) => {
  await page.goto(`${etiba.url}/api/redoc/`);
  const operation = page.getByRole('heading', { name: 'Book a visit' });
  await expect(operation).toBeVisible({ timeout: 30_000 });
});
