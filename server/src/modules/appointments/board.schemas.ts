import { Type, type Static } from 'typebox';
import { Closed, Instant, Nullable, PlainDate, Uuid, model, ref } from '../../platform/http/schemas.ts';
import { Appointment } from './appointments.schemas.ts';

const stretch = { start: Instant(), end: Instant({ examples: ['2026-12-01T14:00:00Z'] }) };

const { reason, is_urgent, needs_reschedule, arrived_at, updated_at } = Appointment.properties;
const { id, appointment_datetime, duration, appointment_end_time, status, appointment_type } =
  Appointment.properties;

export const BoardVisit = model(
  'BoardVisit',
  Closed({
    id,
    patient: Closed({
      id: Uuid(),
      full_name: Type.String({ examples: ['Amina Otieno'] }),
      phone: Nullable(Type.String({ examples: ['+254712345678'] })),
    }),
    appointment_datetime,
    duration,
    appointment_end_time,
    status,
    appointment_type,
    reason,
    is_urgent,
    needs_reschedule,
    arrived_at,
    updated_at,
  }),
);
export type BoardVisit = Static<typeof BoardVisit>;

export const BoardDoctor = model(
  'BoardDoctor',
  Closed({
    id: Uuid(),
    full_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
    office_address: Type.String({ examples: ['Room 4'] }),
    specializations: Type.Array(Closed({ id: Uuid(), name: Type.String({ examples: ['Cardiology'] }) })),
    is_bookable: Type.Boolean({ examples: [true], description: 'The account is active and takes bookings.' }),
    hours: Type.Array(Closed(stretch), {
      description:
        'Weekly hours without breaks, as far as they lie within the day; absences are not taken out.',
    }),
    absences: Type.Array(Closed({ ...stretch, reason: Type.String({ examples: ['Training'] }) })),
    visits: Type.Array(ref(BoardVisit)),
  }),
);
export type BoardDoctor = Static<typeof BoardDoctor>;

export const Board = model(
  'Board',
  Closed({
    date: PlainDate(),
    time_zone: Type.String({ examples: ['Africa/Nairobi'] }),
    start: Instant({
      examples: ['2026-11-30T21:00:00Z'],
      description: 'Where the day begins at the clinic.',
    }),
    end: Instant({ examples: ['2026-12-01T21:00:00Z'], description: 'Where it ends.' }),
    doctors: Type.Array(ref(BoardDoctor), {
      description: 'By name: all active doctors, and others who have visits on this day.',
    }),
  }),
);
export type Board = Static<typeof Board>;

export const BoardQuery = Closed({
  date: PlainDate({ description: 'Of the clinic, within 100 years from now.' }),
});
export type BoardQuery = Static<typeof BoardQuery>;
