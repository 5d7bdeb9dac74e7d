import { Type, type Static, type TSchema } from 'typebox';
import type { AppointmentStatus } from '../../platform/database.generated.ts';
import { ordering, pageQuery } from '../../platform/http/paging.ts';
import {
  Closed,
  Instant,
  Nullable,
  PlainDate,
  Text,
  Uuid,
  WallTime,
  model,
  ref,
} from '../../platform/http/schemas.ts';

/** The same fields, each of which may be left out. */
const optional = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Partial(Type.Object(fields)).properties;

/** Windows of a week, over all their validities. */
export const MOST_SLOTS = 100;

/** `HH:MM`; `HH:MM:SS` only for a whole minute, because nothing finer is kept. */
const Minute = (example: string) => WallTime({ pattern: '^\\d\\d:\\d\\d(:00)?$', examples: [example] });

export const AffectedAppointment = model(
  'AffectedAppointment',
  Closed({
    id: Uuid(),
    appointment_datetime: Instant(),
    duration: Type.Integer({ examples: [30], description: 'Minutes.' }),
    status: Type.Unsafe<AppointmentStatus>(Type.String({ examples: ['scheduled'] })),
    patient: Closed({ id: Uuid(), full_name: Type.String({ examples: ['Amina Otieno'] }) }),
  }),
);
export type AffectedAppointment = Static<typeof AffectedAppointment>;

/** Beside the resource in the answer of every change that may take visits their time. */
export const affected = {
  affected_appointments: Type.Array(ref(AffectedAppointment), {
    description: 'All visits to come that the doctor does not work at; each `needs_reschedule`.',
  }),
};
export interface Affected {
  affected_appointments: AffectedAppointment[];
}

/** Of such an answer what a GET gives: its ETag is that of the resource. */
export function resourceOf<Answer extends Affected>(answer: Answer): Omit<Answer, keyof Affected> {
  const { affected_appointments: _, ...resource } = answer;
  return resource;
}

const times = {
  day_of_week: Type.Integer({ minimum: 0, maximum: 6, examples: [0], description: '0 = Monday' }),
  start_time: Minute('08:00'),
  end_time: Minute('17:00'),
};
const options = {
  break_start: Nullable(Minute('12:00')),
  break_end: Nullable(Minute('13:00')),
  is_active: Type.Boolean({ examples: [true] }),
  valid_from: Nullable(PlainDate({ examples: ['2026-12-01'] })),
  valid_to: Nullable(PlainDate({ examples: ['2027-06-30'] })),
};

const slot = { id: Uuid(), doctor_id: Uuid(), ...times, ...options };

export const Slot = model('AvailabilitySlot', Closed(slot));
export type Slot = Static<typeof Slot>;

export const SlotInput = model('AvailabilitySlotInput', Closed({ ...times, ...optional(options) }));
export type SlotInput = Static<typeof SlotInput>;

export const SlotChange = model(
  'AvailabilitySlotChange',
  Closed({ ...optional(times), ...optional(options) }),
);
export type SlotChange = Static<typeof SlotChange>;

export const ChangedSlot = model('ChangedAvailabilitySlot', Closed({ ...slot, ...affected }));
export type ChangedSlot = Static<typeof ChangedSlot>;

export const Week = Type.Array(ref(Slot));
export const WeekInput = Type.Array(ref(SlotInput), { maxItems: MOST_SLOTS });
export const ChangedWeek = model('ChangedWeek', Closed({ slots: Week, ...affected }));
export type ChangedWeek = Static<typeof ChangedWeek>;

export const SlotParams = Closed({ doctor_id: Uuid(), slot_id: Uuid() });
export type SlotParams = Static<typeof SlotParams>;

const dates = {
  start_date: PlainDate({ examples: ['2026-12-24'] }),
  end_date: PlainDate({ examples: ['2026-12-31'], description: 'Included.' }),
};
const partOfDay = {
  start_time: Nullable(Minute('13:00')),
  end_time: Nullable(Minute('17:00')),
};
const Reason = Text(1000, { examples: ['Training'] });

const absence = {
  id: Uuid(),
  doctor_id: Uuid(),
  ...dates,
  ...partOfDay,
  reason: Type.Optional(
    Type.String({ examples: ['Training'], description: 'For ADMIN and the doctor only.' }),
  ),
};

export const Absence = model('Unavailability', Closed(absence));
export type Absence = Static<typeof Absence>;

export const AbsenceInput = model(
  'UnavailabilityInput',
  Closed({
    ...dates,
    ...optional(partOfDay),
    reason: Type.Optional(Reason),
  }),
);
export type AbsenceInput = Static<typeof AbsenceInput>;

export const AbsenceChange = model(
  'UnavailabilityChange',
  Closed({
    ...optional(dates),
    ...optional(partOfDay),
    reason: Type.Optional(Reason),
  }),
);
export type AbsenceChange = Static<typeof AbsenceChange>;

export const ChangedAbsence = model('ChangedUnavailability', Closed({ ...absence, ...affected }));
export type ChangedAbsence = Static<typeof ChangedAbsence>;

export const AbsenceParams = Closed({ doctor_id: Uuid(), unavailability_id: Uuid() });
export type AbsenceParams = Static<typeof AbsenceParams>;

export const AbsenceQuery = Closed({
  ...pageQuery,
  ordering: ordering(['start_date']),
  date_from: Type.Optional(PlainDate({ description: 'Absences that reach to this date or beyond.' })),
  date_to: Type.Optional(PlainDate({ description: 'Absences that begin by this date.' })),
});
export type AbsenceQuery = Static<typeof AbsenceQuery>;
