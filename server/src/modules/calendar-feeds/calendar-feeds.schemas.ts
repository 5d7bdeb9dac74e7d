import { Type, type Static } from 'typebox';
import { Closed, Instant, model, Nullable } from '../../platform/http/schemas.ts';

export const CalendarFeed = model(
  'CalendarFeed',
  Closed({
    created_at: Nullable(Instant({ description: 'When the present address was made; null: there is none.' })),
  }),
);
export type CalendarFeed = Static<typeof CalendarFeed>;

const SAMPLE = 'clinic.example.org/api/calendar-feed/q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80.ics';

export const NewCalendarFeed = model(
  'NewCalendarFeed',
  Closed({
    url: Type.String({
      examples: [`https://${SAMPLE}`],
      description: 'The secret address. It is shown this once; a forgotten one is replaced by a new one.',
    }),
    webcal_url: Type.String({
      examples: [`webcal://${SAMPLE}`],
      description: 'The same for a link that phones and desktops open with their calendar.',
    }),
    created_at: Instant(),
  }),
);
export type NewCalendarFeed = Static<typeof NewCalendarFeed>;

export const CalendarFileParams = Closed({ file: Type.String({ pattern: String.raw`^[\w-]{43}\.ics$` }) });
