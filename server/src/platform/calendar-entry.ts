import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
} from 'ical-generator';

/** An entry that a mail brings for the reader's calendar (RFC 5545, iTIP methods of RFC 5546). */
export interface CalendarEntry {
  method: 'REQUEST' | 'CANCEL';
  /** The same for all mails about one thing. */
  uid: string;
  /** Grows with each change, so that of two mails in the wrong order the later change counts. */
  sequence: number;
  starts_at: string;
  ends_at: string;
  summary: string;
  location: string;
}

interface Mailbox {
  name: string;
  email: string;
}

/**
 * The entry as an iCalendar object. Times are in UTC, which every calendar shows in its reader's zone; a reply is not
 * asked for, because nobody reads the sender's mailbox.
 */
export function renderCalendarEntry(
  entry: CalendarEntry,
  { organizer, attendee, stamp }: { organizer: Mailbox; attendee: Mailbox; stamp: string },
): string {
  const { method, uid, sequence, starts_at, ends_at, summary, location } = entry;
  const isCancelled = method === 'CANCEL';
  const calendar = ical({
    prodId: { company: 'Etiba', product: 'Etiba', language: 'EN' },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: uid,
    sequence,
    stamp: new Date(stamp),
    start: new Date(starts_at),
    end: new Date(ends_at),
    summary,
    location,
    organizer,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    attendees: [
      {
        ...attendee,
        rsvp: false,
        role: ICalAttendeeRole.REQ,
        status: isCancelled ? ICalAttendeeStatus.DECLINED : ICalAttendeeStatus.ACCEPTED,
      },
    ],
  });
  return calendar.toString();
}

/** One entry of a calendar that others subscribe to. */
export interface FeedEntry extends Omit<CalendarEntry, 'method'> {
  /** RFC 3339. The text depends on nothing but the entries, so that an ETag tells whether they changed. */
  changed_at: string;
  is_tentative: boolean;
  description: string;
  url: string;
}

const HOUR_SECONDS = 3600;

/** Entries as an iCalendar object to subscribe to. An entry that is not there any more is what a cancel is here. */
export function renderCalendarFeed(name: string, entries: readonly FeedEntry[]): string {
  const calendar = ical({
    prodId: { company: 'Etiba', product: 'Etiba', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    name,
    ttl: HOUR_SECONDS,
  });
  for (const entry of entries) {
    const { uid, sequence, starts_at, ends_at, changed_at, summary, location, description, url } = entry;
    const changed = new Date(changed_at);
    calendar.createEvent({
      id: uid,
      sequence,
      stamp: changed,
      lastModified: changed,
      start: new Date(starts_at),
      end: new Date(ends_at),
      summary,
      location,
      description,
      url,
      class: ICalEventClass.PRIVATE,
      status: entry.is_tentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
