import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Deps } from '../deps.ts';
import { LOCALES, type Locale } from '../i18n.ts';
import { renderSamples, type RenderedMail } from '../mail.ts';
import { escapeHtml } from '../mail-layout.ts';
import { problems } from '../problems.ts';

const PATH = '/dev/mails';
const open = { config: { access: 'public' }, schema: { hide: true } } as const;

/** Every mail that Etiba can send, with sample data, in every language. Only where `dev_pages` is on. */
export function installDevMails(app: FastifyInstance, deps: Deps): void {
  app.get(`${PATH}/`, open, async (_request, reply) => sendPage(reply, 'Mails', listOf(deps)));

  app.get(`${PATH}/:kind/:locale/`, open, async (request, reply) => {
    const { kind: name, locale } = request.params as { kind: string; locale: Locale };
    const kind = deps.mailer.kinds.get(name);
    if (!kind || !LOCALES.includes(locale)) throw problems.not_found();
    const mails = await renderSamples(deps, kind, locale);
    const others = LOCALES.map((other) => link(`${PATH}/${name}/${other}/`, other, other === locale));
    const nav = `<nav aria-label="Languages"><a href="${PATH}/">All mails</a> ${others.join(' ')}</nav>`;
    return sendPage(reply, `${name} (${locale})`, nav + mails.map(shown).join('\n'));
  });
}

function listOf({ mailer }: Deps): string {
  const rows = [...mailer.kinds.keys()].sort().map((kind) => {
    const links = LOCALES.map((locale) => `<td>${link(`${PATH}/${kind}/${locale}/`, locale)}</td>`);
    return `<tr><th scope="row">${escapeHtml(kind)}</th>${links.join('')}</tr>`;
  });
  return `<table><tbody>${rows.join('\n')}</tbody></table>`;
}

function link(href: string, label: string, isCurrent = false): string {
  return `<a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${label}</a>`;
}

function shown({ subject, to, text, html, calendar, unsubscribe_url }: RenderedMail): string {
  const part = (name: string, content: string) =>
    `<details><summary>${name}</summary><pre>${escapeHtml(content)}</pre></details>`;
  return `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(to)}${unsubscribe_url === undefined ? '' : ', with one-click unsubscribe'}</p>
<iframe title="${escapeHtml(subject)}" sandbox srcdoc="${escapeHtml(html)}"></iframe>
${part('Text', text)}
${calendar ? part(`Calendar entry, ${calendar.method}`, calendar.content) : ''}
</article>`;
}

function sendPage(reply: FastifyReply, title: string, body: string): FastifyReply {
  const heading = escapeHtml(title);
  return reply.type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${heading}</title>
<style>
:root{color-scheme:light dark}
body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}
a{display:inline-block;min-width:1.5rem;padding:.25rem}[aria-current]{font-weight:700;text-decoration:none}
th{text-align:left;padding-right:2rem;font-weight:500}article{margin:2rem 0 3rem}
iframe{width:100%;height:34rem;border:1px solid #8888;border-radius:.75rem;background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border:1px solid #8888;border-radius:.75rem}
</style></head>
<body><main><h1>${heading}</h1>${body}</main></body>
</html>`);
}
