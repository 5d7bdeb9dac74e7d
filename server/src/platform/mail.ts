import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { renderCalendarEntry, type CalendarEntry } from './calendar-entry.ts';
import { instant } from './clock.ts';
import type { MailStatus } from './database.generated.ts';
import type { Reader, Trx } from './database.ts';
import type { Deps } from './deps.ts';
import type { Locale } from './i18n.ts';
import { enqueue } from './jobs.ts';
import { layOutMail, type MailContent } from './mail-layout.ts';

interface Attachment {
  method: CalendarEntry['method'];
  content: string;
}

export interface RenderedMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  message_id: string;
  /** The clinic's own address, if it has told one. */
  reply_to: string | null;
  /** An iCalendar object that comes along. */
  calendar?: Attachment;
  /** Takes a POST and asks for nothing (RFC 8058). */
  unsubscribe_url?: string;
}

/** The port to the outside; tests put their own in. */
export interface Mailer {
  /** Undefined where no SMTP server is set: mails are then kept for administrators to read. */
  send: ((mail: RenderedMail) => Promise<void>) | undefined;
  kinds: ReadonlyMap<string, AnyMailKind>;
}

/** Who a mail is for, read when it is sent. */
export interface MailRecipient {
  user_id: string;
  to_address: string;
  first_name: string;
  locale: Locale;
}

/** One kind of mail. `load` re-reads the truth; null means that the mail has no sense any more and is dropped. */
export interface MailKind<Params extends TSchema = TSchema, Data = unknown> {
  kind: string;
  params: Params;
  load(deps: Deps, recipient: MailRecipient, params: Static<Params>): Promise<Data | null>;
  content: Record<Locale, (data: Data) => MailContent>;
  /** Goes out later where many go to the same address within the hour. */
  may_wait?: boolean;
  /** What it may look like, for /dev/mails and the tests of its words. */
  samples(deps: Deps): Promise<readonly Data[]>;
}

export type AnyMailKind = Pick<MailKind, 'kind' | 'params' | 'may_wait'> & {
  load(deps: Deps, recipient: MailRecipient, params: never): Promise<unknown>;
  content: Record<Locale, (data: never) => MailContent>;
  samples(deps: Deps): Promise<readonly unknown[]>;
};

export function defineMail<Params extends TSchema, Data>(
  kind: MailKind<Params, Data>,
): MailKind<Params, Data> {
  return kind;
}

/** The job that sends it; mail-delivery.ts runs it. */
export const mailJob = { name: 'deliver-mail', payload: Type.Object({ mail_id: Type.String() }) };

/**
 * Puts a mail into the outbox, in the caller's transaction.
 * @param params ids only; the text is made when it is sent
 * @param options.dedupe_key under which it is put there once
 */
