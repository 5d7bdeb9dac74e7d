import { Type } from 'typebox';
import { route, type Route } from '../../platform/http/route.ts';
import { openEventStream } from '../../platform/http/event-stream.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import type { FastifyReply } from 'fastify';
import { markAllRead, markNotification } from './mark-notifications.ts';
import { listNotifications } from './notifications.queries.ts';
import { readPreferences } from './preferences.queries.ts';
import {
  NotificationPreferences,
  NotificationPreferencesInput,
  UnsubscribeParams,
} from './preferences.schemas.ts';
import { setPreferences } from './set-preferences.ts';
import { unsubscribePage } from './unsubscribe-page.ts';
import { readUnsubscribe, unsubscribe } from './unsubscribe.ts';
import {
  MarkedRead,
  Notification,
  NotificationPage,
  NotificationParams,
  NotificationQuery,
  ReadInput,
} from './notifications.schemas.ts';

const STREAM = [
  'The answer stays open. Each event has a JSON object as its data:',
  [
    '| event | data | when |',
    '|---|---|---|',
    '| `ready` | `{resumed}` | first. `resumed: true`: what happened since `Last-Event-ID` follows. `false`: read lists anew |',
    '| `unread` | `{unread_count}` | after `ready`, and when it may have changed |',
    '| `notification` | `Notification` | a new one |',
    '| `appointment` | `LiveAppointment` | a visit that you may see is new or changed |',
    '| `appointment_removed` | `{id}` | a visit has gone to another doctor |',
    '| `doctor` | `{id}` | hours, absences or particulars of a doctor have changed: to ADMIN and the doctor |',
    '| `patients` | `{}` | patients are new or have changed, which ones is not said: to ADMIN and doctors |',
  ].join('\n'),
  'Come back with the last `id` as `Last-Event-ID`; what you missed follows, some of it perhaps twice. A comment comes ' +
    'every 16 seconds. The stream ends with the session, at once, not with the access token that opened it. Browsers: ' +
    '`EventSource` cannot send a bearer token and none is read from the address, so read the stream with `fetch`.',
].join('\n\n');

export const notificationRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/notifications/',
    {
      access: 'notifications:use',
      operation_id: 'listNotifications',
      summary: 'Own notifications, the newest first',
      query: NotificationQuery,
      answer: ref(NotificationPage),
    },
    ({ deps, actor, query }) => listNotifications(deps, actor, query),
  ),

  route(
    'GET',
    '/api/notifications/stream/',
    {
      access: 'notifications:use',
      operation_id: 'streamNotifications',
      summary: 'News as they happen, as server-sent events',
      description: STREAM,
      answer: Type.Null(),
      download: { media_type: 'text/event-stream', only: true },
      problems: ['throttled'],
    },
    async ({ deps, actor, request, reply }) => {
      const cursor = request.headers['last-event-id'];
      deps.live.add(actor, typeof cursor === 'string' ? cursor : undefined, () => openEventStream(reply));
      return null;
    },
  ),

  route(
    'PATCH',
    '/api/notifications/:notification_id/status/',
    {
      access: 'notifications:use',
      operation_id: 'markNotification',
      summary: 'Mark an own notification as read or unread',
      params: NotificationParams,
      body: ref(ReadInput),
      answer: ref(Notification),
      etag: true,
    },
    ({ deps, actor, params, body }) => markNotification(deps, actor, params.notification_id, body),
  ),

  route(
    'POST',
    '/api/notifications/mark-all-read/',
    {
      access: 'notifications:use',
      operation_id: 'markAllNotificationsRead',
      summary: 'Mark all own notifications as read',
      answer: ref(MarkedRead),
    },
    ({ deps, actor }) => markAllRead(deps, actor),
  ),

  route(
    'GET',
    '/api/notifications/preferences/',
    {
      access: 'notifications:use',
      operation_id: 'readNotificationPreferences',
      summary: 'What one is told, and where',
      answer: ref(NotificationPreferences),
      etag: true,
    },
    ({ deps, actor }) => readPreferences(deps, deps.db, actor),
  ),

  route(
    'PUT',
    '/api/notifications/preferences/',
    {
      access: 'notifications:use',
      operation_id: 'setNotificationPreferences',
      summary: 'Choose what to be told, where, and how long before a visit to be reminded',
      body: ref(NotificationPreferencesInput),
      answer: ref(NotificationPreferences),
      etag: true,
    },
    ({ deps, actor, body }) => setPreferences(deps, actor, body),
  ),

  route(
    'GET',
    '/api/notifications/unsubscribe/:token/',
    {
      access: 'public',
      operation_id: 'askUnsubscribe',
      summary: 'The page behind the link of a mail, which asks whether to stop such mails',
      params: UnsubscribeParams,
      answer: ref(Message),
    },
    async ({ deps, params, reply }) => {
      const { locale } = await readUnsubscribe(deps, params.token);
      return asPage(reply, unsubscribePage(locale, false));
    },
  ),

  route(
    'POST',
    '/api/notifications/unsubscribe/:token/',
    {
      access: 'public',
      operation_id: 'unsubscribe',
      summary: 'Stop mails of one kind, with one click of a mail program (RFC 8058)',
      params: UnsubscribeParams,
      answer: ref(Message),
      ignores_body: true,
    },
    async ({ deps, actor, params, request, reply }) => {
      const { locale } = await unsubscribe(deps, actor, params.token);
      if (request.headers.accept?.includes('text/html')) return asPage(reply, unsubscribePage(locale, true));
      return { message: 'You get no more mails of this kind.' };
    },
  ),
];

/** What a browser is shown; the documented answer is for programs. */
function asPage(reply: FastifyReply, html: string): Message {
  void reply.type('text/html; charset=utf-8').send(html);
  return { message: '' };
}
