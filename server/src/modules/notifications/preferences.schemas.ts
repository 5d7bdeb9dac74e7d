import { Type, type Static } from 'typebox';
import { Closed, Nullable, OneOf, model } from '../../platform/http/schemas.ts';
import { CHANNELS } from '../../platform/messages.ts';

const kind = Type.String({ minLength: 1, maxLength: 50, examples: ['booked'] });
const channels = {
  in_app: Type.Boolean({ examples: [true] }),
  mail: Type.Boolean({ examples: [true] }),
};
const Minutes = Type.Array(Type.Integer({ minimum: 15, maximum: 14 * 24 * 60, examples: [1440] }), {
  maxItems: 5,
  uniqueItems: true,
  description: 'How long before a visit to be reminded. None: never.',
});

export const NotificationPreferences = model(
  'NotificationPreferences',
  Closed({
    kinds: Type.Array(
      Closed({
        kind,
        ...channels,
        fixed: Type.Array(OneOf(CHANNELS), {
          description: 'What cannot be changed: security notices always arrive.',
        }),
      }),
    ),
    reminder_minutes_before: Nullable(Minutes),
  }),
);
export type NotificationPreferences = Static<typeof NotificationPreferences>;

export const NotificationPreferencesInput = model(
  'NotificationPreferencesInput',
  Closed({
    kinds: Type.Array(Closed({ kind, ...channels }), {
      maxItems: 100,
      description: 'Those that are left out go back to what Etiba does by itself.',
    }),
    reminder_minutes_before: Type.Optional(Nullable(Minutes)),
  }),
);
export type NotificationPreferencesInput = Static<typeof NotificationPreferencesInput>;

export const UnsubscribeParams = Closed({ token: Type.String({ maxLength: 200 }) });
