import { Type, type Static } from 'typebox';
import {
  Closed,
  EmailInput,
  Instant,
  Line,
  Nullable,
  OneOf,
  Text,
  model,
} from '../../platform/http/schemas.ts';
import { LOCALES } from '../../platform/i18n.ts';

const Name = Line(200, { examples: ['Etiba Clinic'] });
const TimeZone = Line(60, {
  examples: ['Africa/Nairobi'],
  description: 'IANA name. Weekly hours, absences and dates are read in it.',
});
const Locale = OneOf(LOCALES, { description: 'The language of people who have not chosen one.' });
const Address = Text(500, { examples: ['12 Moi Avenue, Nairobi'] });
const Phone = Nullable(Line(50, { examples: ['+254 20 234 5678'] }));
const Email = Nullable(EmailInput({ examples: ['desk@example.org'] }));
const MinNotice = Type.Integer({
  minimum: 0,
  maximum: 525_600,
  examples: [60],
  description: 'Minutes before its start until which a visit may be booked or moved.',
});
const MaxDaysAhead = Type.Integer({
  minimum: 1,
  maximum: 365,
  examples: [365],
  description: 'Days of 24 hours from now within which visits may begin.',
});
const OpenBookings = Type.Integer({
  minimum: 1,
  maximum: 100,
  examples: [5],
  description: 'Visits to come that a patient may have booked at a time.',
});

const clinic = {
  name: Name,
  time_zone: TimeZone,
  locale: Locale,
  address: Address,
  phone: Phone,
  email: Email,
  min_notice_minutes: MinNotice,
  max_days_ahead: MaxDaysAhead,
  open_bookings_per_patient: OpenBookings,
};

/** What everybody may know: for pages before the sign-in, and for what patients plan by. */
export const Clinic = model('Clinic', Closed(clinic));
export type Clinic = Static<typeof Clinic>;

export const ClinicSettings = model('ClinicSettings', Closed({ ...clinic, updated_at: Instant() }));
export type ClinicSettings = Static<typeof ClinicSettings>;

export const ChangedClinicSettings = model(
  'ChangedClinicSettings',
  Closed({
    settings: Type.Unsafe<ClinicSettings>({ $ref: 'ClinicSettings#' }),
    affected_appointments: Type.Integer({
      examples: [0],
      description:
        'After a change of the time zone: visits to come that need a new time now; the list of appointments has them ' +
        'under `needs_reschedule=true`.',
    }),
  }),
);
export type ChangedClinicSettings = Static<typeof ChangedClinicSettings>;

export const ClinicSettingsChange = model(
  'ClinicSettingsChange',
  Closed({
    name: Type.Optional(Name),
    time_zone: Type.Optional(TimeZone),
    locale: Type.Optional(Locale),
    address: Type.Optional(Address),
    phone: Type.Optional(Phone),
    email: Type.Optional(Email),
    min_notice_minutes: Type.Optional(MinNotice),
    max_days_ahead: Type.Optional(MaxDaysAhead),
    open_bookings_per_patient: Type.Optional(OpenBookings),
  }),
);
export type ClinicSettingsChange = Static<typeof ClinicSettingsChange>;
