import type { CalendarEntry } from './calendar-entry.ts';
import type { Locale } from './i18n.ts';

/** What a mail says; how it looks is the same for all. */
export interface MailContent {
  subject: string;
  paragraphs: string[];
  /** A list below the paragraphs. */
  lines?: string[];
  action?: { label: string; url: string };
  /** Small print below, e.g. how long the link works. */
  note?: string;
  /** For the reader's calendar. */
  calendar?: CalendarEntry;
  /** Where mails of this kind can be refused, without signing in. */
  unsubscribe_url?: string;
}

interface Frame {
  first_name: string;
  locale: Locale;
  /** Who writes, and how to reach them. */
  clinic: { name: string; address: string; phone: string | null; email: string | null };
}

const greeting: Record<Locale, string> = { en: 'Hello', sw: 'Habari', fr: 'Bonjour' };

const unsubscribe: Record<Locale, string> = {
  en: 'No more mails like this',
  sw: 'Sitaki tena barua pepe kama hii',
  fr: 'Ne plus recevoir ce type de message',
};

/** Whoever signs a stranger up chooses the name in the stranger's mail; it must not carry an address to click on. */
function greet({ first_name, locale }: Frame): string {
  const readsAsLink = /[:/@\\]|\.\S/.test(first_name);
  return readsAsLink ? `${greeting[locale]},` : `${greeting[locale]} ${first_name},`;
}

/** The mail as plain text and as HTML that works without images, style sheets or a mouse. */
export function layOutMail(content: MailContent, frame: Frame): { text: string; html: string } {
  const { paragraphs, lines = [], action, note } = content;
  const hello = greet(frame);
  const { name, address, phone, email } = frame.clinic;
  const sender = [name, address, phone, email].filter((line): line is string => Boolean(line));
  const stop = content.unsubscribe_url;
  const text = [
    hello,
    ...paragraphs,
    ...(lines.length > 0 ? [lines.map((line) => `- ${line}`).join('\n')] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(note ? [note] : []),
  ]
    .concat(
      ['-- ', ...sender, ...(stop === undefined ? [] : [`${unsubscribe[frame.locale]}: ${stop}`])].join('\n'),
    )
    .join('\n\n');

  const body = [hello, ...paragraphs]
    .map((line) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`)
    .join('\n');
  const items = lines.map((line) => `<li style="margin:0 0 8px">${escapeHtml(line)}</li>`);
  const list =
    items.length > 0 ? `<ul style="margin:0 0 16px;padding-left:20px">${items.join('\n')}</ul>\n` : '';
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#0f6b5c;color:#ffffff;` +
      `padding:12px 20px;border-radius:8px;text-decoration:none;display:inline-block">${escapeHtml(action.label)}</a></p>` +
      `<p style="margin:0 0 16px;font-size:14px;color:#4b5563;word-break:break-all">${escapeHtml(action.url)}</p>`
    : '';
  const small = note ? `<p style="margin:0 0 16px;font-size:14px;color:#4b5563">${escapeHtml(note)}</p>` : '';
  const refusal =
    stop === undefined
      ? ''
      : `<p style="margin:8px 0 0;font-size:14px"><a href="${escapeHtml(stop)}" style="color:#4b5563">` +
        `${escapeHtml(unsubscribe[frame.locale])}</a></p>\n`;
  const html = `<!doctype html>
<html lang="${frame.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(content.subject)}</title></head>
<body style="margin:0;background:#f4f6f5;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#111827">
<div style="max-width:560px;margin:0 auto;padding:32px 24px">
<div style="background:#ffffff;border-radius:12px;padding:32px">
${body}
${list}${button}${small}</div>
<p style="margin:16px 0 0;font-size:14px;color:#4b5563;white-space:pre-line">${escapeHtml(sender.join('\n'))}</p>
${refusal}
</div>
</body>
</html>`;
  return { text, html };
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
