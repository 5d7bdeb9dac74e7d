import { useLingui } from '@lingui/react';
import type { OutgoingMail } from '../../api/generated/types.gen.ts';
import { MAIL_KIND_WORDS, MAIL_STATUS_WORDS, mailErrorWords } from './mail-words.ts';
import classes from './mails.module.css';

/** What became of a mail, and why where it went wrong. */
export function MailStatus({ mail: { status, last_error } }: { mail: OutgoingMail }) {
  const { i18n } = useLingui();
  const known = last_error === null ? undefined : mailErrorWords(last_error);
  return (
    <div>
      <span className={classes.status} data-status={status}>
        {i18n._(MAIL_STATUS_WORDS[status])}
      </span>
      {last_error !== null && (
        <div className={classes.error}>{known ? i18n._(known) : <code>{last_error}</code>}</div>
      )}
    </div>
  );
}

/** What a mail is about, by its kind. */
export function MailSubject({ kind }: { kind: string }) {
  const { i18n } = useLingui();
  const words = MAIL_KIND_WORDS[kind];
  return words ? i18n._(words) : kind;
}
