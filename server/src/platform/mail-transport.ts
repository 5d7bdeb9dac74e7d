import { createTransport } from 'nodemailer';
import type { Config } from './config.ts';
import type { AnyMailKind, Mailer } from './mail.ts';

/** Milliseconds. Together well below the time that a job has, so that a silent server never makes two of one mail. */
const SMTP_PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export function createMailer(config: Config, kinds: readonly AnyMailKind[]): Mailer {
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  if (byKind.size !== kinds.length) throw new Error('two mails have the same kind');
  if (!config.smtp_url) return { send: undefined, kinds: byKind };
  const transport = createTransport({ url: config.smtp_url, ...SMTP_PATIENCE }, { from: config.mail_from });
  return {
    kinds: byKind,
    async send({ to, reply_to, subject, text, html, message_id, calendar, unsubscribe_url }) {
      await transport.sendMail({
        to: { name: '', address: to },
        ...(reply_to !== null && { replyTo: { name: '', address: reply_to } }),
        subject,
        text,
        html,
        messageId: message_id,
        ...(calendar && { icalEvent: { ...calendar, filename: 'visit.ics' } }),
        headers: {
          'Auto-Submitted': 'auto-generated', // RFC 3834: no vacation replies
          ...(unsubscribe_url !== undefined && {
            'List-Unsubscribe': `<${unsubscribe_url}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', // RFC 8058
          }),
        },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
  };
}
