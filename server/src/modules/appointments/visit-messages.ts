import { Type } from 'typebox';
import type { CalendarEntry } from '../../platform/calendar-entry.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import {
  defineMessage,
  tell,
  type AnyMessageKind,
  type MessageText,
  type Offer,
  type Reading,
} from '../../platform/messages.ts';
import { OPEN } from './calendar.ts';
import { initialsOf } from './initials.ts';
import { readVisitEvent, type VisitEvent } from './read-visit-event.ts';
import { placeLines, visitPath, visitPlace, visitUid } from './visit-entry.ts';
import {
  VERBS,
  visitAction,
  visitEntryTitle,
  visitWords,
  type Verb,
  type VisitMessage,
} from './visit-words.ts';

/** What one reader is told of one change. */
export interface VisitNews extends VisitEvent {
  reader: 'patient' | 'doctor' | 'former_doctor';
}

const Params = Type.Object({
  appointment_id: Type.String(),
  /** The change; null: hours or an absence no longer cover the visit, or do again. */
  history_id: Type.Union([Type.String(), Type.Null()]),
});

/** Patients get what matters by mail too; doctors, who have many visits, if they ask for it. */
const BY_MAIL: Record<Verb, Offer> = {
  booked: 'on',
  confirmed: 'on',
  moved: 'on',
  new_length: 'on',
  cancelled: 'on',
  no_show: 'on',
  started: 'off',
  completed: 'off',
  restored: 'on',
  needs_new_time: 'on',
};

/** Changes after which calendars must show something else. */
const ENTRY: Partial<Record<Verb, CalendarEntry['method']>> = {
  booked: 'REQUEST',
  moved: 'REQUEST',
  new_length: 'REQUEST',
  restored: 'REQUEST',
  cancelled: 'CANCEL',
};

/** After these the patient is to come. */
const TAKES_PLACE: readonly Verb[] = ['booked', 'confirmed', 'moved', 'new_length', 'restored'];

function defineVisitMessage(verb: Verb) {
  const words = visitWords[verb];
  const text =
    (locale: Locale) =>
    (news: VisitNews, reading: Reading): MessageText => {
      const message = messageOf(news, reading);
      const description = (words[news.reader] ?? words.doctor)[locale](message);
      const saysWhere = news.reader === 'patient' && TAKES_PLACE.includes(verb);
      return {
        subject: words.subject[locale](message),
        description,
        lines: saysWhere ? placeLines(locale, news.office_address) : [],
        action: visitAction[locale],
      };
    };
  return defineMessage<typeof Params, VisitNews>({
    kind: verb,
    offers: { PATIENT: { in_app: 'on', mail: BY_MAIL[verb] }, DOCTOR: { in_app: 'on', mail: 'off' } },
    params: Params,
    async load(_deps, db, { appointment_id, history_id }) {
      const event = await readVisitEvent(db, appointment_id, history_id);
      if (!event) return [];
      if (history_id === null) {
        const isStillSo = isOpen(event) && event.needs_reschedule === (verb === 'needs_new_time');
        return isStillSo ? newsOf({ ...event, by: null, started_at: null, former_doctor: null }) : [];
      }
      return newsOf(event);
    },
    // After a cancel only the cancel is mailed: who reads their mail later must not come in vain.
    mails_while: ({ status }) => status !== 'cancelled' || verb === 'cancelled',
    // Whose account is switched off cannot look: the visits that this cancels are told by mail.
    outlives_account: verb === 'cancelled',
    texts: { en: text('en'), sw: text('sw'), fr: text('fr') },
    link: ({ appointment_id }) => visitPath(appointment_id),
    about(news, reading) {
      const { appointment_id, doctor_id, by } = news;
      const { when, doctor } = messageOf(news, reading);
      return {
        actor: by && { type: 'user', id: by.user_id, label: by.name },
        target: { type: 'appointment', id: appointment_id, label: when },
        action_object: { type: 'doctor', id: doctor_id, label: doctor },
      };
    },
    calendar(deps, news, reading) {
      const method = news.reader === 'former_doctor' ? 'CANCEL' : ENTRY[verb];
      return method ? entryOf(deps, news, reading, method) : null;
    },
    samples: (['patient', 'doctor'] as const).map((reader) => ({ ...sampleEvent(verb), reader })),
  });
}

