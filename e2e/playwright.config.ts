import { defineConfig } from '@playwright/test';
import { TIME_ZONE } from './support/time-zone.ts';

/** A system Chromium: nothing is downloaded. */
const chromium = '/usr/bin/chromium';

export default defineConfig({
  testDir: 'journeys',
  workers: 2, // each with an Etiba of its own
  forbidOnly: true,
  retries: 0,
  // Against what hangs. A journey may take its time on a busy machine; what must be quick is measured where it is claimed.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: 'results',
  use: {
    actionTimeout: 30_000,
    locale: 'en-GB',
    timezoneId: TIME_ZONE,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'phone', use: { viewport: { width: 390, height: 844 } } },
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
  ],
});
