import { Type, type Static } from 'typebox';
import { ordering, pageQuery, withoutPages } from '../../platform/http/paging.ts';
import {
  Closed,
  Instant,
  Line,
  Nullable,
  OneOf,
  OptionalLine,
  PlainDate,
  Text,
  Uuid,
  model,
  ref,
} from '../../platform/http/schemas.ts';
import { LONGEST_VISIT, SHORTEST_VISIT } from './free-slots.ts';

export const STATUSES = [
  'scheduled',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
  'rescheduled',
] as const;
export type AppointmentStatus = (typeof STATUSES)[number];
export const TYPES = [
  'consultation',
  'follow_up',
  'emergency',
  'routine_checkup',
  'procedure',
  'test_results',
] as const;

/** Minutes. */
const Duration = (options: object = {}) =>
  Type.Integer({ minimum: SHORTEST_VISIT, maximum: LONGEST_VISIT, examples: [30], ...options });

const Name = Type.String({ examples: ['Amina Otieno'] });

export const StatusChange = model(
  'AppointmentStatusHistory',
  Closed({
    id: Uuid(),
    previous_status: Nullable(OneOf(STATUSES)),
    new_status: OneOf(STATUSES),
    previous_datetime: Nullable(Instant()),
    new_datetime: Nullable(Instant()),
    previous_duration: Nullable(Type.Integer({ examples: [30] })),
    new_duration: Nullable(Type.Integer({ examples: [45] })),
    previous_doctor_id: Nullable(Uuid()),
    new_doctor_id: Nullable(Uuid()),
    is_override: Type.Boolean({ examples: [false] }),
    changed_by: Nullable(Uuid()),
    changed_by_name: Nullable(Name),
    reason: Type.String({ examples: ['Feeling better'] }),
    changed_at: Instant(),
  }),
);

export const Arrival = model(
  'AppointmentArrival',
  Closed({
    id: Uuid(),
    arrived_at: Nullable(Instant({ description: 'Null: taken back.' })),
    changed_by: Uuid(),
    changed_by_name: Name,
    changed_at: Instant(),
  }),
);

export const Appointment = model(
  'Appointment',
  Closed({
    id: Uuid(),
    patient: Closed({
      id: Uuid(),
      full_name: Name,
      user: Closed({
        id: Uuid(),
        email: Type.String({ examples: ['amina@example.org'] }),
        first_name: Type.String({ examples: ['Amina'] }),
        last_name: Type.String({ examples: ['Otieno'] }),
        phone: Nullable(Type.String({ examples: ['+254712345678'] })),
      }),
    }),
    doctor: Closed({
      id: Uuid(),
      full_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
      specializations: Type.Array(Type.String({ examples: ['Cardiology'] })),
      office_address: Type.String({ examples: ['Room 4'] }),
    }),
    appointment_datetime: Instant(),
    duration: Duration(),
    appointment_end_time: Instant({ examples: ['2026-12-01T07:00:00Z'] }),
    status: OneOf(STATUSES),
    appointment_type: OneOf(TYPES),
    reason: Type.String({ examples: ['Cough for a week'] }),
    notes: Type.String({ examples: [''] }),
    symptoms: Type.String({ examples: ['Cough, light fever'] }),
    doctor_notes: Type.Optional(Type.String({ examples: [''], description: 'Never shown to patients.' })),
    is_urgent: Type.Boolean({ examples: [false] }),
    needs_reschedule: Type.Boolean({ examples: [false] }),
    arrived_at: Nullable(Instant({ description: 'When the front desk noted that the patient is here.' })),
    arrivals: Type.Array(ref(Arrival)),
    status_history: Type.Array(ref(StatusChange)),
    medical_record_ids: Type.Array(Uuid()),
    created_by: Uuid(),
    created_at: Instant(),
    updated_at: Instant(),
  }),
);
export type Appointment = Static<typeof Appointment>;

/** What streams say of a visit: what a board shows. */
export const LiveAppointment = model(
  'LiveAppointment',
  Closed({
    id: Uuid(),
    patient_id: Uuid(),
    doctor_id: Uuid(),
    appointment_datetime: Instant(),
    duration: Duration(),
    appointment_end_time: Instant({ examples: ['2026-12-01T07:00:00Z'] }),
    status: OneOf(STATUSES),
    is_urgent: Type.Boolean({ examples: [false] }),
    needs_reschedule: Type.Boolean({ examples: [false] }),
    updated_at: Instant(),
  }),
);
export type LiveAppointment = Static<typeof LiveAppointment>;

