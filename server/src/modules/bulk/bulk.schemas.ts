import { Type, type Static } from 'typebox';
import {
  Closed,
  Instant,
  Nullable,
  OneOf,
  PlainDate,
  Text,
  Uuid,
  model,
} from '../../platform/http/schemas.ts';
import { STATUSES } from '../appointments/appointments.schemas.ts';

const Name = (example: string) => Type.String({ examples: [example] });
const Minutes = Type.Integer({ examples: [30] });
const Code = (description: string) => Nullable(Type.String({ examples: [null], description }));
const refusalCode = Code('Of the problem, as for one alone; null: it is done.');

export const PatientSelection = model(
  'PatientSelection',
  Closed({
    patient_ids: Type.Array(Uuid(), { minItems: 1, maxItems: 100, uniqueItems: true }),
  }),
);
export type PatientSelection = Static<typeof PatientSelection>;

export const DeactivationPreview = model(
  'DeactivationPreview',
  Closed({
    patients: Type.Array(
      Closed({
        id: Uuid(),
        full_name: Name('Amina Otieno'),
        is_deactivated: Type.Boolean({ examples: [false], description: 'Already; nothing happens.' }),
        visits: Type.Array(
          Closed({
            id: Uuid(),
            appointment_datetime: Instant(),
            duration: Minutes,
            doctor: Closed({ id: Uuid(), full_name: Name('Dr. Grace Achieng') }),
          }),
          { description: 'Those that would be cancelled, with notice.' },
        ),
      }),
      { description: 'By name. Ids that name no patient are left out.' },
    ),
  }),
);
export type DeactivationPreview = Static<typeof DeactivationPreview>;

export const Deactivations = model(
  'Deactivations',
  Closed({
    results: Type.Array(Closed({ patient_id: Uuid(), code: refusalCode }), {
      description: 'In the order of the request.',
    }),
  }),
);
export type Deactivations = Static<typeof Deactivations>;

export const DayQuery = Closed({
  doctor_id: Uuid(),
  date: PlainDate(),
  to: Type.Optional(
    OneOf(['another_doctor', 'another_day'], {
      description: 'Where the visits are to go; without it nothing is proposed.',
    }),
  ),
  specialization_id: Type.Optional(
    Uuid({ description: 'Of the other doctors; without it they share one with the doctor.' }),
  ),
  date_from: Type.Optional(PlainDate({ description: 'First other day; without it the day after.' })),
  date_to: Type.Optional(
    PlainDate({ description: 'Last other day, 31 days at most; without it two weeks on.' }),
  ),
});
export type DayQuery = Static<typeof DayQuery>;

export const DayPreview = model(
  'DayPreview',
  Closed({
    doctor: Closed({ id: Uuid(), full_name: Name('Dr. Grace Achieng') }),
    date: PlainDate(),
    time_zone: Name('Africa/Nairobi'),
    is_closed: Type.Boolean({ examples: [false], description: 'The doctor is absent the whole day.' }),
    visits: Type.Array(
      Closed({
        id: Uuid(),
        etag: Type.String({ examples: ['"x"'], description: 'For the change: what was seen here.' }),
        patient: Closed({ id: Uuid(), full_name: Name('Amina Otieno') }),
        appointment_datetime: Instant(),
        duration: Minutes,
        status: OneOf(STATUSES),
        proposal: Nullable(
          Closed({
            doctor_id: Uuid(),
            doctor_name: Name('Dr. Juma Were'),
            appointment_datetime: Instant(),
          }),
        ),
        conflict: Nullable(
          OneOf(['no_free_time', 'patient_busy'], {
            examples: [null],
            description:
              'Why nothing is proposed: nothing is free, or only when the patient has another visit.',
          }),
        ),
      }),
      { description: 'Those that are still to come on that day, in order.' },
    ),
  }),
);
export type DayPreview = Static<typeof DayPreview>;

export const DayChange = model(
  'DayChange',
  Closed({
    doctor_id: Uuid(),
    date: PlainDate(),
    visits: Type.Array(
      Closed({
        id: Uuid(),
        etag: Type.String({ minLength: 2, maxLength: 100, examples: ['"x"'] }),
        action: OneOf(['move', 'cancel']),
        doctor_id: Type.Optional(Uuid({ description: 'Of a move; the same doctor without it.' })),
        appointment_datetime: Type.Optional(Instant({ description: 'Of a move.' })),
      }),
      {
        maxItems: 100,
        description: 'In the order of the preview: what was free there is free in that order.',
      },
    ),
    reason: Type.Optional(
      Text(500, { examples: ['The doctor is ill.'], description: 'For the history of what is cancelled.' }),
    ),
    close_day: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Then the doctor is absent that day; what is still booked needs another time.',
      }),
    ),
  }),
);
export type DayChange = Static<typeof DayChange>;

export const DayChanged = model(
  'DayChanged',
  Closed({
    results: Type.Array(Closed({ id: Uuid(), code: refusalCode }), {
      description: 'In the order of the request.',
    }),
    unavailability_id: Nullable(Uuid({ description: 'The absence, where the day was closed.' })),
  }),
);
export type DayChanged = Static<typeof DayChanged>;
