import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { CalendarFeed, CalendarFileParams, NewCalendarFeed } from './calendar-feeds.schemas.ts';
import { makeCalendarFeed, readCalendarFeed, revokeCalendarFeed } from './manage-calendar-feed.ts';
import { writeCalendarFeed } from './write-calendar-feed.ts';

export const calendarFeedRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/calendar-feed/',
    {
      access: 'calendar-feed:use',
      operation_id: 'readCalendarFeed',
      summary: 'Whether own visits have an address for calendars',
      answer: ref(CalendarFeed),
    },
    ({ deps, actor }) => readCalendarFeed(deps, actor),
  ),

  route(
    'POST',
    '/api/calendar-feed/',
    {
      access: 'calendar-feed:use',
      operation_id: 'makeCalendarFeed',
      summary: 'Make a secret address under which calendars show own visits; an earlier one ends',
      answer: ref(NewCalendarFeed),
      status: 201,
    },
    ({ deps, actor }) => makeCalendarFeed(deps, actor),
  ),

  route(
    'DELETE',
    '/api/calendar-feed/',
    {
      access: 'calendar-feed:use',
      operation_id: 'revokeCalendarFeed',
      summary: 'Take the address back',
      answer: ref(Message),
    },
    ({ deps, actor }) => revokeCalendarFeed(deps, actor),
  ),

  route(
    'GET',
    '/api/calendar-feed/:file',
    {
      access: 'public',
      operation_id: 'readCalendarFile',
      summary: 'The visits behind a secret address, as an iCalendar object',
      description:
        'For calendars. Answers 304 to an `If-None-Match` with the present `ETag`. A doctor’s visits name patients by ' +
        'their initials.',
      params: CalendarFileParams,
      answer: Type.Null(),
      download: { media_type: 'text/calendar', only: true },
      problems: ['throttled'],
    },
    async ({ deps, actor, params, request, reply }) => {
      const calendar = await writeCalendarFeed(deps, actor, params.file.slice(0, -'.ics'.length));
      const etag = `"${createHash('sha256').update(calendar).digest('base64url')}"`;
      // Calendars keep what they have fetched anyway; they shall ask whether it still holds.
      void reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (isKnown(request.headers['if-none-match'], etag)) void reply.code(304).send();
      else void reply.type('text/calendar; charset=utf-8').send(calendar);
      return null;
    },
  ),
];

/** Weak comparison (RFC 9110, section 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  const known = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
