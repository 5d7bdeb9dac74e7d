import { Type, type Static, type TSchema } from 'typebox';
import type { Role } from './actor.ts';
import { instant } from './clock.ts';
import type { Reader as Database, Trx } from './database.ts';
import type { Deps } from './deps.ts';
import type { Locale } from './i18n.ts';
import { enqueue } from './jobs.ts';
import type { CalendarEntry } from './calendar-entry.ts';

export const CHANNELS = ['in_app', 'mail'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What somebody gets who has chosen nothing. `always` cannot be switched off, `never` cannot be switched on. */
export type Offer = 'always' | 'on' | 'off' | 'never';

/** What a notification speaks of: a person, a visit, … */
export interface Reference {
  type: string;
  id: string;
  label: string;
}

/** Who reads a text, and where. */
export interface Reading {
  locale: Locale;
  /** A mail is read on locked screens and passes through other people's machines: names of patients are initials. */
  channel: Channel;
  clinic: { name: string; address: string };
  /** An instant in the clinic's local time with its zone, in the reader's language. */
  local: (instant: string) => string;
  /** Its wall time there alone, `HH:MM`. */
  time: (instant: string) => string;
}

/** What one person is told, in one language. Never a diagnosis, a result or the reason of a visit. */
export interface MessageText {
  /** The mail's subject. */
  subject: string;
  /** One or two whole sentences: the notification, and what the mail begins with. */
  description: string;
  /** More, in the mail only: one item a line. */
  lines?: string[];
  /** What the mail's button says. */
  action: string;
}

/** One person who is told, and the facts; in UTC and without words, for these depend on the reader. */
export interface Told<Data> {
  user_id: string;
  data: Data;
}

export interface About {
  actor: Reference | null;
  target: Reference | null;
  action_object: Reference | null;
}

/**
 * One kind of message, in one small file of the module that it speaks of: who, in which words, leading where. Wired in
 * modules.ts; a kind without a language does not compile.
 */
export interface MessageKind<Params extends TSchema = TSchema, Data = unknown> {
  /** Verb of the notification, name of the mail, and what people choose by. */
  kind: string;
  /** Who may get it at all, and what by default. */
  offers: Partial<Record<Role, Record<Channel, Offer>>>;
  /** Ids and instants only, as in any job. */
  params: Params;
  /**
   * Re-reads the truth, when it is delivered and again when its mail is sent: who is to be told what. Nobody, where it
   * no longer holds.
   */
  load(deps: Deps, db: Database, params: Static<Params>): Promise<readonly Told<Data>[]>;
  texts: Record<Locale, (data: Data, reading: Reading) => MessageText>;
  /** The page that it leads to, as a path of the web application. */
  link(data: Data): string;
  /** What the notification refers to; nothing where left out. */
  about?(data: Data, reading: Reading): Partial<About>;
  /** The entry for the reader's calendar that comes with the mail. */
  calendar?(deps: Deps, data: Data, reading: Reading): CalendarEntry | null;
  /** Whether its mail still makes sense; without it, always. */
  mails_while?(data: Data): boolean;
  /** The mail can be refused for good with one click (RFC 8058). */
  unsubscribes?: boolean;
  /** Also mailed to people whose account has been switched off. */
  outlives_account?: boolean;
  /** What it may look like, for /dev/mails and the tests of its words. */
  samples: readonly Data[];
}

export type AnyMessageKind = Omit<
  MessageKind,
  'load' | 'texts' | 'link' | 'about' | 'calendar' | 'mails_while' | 'samples'
> & {
  load(deps: Deps, db: Database, params: never): Promise<readonly Told<unknown>[]>;
  texts: Record<Locale, (data: never, reading: Reading) => MessageText>;
  link(data: never): string;
  about?(data: never, reading: Reading): Partial<About>;
  calendar?(deps: Deps, data: never, reading: Reading): CalendarEntry | null;
  mails_while?(data: never): boolean;
  samples: readonly unknown[];
};

export function defineMessage<Params extends TSchema, Data>(
  kind: MessageKind<Params, Data>,
): MessageKind<Params, Data> {
  return kind;
}

/** The job that delivers; the notifications module runs it. */
export const messageJob = {
  name: 'deliver-message',
  payload: Type.Object({
    kind: Type.String(),
    event_id: Type.String(),
    /** When it happened. */
    at: Type.String(),
    params: Type.Record(Type.String(), Type.Unknown()),
  }),
};

/**
 * Says, in the transaction of an event, that people are to be told of it.
 * @param event_id with kind and recipient the key under which this is told once, however often the job runs
 */
export async function tell<Params extends TSchema>(
  deps: Pick<Deps, 'jobs' | 'clock'>,
  trx: Trx,
  kind: { kind: string; params: Params },
  event_id: string,
  params: Static<Params>,
): Promise<void> {
  await enqueue(deps, trx, messageJob, {
    kind: kind.kind,
    event_id,
    at: instant(deps.clock),
    params: params as Record<string, unknown>,
  });
}
