import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
/** What `npm run build` has made; `npm ci` does it. */
const folder = join(import.meta.dirname, '../../../../web/dist');
const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

const paths = ['/', '/setup', '/verify-email', '/reset-password', '/invitation', '/visits/deep/link?page=2'];
const assets = readdirSync(join(folder, 'assets')).filter((name) => !/\.(?:gz|br)$/.test(name));

function expectProtected(headers: Record<string, unknown>): void {
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'self'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
}

describe('the page', () => {
  it.each(paths)('opens at %s for anyone and is not kept', async (path) => {
    const { status, headers, body } = await etiba.anyone.get(path, browser);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    expectProtected(headers);
    expect(body).toBe(readFileSync(join(folder, 'index.html'), 'utf8'));
  });

  it('runs under the content policy: no inline script, no handler, nothing from elsewhere', async () => {
    const { body, headers } = await etiba.anyone.get('/', browser);
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval/);
    const sources = [...body.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map(([, source]) =>
      String(source),
    );
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).toMatch(/^\/[^/]/);
      expect((await etiba.anyone.get(source)).status).toBe(200);
    }
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:/i);
  });

  it('brings its small files under their own names, asked for anew each time', async () => {
    for (const [path, type] of [
      ['/boot.js', 'javascript'],
      ['/favicon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await etiba.anyone.get(path);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-type']).toContain(type);
    }
  });
});

describe('the parts of the page', () => {
  it('are what they are and are kept for ever', async () => {
    const types: Record<string, string> = { js: 'javascript', css: 'text/css', woff2: 'font/woff2' };
    const oneOfEach = Object.keys(types).map((type) => assets.find((name) => name.endsWith(`.${type}`))!);
    for (const name of oneOfEach) {
      const { status, headers } = await etiba.anyone.get(`/assets/${name}`);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-type']).toContain(types[name.split('.').at(-1)!]);
      expectProtected(headers);
    }
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('are sent as %s to whoever reads it', async (encoding, unpack) => {
    const name = assets.find((asset) => asset.endsWith('.js'))!;
    const response = await etiba.app.inject({
      url: `/assets/${name}`,
      headers: { 'accept-encoding': encoding },
    });
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(response.headers['content-type']).toContain('javascript');
    expect(unpack(response.rawPayload).toString()).toBe(readFileSync(join(folder, 'assets', name), 'utf8'));
  });

  it('are nothing beside their folder', async () => {
    for (const path of [
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/',
      '/assets/gone-12345678.js',
    ]) {
      expect(await etiba.anyone.get(path)).toMatchObject({
        status: expect.toSatisfy((status) => status === 404 || status === 400 || status === 403),
      });
    }
  });
});

describe('a path that leads nowhere', () => {
  it.each([
    ['GET', '/nowhere', 'application/json'],
    ['GET', '/api/nowhere', 'text/html'],
    ['GET', '/API/nowhere', 'text/html'],
    ['GET', '/api?x', 'text/html'],
    ['GET', '/assets/nowhere.js', 'text/html'],
    ['POST', '/nowhere', 'text/html'],
    ['POST', '/setup', 'text/html'],
  ] as const)('is a problem for others than a browser: %s %s as %s', async (method, url, accept) => {
    const response = await etiba.app.inject({ method, url, headers: { accept } });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.json()).toMatchObject({ code: 'not_found' });
  });
});
