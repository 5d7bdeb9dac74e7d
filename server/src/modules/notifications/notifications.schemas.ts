import { Type, type Static } from 'typebox';
import { pageQuery } from '../../platform/http/paging.ts';
import { Closed, Instant, Nullable, Uuid, model } from '../../platform/http/schemas.ts';

const Reference = Closed({
  type: Type.String({ examples: ['appointment'] }),
  id: Uuid(),
  label: Type.String({ examples: ['Tuesday 1 December 2026, 09:30 (GMT+3)'] }),
});

export const Notification = model(
  'Notification',
  Closed({
    id: Uuid(),
    recipient: Uuid(),
    actor: Nullable(Reference),
    verb: Type.String({ examples: ['booked'] }),
    target: Nullable(Reference),
    action_object: Nullable(Reference),
    description: Type.String({
      examples: ['Your visit with Dr. Grace Wanjiku on Tuesday 1 December 2026, 09:30 (GMT+3) is booked.'],
    }),
    read: Type.Boolean({ examples: [false] }),
    timestamp: Instant(),
  }),
);
export type Notification = Static<typeof Notification>;

export const NotificationPage = model(
  'NotificationPage',
  Closed({
    count: Type.Integer({ examples: [1] }),
    count_is_capped: Type.Optional(Type.Boolean({ examples: [false] })),
    next: Nullable(Type.String({ examples: ['/api/notifications/?page=2'] })),
    previous: Nullable(Type.String({ examples: ['/api/notifications/?page=1'] })),
    results: Type.Array(Type.Unsafe<Notification>({ $ref: 'Notification#' })),
    unread_count: Type.Integer({ examples: [1] }),
  }),
);

export const NotificationQuery = Closed({ ...pageQuery, read: Type.Optional(Type.Boolean()) });
export type NotificationQuery = Static<typeof NotificationQuery>;

export const NotificationParams = Closed({ notification_id: Uuid() });
export const ReadInput = model('NotificationStatus', Closed({ read: Type.Boolean({ examples: [true] }) }));
export const MarkedRead = model(
  'MarkedRead',
  Closed({ message: Type.String({ examples: ['Done.'] }), marked: Type.Integer({ examples: [3] }) }),
);
