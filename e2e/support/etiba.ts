import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect, type Page, type Request } from '@playwright/test';
import { TIME_ZONE } from './time-zone.ts';

const main = join(import.meta.dirname, '../../server/src/main.ts');

export interface Etiba {
  url: string;
  /** The one-time link for the first administrator. */
  setupLink: string;
  /** What the server has logged as an error, a line each; a test that is over has taken its own away. */
  errors: string[];
  /** Calls the API without a browser, as a desk program would. */
  call(
    method: string,
    path: string,
    body?: unknown,
    access?: string,
  ): Promise<{ status: number; body: Record<string, never> }>;
}

interface WorkerFixtures {
  /** A real Etiba with its own database, one for each worker of the tests. */
  etiba: Etiba;
}

interface TestFixtures {
  /** Fails the test when the page or the server reports an error, or the page asks any other server. */
  quiet: void;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  etiba: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from this pattern
    async ({}, use) => {
      const port = await freePort();
      const dataDir = await mkdtemp(join(tmpdir(), 'etiba-e2e-'));
      const url = `http://127.0.0.1:${port}`;
      const env = {
        PATH: process.env['PATH'],
        PORT: String(port),
        ETIBA_DATA_DIR: dataDir,
        LOG_LEVEL: 'error',
        CLINIC_TIME_ZONE: TIME_ZONE,
      };
      const server = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const gone = new Promise((resolve) => server.once('exit', resolve));
      try {
        await use({
          url,
          ...(await listen(server.stdout)),
          call: (...request) => call(url, ...request),
        });
      } finally {
        server.kill('SIGTERM');
        await gone;
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    { scope: 'worker' },
  ],

  quiet: [
    async ({ page, etiba }, use, info) => {
      const said: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => {
        // The browser reports each refusal of the API and each line that is cut; the journeys provoke some on purpose.
        // And it tells when the tests' own scripts are kept out of the frame in which nothing runs.
        if (
          !/the server responded with a status of 4\d\d|net::ERR_(?:FAILED|INTERNET_DISCONNECTED)|^Blocked script execution in 'about:srcdoc'/.test(
            message.text(),
          )
        )
          said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(etiba.url) && !/^(data|blob):/.test(request.url()))
          said.push(request.url());
      });
      const note = (request: Request) =>
        lineOf(request).then(
          (line) => asked.push(line),
          () => {}, // the page has been closed meanwhile
        );
      page.on('requestfinished', (request) => void note(request));
      page.on('requestfailed', (request) => void note(request));
      await use();
      if (info.status !== info.expectedStatus) console.log(await lastSeen(page, asked));
      expect([...said, ...etiba.errors.splice(0)]).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The newest mail of a kind to an address, read as an administrator; its link on this server. */
export async function mailedLink(
  etiba: Etiba,
  access: string,
  kind: string,
  address: string,
): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const list = await etiba.call(
      'GET',
      `/api/admin/mails/?kind=${kind}&search=${encodeURIComponent(address)}`,
      undefined,
      access,
    );
    const [mail] = (list.body['results'] ?? []) as { id: string }[];
    if (mail) {
      const { body } = await etiba.call('GET', `/api/admin/mails/${mail.id}/`, undefined, access);
      const link = /https?:\/\/\S+/.exec(body['text'] ?? '')?.[0];
      if (link) return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail ${kind}`);
}

/** One request of the page: what, how long it took and what it was answered, without what it carries. */
async function lineOf(request: Request): Promise<string> {
  const { startTime, responseEnd } = request.timing();
  const answer = request.failure()?.errorText ?? (await request.response())?.status();
  const at = new Date(startTime).toISOString().slice(11, 23);
  return `${at} ${request.method()} ${new URL(request.url()).pathname} ${answer} ${Math.round(responseEnd)} ms`;
}

/** For whoever reads of a failure where no trace can be opened: what was on the page, and what it had asked for. */
async function lastSeen(page: Page, asked: readonly string[]): Promise<string> {
  const seen = await page.locator('body').ariaSnapshot();
  const calls = asked.filter((line) => line.includes(' /api/')).slice(-30);
  return [`\n--- ${page.url()} at ${new Date().toISOString()}`, seen, ...calls, '---'].join('\n');
}

async function call(url: string, method: string, path: string, body?: unknown, access?: string) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(access !== undefined && { authorization: `Bearer ${access}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

/** Reads what the server prints: first its link, then, for as long as it runs, what went wrong. */
async function listen(output: NodeJS.ReadableStream): Promise<Pick<Etiba, 'setupLink' | 'errors'>> {
  const errors: string[] = [];
  const lines = createInterface({ input: output });
  const setupLink = await new Promise<string>((resolve, reject) => {
    const printed: string[] = [];
    lines.on('line', (line) => {
      printed.push(line);
      const link = /https?:\/\/\S+\/setup#\S+/.exec(line)?.[0];
      if (link) resolve(link);
      if (line.startsWith('{')) errors.push(line);
    });
    lines.once('close', () => reject(new Error(`Etiba did not start: ${printed.join('\n')}`)));
  });
  return { setupLink, errors };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