export async function queueMail<Params extends TSchema>(
  deps: Deps,
  trx: Trx,
  kind: { kind: string; params: Params },
  to: { user_id: string; email: string },
  params: Static<Params>,
  { dedupe_key }: { dedupe_key?: string } = {},
): Promise<void> {
  const id = deps.ids.next();
  const domain = new URL(deps.config.public_url).hostname;
  const queued = await trx
    .insertInto('mails')
    .values({
      id,
      kind: kind.kind,
      user_id: to.user_id,
      to_address: to.email,
      params: JSON.stringify(params),
      created_at: instant(deps.clock),
      message_id: `<${id}@${domain}>`, // stable, so that a mail doubled by a crash is seen as one
      dedupe_key: dedupe_key ?? null,
    })
    .onConflict((conflict) => conflict.constraint('mails_once').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (queued) await enqueue(deps, trx, mailJob, { mail_id: id });
}

/**
 * Puts a mail that has come to an end back into the outbox, with all its tries.
 * @returns false where it is in none of these states
 */
export async function requeueMail(
  deps: Deps,
  trx: Trx,
  mail_id: string,
  from: readonly MailStatus[],
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('mails')
    .set({ status: 'queued', last_error: null, first_attempt_at: null })
    .where('id', '=', mail_id)
    .where('status', 'in', [...from])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await enqueue(deps, trx, mailJob, { mail_id });
  return true;
}

export type MailRow = NonNullable<Awaited<ReturnType<typeof readMail>>>;

export async function readMail(db: Reader, id: string) {
  return db
    .selectFrom('mails')
    .innerJoin('users', 'users.id', 'mails.user_id')
    .innerJoin('clinic_settings as clinic', (join) => join.onTrue())
    .select([
      'mails.id',
      'mails.kind',
      'mails.user_id',
      'mails.to_address',
      'mails.params',
      'mails.message_id',
    ])
    .select(['mails.status', 'mails.created_at', 'mails.sent_at', 'mails.first_attempt_at'])
    .select(['users.first_name', 'users.last_name', 'users.locale'])
    .select(['clinic.name', 'clinic.address', 'clinic.phone', 'clinic.email'])
    .where('mails.id', '=', id)
    .executeTakeFirst();
}

/** The mail as it would go out now; null if what it is about no longer holds. */
export async function renderMail(deps: Deps, mail: MailRow): Promise<RenderedMail | null> {
  const kind = deps.mailer.kinds.get(mail.kind) as MailKind | undefined;
  if (!kind || !Value.Check(kind.params, mail.params)) throw new Error(`unknown mail ${mail.kind}`);
  const { user_id, to_address, first_name, locale } = mail;
  const data = await kind.load(deps, { user_id, to_address, first_name, locale }, mail.params);
  return data === null ? null : dress(deps, kind.content[locale](data), mail);
}

/** What a mail needs to know of its row, its reader and the clinic. */
type Envelope = Omit<MailRow, 'kind' | 'user_id' | 'params' | 'status' | 'sent_at' | 'first_attempt_at'>;

const SAMPLE_ID = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';

/** Every mail of a kind with sample data, as somebody with this language would get it. */
export async function renderSamples(deps: Deps, kind: AnyMailKind, locale: Locale): Promise<RenderedMail[]> {
  const clinic = await deps.db
    .selectFrom('clinic_settings')
    .select(['name', 'address', 'phone', 'email'])
    .executeTakeFirstOrThrow();
  const reader = { to_address: 'amina@example.org', first_name: 'Amina', last_name: 'Otieno', locale };
  const row = {
    id: SAMPLE_ID,
    message_id: `<${SAMPLE_ID}@${new URL(deps.config.public_url).hostname}>`,
    created_at: '2026-12-01T05:00:00Z',
  };
  return (await kind.samples(deps)).map((data) =>
    dress(deps, kind.content[locale](data as never), { ...row, ...reader, ...clinic }),
  );
}

function dress(deps: Deps, content: MailContent, mail: Envelope): RenderedMail {
  const { first_name, locale, name, address, phone, email } = mail;
  return {
    to: mail.to_address,
    reply_to: email,
    subject: content.subject,
    ...layOutMail(content, { first_name, locale, clinic: { name, address, phone, email } }),
    message_id: mail.message_id,
    ...(content.calendar && { calendar: attach(deps, content.calendar, mail) }),
    ...(content.unsubscribe_url !== undefined && { unsubscribe_url: content.unsubscribe_url }),
  };
}

function attach(deps: Deps, entry: CalendarEntry, mail: Envelope): Attachment {
  const [, sender = deps.config.mail_from] = /<([^<>]+)>\s*$/.exec(deps.config.mail_from) ?? [];
  const people = {
    organizer: { name: mail.name, email: sender },
    attendee: { name: `${mail.first_name} ${mail.last_name}`, email: mail.to_address },
    stamp: mail.created_at,
  };
  return { method: entry.method, content: renderCalendarEntry(entry, people) };
}

/**
 * Mails that wait will not be sent.
 * @returns how many
 */
export async function dropQueuedMails(trx: Trx): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('mails')
    .set({ status: 'dropped', last_error: 'restored' })
    .where('status', '=', 'queued')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
