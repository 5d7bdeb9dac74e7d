import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { TIME_ZONE } from '../support/time-zone.ts';
import { expect, mailedLink, test, type Etiba } from '../support/etiba.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  keptByBrowser,
  signIn,
  signOut,
} from '../support/pages.ts';

const admin = { email: 'desk@example.org', password: 'violet umbrella 77' };
const password = 'orange bicycle 19';
/** Said to the doctor alone: it must be nowhere once somebody has signed out. */
const CANARY = 'quartz heron in the throat';

test.describe.configure({ mode: 'serial' });

let desk = '';

test.beforeAll(async ({ etiba }) => {
  const token = new URLSearchParams(new URL(etiba.setupLink).hash.slice(1)).get('token');
  await etiba.call('POST', '/api/auth/setup/', {
    token,
    ...admin,
    first_name: 'Wanjiru',
    last_name: 'Kamau',
  });
  desk = await accessOf(etiba, admin.email, admin.password);
  const heart = { name: 'Cardiology' };
  const { body } = await etiba.call('POST', '/api/doctors/specializations/create/', heart, desk);
  await aDoctor(etiba, 'Agnes', 'Akoth', []);
  await aDoctor(etiba, 'Joseph', 'Odhiambo', [body['id'] ?? '']);
});

for (const hands of ['mouse', 'keyboard'] as const) {
  test(`from signing up to a booked visit, by ${hands}`, async ({ page, etiba }, { project }) => {
    const email = `${hands}-${project.name}@example.org`;
    const press = hands === 'mouse' ? byMouse : byKeyboard;
    await test.step('Given a person who has signed up and verified the address', async () => {
      await signUp(page, etiba, email);
    });
    await test.step('When they look for a heart doctor', async () => {
      await signIn(page, email, password);
      await expect(page.getByRole('heading', { level: 1, name: 'Hello, Amina' })).toBeVisible();
      await expectAccessible(page);
      await press(page, page.getByRole('main').getByRole('link', { name: 'Cardiology' }));
      await expect(page.getByRole('article', { name: 'Dr. Joseph Odhiambo' })).toBeVisible();
      await expect(page.getByRole('article', { name: 'Dr. Agnes Akoth' })).toBeHidden();
      await page
        .getByRole('button', { name: /^\d\d:\d\d/ })
        .or(page.getByText('No time is free on this day')) // today is over when this runs late
        .first()
        .waitFor();
      await expectAccessible(page);
      expect(page.url()).not.toMatch(/Cardio|Joseph/);
    });
    await test.step('And press a free time of tomorrow', async () => {
      await chooseTomorrow(page, press);
      await expect(page.getByRole('heading', { level: 1, name: 'Book this visit' })).toBeVisible();
      await expectAccessible(page);
    });
    await test.step('Then the reason is asked for, and without one the field says so', async () => {
      await press(page, page.getByRole('button', { name: 'Book', exact: true }));
      await expect(page.getByLabel('What brings you here?')).toBeFocused();
    });
    await test.step('And with one they are booked', async () => {
      await page.keyboard.type(CANARY);
      await press(page, page.getByRole('button', { name: 'Book', exact: true }));
      await expect(page.getByText('You are booked')).toBeVisible();
      await expect(page.getByText(CANARY)).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test('a visit is moved, is cancelled, and leaves nothing behind', async ({ page, etiba }, { project }) => {
  const email = `mouse-${project.name}@example.org`;
  await test.step('Given a patient with a booked visit', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, email, password);
    await page.goto(`${etiba.url}/visits`);
    await expect(page.getByRole('link', { name: 'Dr. Joseph Odhiambo' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Dr. Joseph Odhiambo' }).click();
    await expect(page.getByText('Booked').first()).toBeVisible();
  });
  await test.step('When another time is chosen', async () => {
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose another time' });
    await dialog
      .getByRole('button', { name: /^\d\d:\d\d/ })
      .last()
      .click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Move the visit' }).click();
  });
  await test.step('Then the visit says so, and its history too', async () => {
    await expect(page.getByRole('list', { name: 'History' }).getByText(/^Moved from/)).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('When it is cancelled with a word to the clinic', async () => {
    await page.getByRole('button', { name: 'Cancel the visit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this visit?' });
    await dialog.getByLabel('Why? You may leave this empty.').fill('Feeling better');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click();
  });
  await test.step('Then it is cancelled, and no longer to be changed', async () => {
    await expect(page.getByText('Cancelled').first()).toBeVisible();
    await expect(page.getByText('“Feeling better”')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Move', exact: true })).toBeHidden();
  });
  await test.step('And the bell has told of it', async () => {
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await expect(page.getByText(/is cancelled/).first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });
  await test.step('When they sign out, then Back shows nothing and nothing is kept', async () => {
    await signOut(page);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await expect(page.getByText(CANARY)).toBeHidden();
    expect(await keptByBrowser(page)).not.toMatch(/eyJ|token|Otieno|Odhiambo|heron|example\.org/);
  });
});

test('all that is held of somebody is theirs to take along', async ({ page, etiba }, { project }) => {
  const email = `mouse-${project.name}@example.org`;
  const button = page.getByRole('button', { name: 'Download my data' });
  await test.step('Given a patient at their data, on a line that breaks', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, email, password);
    await page.goto(`${etiba.url}/my-data`);
    await page.route('**/api/patients/me/data/', (route) => route.abort());
    await button.click();
    await expect(page.getByText('We cannot reach Etiba')).toBeVisible();
    await page.unroute('**/api/patients/me/data/');
  });
  await test.step('When they ask for it again, then it is one file with their account and visits', async () => {
    const saving = page.waitForEvent('download');
    await button.click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^my-data-\d{4}-\d\d-\d\d\.json$/);
    const { account, appointments } = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(account.email).toBe(email);
    expect(appointments.map(({ reason }: { reason: string }) => reason)).toContain(CANARY);
  });
});

test('somebody was faster: the nearest other times are offered', async ({ page, etiba }, { project }) => {
  const email = `mouse-${project.name}@example.org`;
  const rival = await accessOf(etiba, `keyboard-${project.name}@example.org`, password);
  await test.step('Given a patient who is about to book', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, email, password);
    await page.goto(`${etiba.url}/find`);
    await page.getByRole('article', { name: 'Dr. Agnes Akoth' }).waitFor();
    await chooseTomorrow(page, byMouse, 'Dr. Agnes Akoth');
    await page.getByLabel('What brings you here?').fill(CANARY);
  });
  await test.step('When somebody else books the time', async () => {
    const { pathname, searchParams } = new URL(page.url());
    const booking = {
      doctor_id: pathname.split('/').at(-1),
      appointment_datetime: searchParams.get('start'),
      reason: 'Me too',
    };
    expect((await etiba.call('POST', '/api/appointments/', booking, rival)).status).toBe(201);
    await page.getByRole('button', { name: 'Book', exact: true }).click();
  });
  await test.step('Then the page says so, keeps the words, and books another time with two presses', async () => {
    const refused = page.getByRole('alert');
    await expect(refused).toContainText('Somebody was faster');
    await expectAccessible(page);
    await refused.getByRole('button').first().click();
    await expect(page.getByLabel('What brings you here?')).toHaveValue(CANARY);
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await expect(page.getByText('You are booked')).toBeVisible();
  });
});

test('on a line that breaks, a visit is booked once', async ({ page, etiba }, { project }) => {
  const email = `keyboard-${project.name}@example.org`;
  await test.step('Given a patient whose first answer is lost on the way', async () => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, email, password);
    await page.goto(`${etiba.url}/find`);
    await chooseTomorrow(page, byMouse, 'Dr. Agnes Akoth');
    let isFirst = true;
    await page.route('**/api/appointments/', async (route) => {
      if (route.request().method() !== 'POST' || !isFirst) return route.fallback();
      isFirst = false;
      await route.fetch();
      return route.abort();
    });
  });
  await test.step('When they book, then it is tried again and booked', async () => {
    await page.getByLabel('What brings you here?').fill('Once');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await expect(page.getByText('You are booked')).toBeVisible();
  });
  await test.step('And there is one visit', async () => {
    const access = await accessOf(etiba, email, password);
    const { body } = await etiba.call('GET', '/api/appointments/?search=Once', undefined, access);
    const visits = (body['results'] ?? []) as { reason: string }[];
    expect(visits.filter(({ reason }) => reason === 'Once')).toHaveLength(1);
  });
});

const PLAIN_PAGES = [
  '/records',
  '/my-data',
  '/notifications',
  '/notifications/preferences',
  '/account',
  '/no-such-page',
];

for (const path of PLAIN_PAGES) {
  test(`${path} is accessible: in English, from right to left, at 400 %`, async ({ page, etiba }, {
    project,
  }) => {
    await page.goto(`${etiba.url}/sign-in`);
    await signIn(page, `mouse-${project.name}@example.org`, password);
    for (const language of ['en', 'ar-XB']) {
      await page.evaluate((chosen) => localStorage.setItem('etiba.language', chosen), language);
      await page.goto(etiba.url + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    // At 400 % of 1280 by 1024, in the language with the longest words.
    await page.setViewportSize({ width: 320, height: 256 });
    await page.evaluate(() => localStorage.setItem('etiba.language', 'fr'));
    await page.goto(etiba.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectNoSidewaysScroll(page);
  });
}

type Press = (page: Page, target: ReturnType<Page['getByRole']>) => Promise<void>;

const byMouse: Press = (_page, target) => target.click();

/** Only what the keyboard reaches: Tab until it has the focus, then Enter. */
const byKeyboard: Press = async (page, target) => {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not reach it');
};

/** The first free time of tomorrow, on a phone after its day was chosen. */
async function chooseTomorrow(page: Page, press: Press, doctor = 'Dr. Joseph Odhiambo'): Promise<void> {
  const tomorrow = new Date(Date.now() + 86_400_000);
  const name = tomorrow.toLocaleDateString('en-GB', {
    timeZone: TIME_ZONE,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const card = page.getByRole('article', { name: doctor });
  await card.scrollIntoViewIfNeeded(); // times are fetched for whom one sees
  if (page.viewportSize()!.width < 1200) {
    await press(page, page.getByRole('button', { name }).first());
    await card
      .getByRole('button', { name: '06:00' })
      .or(card.getByRole('button', { name: /^\d\d:\d\d$/ }))
      .first()
      .waitFor();
    await press(page, card.getByRole('button', { name: /^\d\d:\d\d$/ }).first());
  } else {
    await press(page, card.getByRole('button', { name: new RegExp(`^\\d\\d:\\d\\d, ${name}$`) }).first());
  }
}

async function signUp(page: Page, etiba: Etiba, email: string): Promise<void> {
  await page.goto(`${etiba.url}/sign-up`);
  await page.getByLabel('First name').fill('Amina');
  await page.getByLabel('Last name').fill('Otieno');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await page.goto(await mailedLink(etiba, desk, 'verify-email', email));
  await page.getByRole('button', { name: 'Verify my address' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
}

async function accessOf(etiba: Etiba, email: string, secret: string): Promise<string> {
  const { body } = await etiba.call('POST', '/api/auth/login/', { email, password: secret });
  return body['access'] ?? '';
}

/** A doctor who has accepted the invitation and works every day from six to ten. */
async function aDoctor(etiba: Etiba, first_name: string, last_name: string, specialization_ids: string[]) {
  const email = `${first_name.toLowerCase()}@example.org`;
  const details = { email, first_name, last_name, license_number: `KE-${last_name}`, specialization_ids };
  const doctor = await etiba.call('POST', '/api/doctors/register/', details, desk);
  const link = new URLSearchParams(new URL(await mailedLink(etiba, desk, 'invitation', email)).hash.slice(1));
  await etiba.call('POST', '/api/auth/invitation/confirm/', {
    uidb64: link.get('uid'),
    token: link.get('token'),
    password: 'morning kettle 42',
  });
  const week = [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
    day_of_week,
    start_time: '06:00',
    end_time: '22:00',
  }));
  const hours = await etiba.call('PUT', `/api/doctors/${doctor.body['id']}/availability/`, week, desk);
  expect(hours.status).toBe(200);
}