const details = {
  appointment_type: Type.Optional(OneOf(TYPES)),
  notes: Type.Optional(Text(4000, { examples: [''] })),
  symptoms: Type.Optional(Text(4000, { examples: ['Cough, light fever'] })),
  is_urgent: Type.Optional(Type.Boolean({ examples: [false] })),
};

const override = {
  override: Type.Optional(
    Type.Boolean({ examples: [false], description: 'ADMIN: book outside hours or over an absence.' }),
  ),
  override_reason: Type.Optional(
    Line(500, {
      examples: ['Agreed on the phone'],
      description: 'Why; lands in the history. Without it, `reason` does.',
    }),
  ),
};

export const Booking = model(
  'Booking',
  Closed({
    doctor_id: Uuid(),
    patient_id: Type.Optional(
      Uuid({ description: 'Patients may leave it out; others must name the patient.' }),
    ),
    appointment_datetime: Instant(),
    duration: Type.Optional(Duration({ default: 30 })),
    reason: Text(2000, { minLength: 1, examples: ['Cough for a week'] }),
    ...details,
    ...override,
  }),
);
export type Booking = Static<typeof Booking>;

export const AppointmentReplacement = model(
  'AppointmentReplacement',
  Closed({
    doctor_id: Type.Optional(Uuid()),
    appointment_datetime: Instant(),
    duration: Type.Optional(Duration({ default: 30 })),
    reason: Text(2000, { minLength: 1, examples: ['Cough for a week'] }),
    doctor_notes: Type.Optional(Text(8000, { examples: [''] })),
    ...details,
    ...override,
  }),
);
export type AppointmentReplacement = Static<typeof AppointmentReplacement>;

export const AppointmentChange = model(
  'AppointmentChange',
  Closed({
    doctor_id: Type.Optional(Uuid()),
    appointment_datetime: Type.Optional(Instant()),
    duration: Type.Optional(Duration()),
    reason: Type.Optional(Text(2000, { minLength: 1, examples: ['Cough for a week'] })),
    doctor_notes: Type.Optional(Text(8000, { examples: [''] })),
    ...details,
    ...override,
  }),
);
export type AppointmentChange = Static<typeof AppointmentChange>;

export const StatusInput = model(
  'StatusInput',
  Closed({
    status: OneOf(STATUSES),
    reason: Type.Optional(OptionalLine(500, { examples: ['Feeling better'] })),
  }),
);
export type StatusInput = Static<typeof StatusInput>;

export const AppointmentParams = Closed({ appointment_id: Uuid() });

export const AppointmentQuery = Closed({
  ...pageQuery,
  ordering: ordering(['appointment_datetime', 'created_at', 'status']),
  status: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'One or more, separated by commas.',
      examples: ['scheduled,confirmed'],
    }),
  ),
  doctor_id: Type.Optional(Uuid()),
  patient_id: Type.Optional(Uuid()),
  date_from: Type.Optional(PlainDate()),
  date_to: Type.Optional(PlainDate()),
  appointment_type: Type.Optional(OneOf(TYPES)),
  is_urgent: Type.Optional(Type.Boolean()),
  needs_reschedule: Type.Optional(Type.Boolean()),
  has_arrived: Type.Optional(Type.Boolean()),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});
export type AppointmentQuery = Static<typeof AppointmentQuery>;

export const AppointmentFilters = withoutPages(AppointmentQuery);
export type AppointmentFilters = Static<typeof AppointmentFilters>;

export const AvailabilityQuery = Closed({
  doctor_id: Type.Optional(Uuid()),
  specialization_id: Type.Optional(Uuid()),
  date: PlainDate(),
  date_to: Type.Optional(PlainDate()),
  duration: Type.Optional(Duration({ default: 30 })),
  appointment_id: Type.Optional(Uuid({ description: 'A visit to be moved: its own time counts as free.' })),
  explain: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'ADMIN, and the doctor asking for themself: also what is refused, and why.',
    }),
  ),
});
export type AvailabilityQuery = Static<typeof AvailabilityQuery>;

const Slot = Closed({
  start: Instant(),
  end: Instant({ examples: ['2026-12-01T07:00:00Z'] }),
  local_start: Type.String({ examples: ['2026-12-01T09:30:00+03:00'] }),
});

export const Availability = model(
  'Availability',
  Closed({
    time_zone: Type.String({ examples: ['Africa/Nairobi'] }),
    duration: Duration(),
    results: Type.Array(
      Closed({
        doctor_id: Uuid(),
        doctor_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
        slots: Type.Array(Slot),
        refused: Type.Optional(
          Type.Array(Closed({ ...Slot.properties, code: Type.String({ examples: ['slot_taken'] }) })),
        ),
      }),
    ),
  }),
);
export type Availability = Static<typeof Availability>;
