import type { TSchema } from 'typebox';
import type { Deps } from '../../platform/deps.ts';
import { formatInstant, formatTime, LOCALES, type Locale } from '../../platform/i18n.ts';
import { defineMail, type AnyMailKind } from '../../platform/mail.ts';
import type { MailContent } from '../../platform/mail-layout.ts';
import type { AnyMessageKind, Channel, MessageKind, Reading } from '../../platform/messages.ts';
import { readClinic } from '../clinic/clinic.queries.ts';
import type { Clinic } from '../clinic/clinic.schemas.ts';
import { unsubscribeUrl } from './unsubscribe.ts';
import { readListeners } from './wishes.ts';

export function readingOf(clinic: Clinic, locale: Locale, channel: Channel): Reading {
  const zone = clinic.time_zone;
  return {
    locale,
    channel,
    clinic,
    local: (instant) => formatInstant(instant, locale, zone),
    time: (instant) => formatTime(instant, zone),
  };
}

const SAMPLE_USER = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';

interface Facts {
  deps: Deps;
  user_id: string;
  clinic: Clinic;
  data: never;
}

/** The mail of a kind of message: written when it is sent, if it still holds and the person still wants it. */
export function mailOf(anyKind: AnyMessageKind): AnyMailKind {
  const kind = anyKind as MessageKind<TSchema, never>;
  const contentIn =
    (locale: Locale) =>
    ({ deps, user_id, clinic, data }: Facts): MailContent => {
      const reading = readingOf(clinic, locale, 'mail');
      const { subject, description, lines, action } = kind.texts[locale](data, reading);
      const calendar = kind.calendar?.(deps, data, reading);
      return {
        subject,
        paragraphs: [description],
        ...(lines && { lines }),
        action: { label: action, url: `${deps.config.public_url}${kind.link(data)}` },
        ...(calendar && { calendar }),
        ...(kind.unsubscribes && { unsubscribe_url: unsubscribeUrl(deps, user_id, kind.kind) }),
      };
    };
  return defineMail({
    kind: kind.kind,
    params: kind.params,
    async load(deps, { user_id }, params) {
      const [listener] = await readListeners(deps.db, anyKind, [user_id]);
      if (!listener?.mail) return null;
      const told = await kind.load(deps, deps.db, params);
      const mine = told.find((one) => one.user_id === user_id);
      const isStillSo = mine && kind.mails_while?.(mine.data) !== false;
      return isStillSo ? { deps, user_id, clinic: await readClinic(deps.db), data: mine.data } : null;
    },
    async samples(deps) {
      const clinic = await readClinic(deps.db);
      return kind.samples.map((data) => ({ deps, user_id: SAMPLE_USER, clinic, data }));
    },
    may_wait: !Object.values(kind.offers).some(({ mail }) => mail === 'always'),
    content: Object.fromEntries(LOCALES.map((locale) => [locale, contentIn(locale)])) as Record<
      Locale,
      ReturnType<typeof contentIn>
    >,
  });
}
