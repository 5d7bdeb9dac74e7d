import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba, type TestEtiba } from '../../../test/harness.ts';
import { mails } from '../../modules.ts';
import { LOCALES } from '../i18n.ts';
import { renderSamples, type RenderedMail } from '../mail.ts';

const web = join(import.meta.dirname, '../../../../web/src');
const etiba = useEtiba();
const browser = { headers: { accept: 'text/html' } };
let developing: TestEtiba;
beforeAll(async () => {
  developing = await openTestEtiba({ beside: etiba.database, config: { dev_pages: true } });
});
afterAll(() => developing?.close());

/** Addresses of the web app, as its routes write them. */
const pages = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx'))
  .flatMap((name) => [...readFileSync(join(web, name), 'utf8').matchAll(/\bpath: '(\/[^']*)'/g)])
  .map(([, path]) => new RegExp(`^${path!.replaceAll(/\$\w+/g, '[^/]+')}$`));

describe('/dev/mails', () => {
  it('is not there unless it is switched on, also not as a page of the web app', async () => {
    for (const path of ['/dev/mails', '/dev/mails/', '/dev/mails/booked/en/'])
      expect(await etiba.anyone.get(path, browser)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
  });

  it('lists every mail in every language, and leads to each', async () => {
    const { status, body } = await developing.anyone.get('/dev/mails');
    expect(status).toBe(200);
    const links = [...body.matchAll(/href="([^"]+)"/g)].map(([, href]) => href as string);
    expect(links).toHaveLength(mails.length * LOCALES.length);
    for (const href of links) {
      const page = await developing.anyone.get(href);
      expect(page.status).toBe(200);
      expect(page.body).toContain('<iframe');
    }
  });

  it.each(['/dev/mails/nothing/en/', '/dev/mails/booked/de/', '/dev/mails/booked/'])(
    'has no %s',
    async (path) => {
      expect((await developing.anyone.get(path)).status).toBe(404);
    },
  );

  it('runs nothing: the mail is text in an attribute, in a frame that may do nothing', async () => {
    const clinic = { name: '"><script>alert(1)</script>' };
    const { db } = developing.deps;
    const before = await db.selectFrom('clinic_settings').select('name').executeTakeFirstOrThrow();
    await db.updateTable('clinic_settings').set(clinic).execute();
    const { body } = await developing.anyone.get('/dev/mails/invitation/en/');
    await db.updateTable('clinic_settings').set(before).execute();
    expect(body).not.toContain('<script');
    expect(body).toMatch(/<iframe [^>]*\bsandbox srcdoc="/);
  });
});

describe.each(mails.map((mail) => [mail.kind, mail] as const))('the mail %s', (_kind, mail) => {
  const inAll = () => Promise.all(LOCALES.map((locale) => renderSamples(etiba.deps, mail, locale)));

  it('is whole in every language, as text and as HTML', async () => {
    for (const [index, samples] of (await inAll()).entries()) {
      expect(samples.length).toBeGreaterThan(0);
      for (const { subject, text, html } of samples) {
        expect(subject).toMatch(/^\S.{3,140}$/);
        expect(text.length).toBeGreaterThan(100);
        expect(html).toContain(`<html lang="${LOCALES[index]}">`);
        expect(subject + text + html).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
        // Read aloud and in plain text it says the same.
        const [, address] = /^(https:\S+)$/m.exec(text) ?? [];
        expect(address).toBeDefined();
        expect(html).toContain(`href="${address!.replaceAll('&', '&amp;')}"`);
        expect(pages.some((page) => page.test(new URL(address!).pathname))).toBe(true);
      }
    }
  });

  it('says nothing in another language', async () => {
    const all = await inAll();
    const sentences = (list: RenderedMail[]) =>
      new Set(
        list.flatMap(({ text }) => text.split('\n').filter((line) => /^[\p{L}\d].* .* .*[.!?]$/u.test(line))),
      );
    const [en, sw, fr] = all.map(sentences) as [Set<string>, Set<string>, Set<string>];
    expect(en.size).toBeGreaterThan(0);
    for (const [one, other] of [
      [en, sw],
      [en, fr],
      [sw, fr],
    ] as const)
      expect([...one.intersection(other)]).toEqual([]);
  });

  it('brings only entries that a calendar can read', async () => {
    const entries = (await inAll()).flat().flatMap(({ calendar }) => (calendar ? [calendar.content] : []));
    const names = entries.map((entry) => new ICAL.Component(ICAL.parse(entry) as unknown[]).name);
    expect(names).toEqual(entries.map(() => 'vcalendar'));
  });
});