function newsOf(event: VisitEvent) {
  const { patient, doctor, former_doctor } = event;
  const to = (person: { user_id: string }, reader: VisitNews['reader']) => ({
    user_id: person.user_id,
    data: { ...event, reader },
  });
  const told = [to(patient, 'patient'), to(doctor, 'doctor')];
  return former_doctor ? [...told, to(former_doctor, 'former_doctor')] : told;
}

function isOpen({ status }: VisitEvent): boolean {
  return (OPEN as readonly string[]).includes(status);
}

function messageOf(news: VisitNews, { channel, local }: Reading): VisitMessage {
  const { patient, doctor, by, started_at, starts_at, duration, reader } = news;
  // A doctor's mailbox is no place for the names of patients.
  const nameOf = ({ user_id, name }: { user_id: string; name: string }) =>
    channel === 'mail' && reader !== 'patient' && user_id === patient.user_id ? initialsOf(name) : name;
  return {
    patient: nameOf(patient),
    doctor: `Dr. ${doctor.name}`,
    when: local(starts_at),
    formerly: started_at === null ? '' : local(started_at),
    minutes: duration,
    by: by ? nameOf(by) : '',
  };
}

function entryOf(
  deps: Deps,
  news: VisitNews,
  reading: Reading,
  method: CalendarEntry['method'],
): CalendarEntry {
  const { appointment_id, sequence, duration, office_address } = news;
  const wasGiven = news.reader === 'former_doctor' && news.started_at !== null;
  const starts_at = wasGiven ? news.started_at! : news.starts_at;
  return {
    method,
    uid: visitUid(deps, appointment_id),
    sequence,
    starts_at,
    ends_at: new Date(Date.parse(starts_at) + duration * 60_000).toISOString(),
    summary: visitEntryTitle[reading.locale](messageOf(news, reading), news.reader === 'patient'),
    location: visitPlace(reading.clinic, office_address),
  };
}

const messages = Object.fromEntries(VERBS.map((verb) => [verb, defineVisitMessage(verb)])) as Record<
  Verb,
  ReturnType<typeof defineVisitMessage>
>;
export const visitMessages: readonly AnyMessageKind[] = Object.values(messages);

/** Tells the people concerned of a change of a visit. */
export async function tellOfVisit(
  deps: Deps,
  trx: Trx,
  verb: Verb,
  change: { appointment_id: string; history_id: string },
): Promise<void> {
  await tell(deps, trx, messages[verb], change.history_id, change);
}

/** Tells patient and doctor that hours or an absence no longer cover a visit, or do again, if that is still so. */
export async function tellOfCoverage(
  deps: Deps,
  trx: Trx,
  { appointment_id, needs_reschedule }: { appointment_id: string; needs_reschedule: boolean },
): Promise<void> {
  const verb = needs_reschedule ? 'needs_new_time' : 'restored';
  await tell(deps, trx, messages[verb], deps.ids.next(), { appointment_id, history_id: null });
}

function sampleEvent(verb: Verb): VisitEvent {
  const id = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
  return {
    appointment_id: id,
    sequence: verb === 'booked' ? 0 : 1,
    status: verb === 'cancelled' ? 'cancelled' : 'scheduled',
    needs_reschedule: verb === 'needs_new_time',
    starts_at: '2026-12-02T06:30:00Z',
    duration: 30,
    doctor_id: id,
    office_address: 'Room 4, first floor',
    started_at: verb === 'moved' ? '2026-12-01T12:00:00Z' : null,
    by: { user_id: 'desk', name: 'Jane Desk' },
    patient: { user_id: 'patient', name: 'Amina Otieno' },
    doctor: { user_id: 'doctor', name: 'Grace Wanjiku' },
    former_doctor: null,
  };
}
