import { Type, type Static } from 'typebox';
import { Closed, Instant, Nullable, OneOf, PlainDate, Uuid, model } from '../../platform/http/schemas.ts';
import { LONGEST_VISIT, SHORTEST_VISIT } from '../appointments/free-slots.ts';

export const VISIT_GROUPS = ['day', 'week', 'month', 'weekday', 'hour', 'doctor', 'specialization'] as const;
export type VisitGroup = (typeof VISIT_GROUPS)[number];
export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

const format = Type.Optional(
  OneOf(['json', 'csv'], { default: 'json', description: '`csv`: the rows as a file for a spreadsheet.' }),
);
const range = {
  date_from: Type.Optional(
    PlainDate({ description: 'A day of the clinic, included; 29 days before `date_to` unless given.' }),
  ),
  date_to: Type.Optional(PlainDate({ description: 'A day of the clinic, included; today unless given.' })),
};
const whose = {
  doctor_id: Type.Optional(Uuid()),
  specialization_id: Type.Optional(Uuid()),
};

export const VisitsReportQuery = Closed({
  ...range,
  ...whose,
  group_by: Type.Optional(OneOf(VISIT_GROUPS, { default: 'day' })),
  format,
});
export type VisitsReportQuery = Static<typeof VisitsReportQuery>;

export const UtilisationReportQuery = Closed({ ...range, ...whose, format });
export type UtilisationReportQuery = Static<typeof UtilisationReportQuery>;

export const NewPatientsReportQuery = Closed({
  ...range,
  group_by: Type.Optional(OneOf(PERIODS, { default: 'day' })),
  format,
});
export type NewPatientsReportQuery = Static<typeof NewPatientsReportQuery>;

export const WaitingTimeReportQuery = Closed({
  specialization_id: Type.Optional(Uuid()),
  duration: Type.Optional(
    Type.Integer({ minimum: SHORTEST_VISIT, maximum: LONGEST_VISIT, default: 30, description: 'Minutes.' }),
  ),
  format,
});
export type WaitingTimeReportQuery = Static<typeof WaitingTimeReportQuery>;

const Count = (options: object = {}) => Type.Integer({ minimum: 0, examples: [12], ...options });
const Rate = (description: string) => Nullable(Type.Number({ examples: [0.08], description }));

const reported = {
  date_from: PlainDate(),
  date_to: PlainDate(),
  time_zone: Type.String({ examples: ['Africa/Nairobi'] }),
};

const visitCounts = {
  visits: Count({ description: 'That begin within the range, whatever became of them.' }),
  scheduled: Count(),
  confirmed: Count(),
  rescheduled: Count(),
  in_progress: Count(),
  completed: Count(),
  cancelled: Count(),
  no_show: Count(),
  no_show_rate: Rate(
    'Of the visits that took place or should have (`completed`, `in_progress`, `no_show`), those whose patient did not ' +
      'come; null where there is none.',
  ),
};
export const VISIT_COUNTS = Object.keys(visitCounts) as (keyof typeof visitCounts)[];

const key = Type.String({
  examples: ['2026-12-01'],
  description:
    'The first day of a period (`YYYY-MM-DD`), a weekday (0 = Monday), an hour of the clinic’s day (00 to 23), or an id.',
});
const label = Type.String({
  examples: ['2026-12-01'],
  description: 'The name of a doctor or specialization, else `key`.',
});

export const VisitsReport = model(
  'VisitsReport',
  Closed({
    ...reported,
    group_by: OneOf(VISIT_GROUPS),
    totals: Closed(visitCounts),
    results: Type.Array(Closed({ key, label, ...visitCounts })),
  }),
);
export type VisitsReport = Static<typeof VisitsReport>;
export type VisitCounts = VisitsReport['totals'];

const utilisation = {
  offered_minutes: Count({
    examples: [2400],
    description: 'Of the weekly hours as they are now, less breaks and absences.',
  }),
  booked_minutes: Count({ examples: [1500], description: 'Of visits neither cancelled nor missed.' }),
  visits: Count({ description: 'Neither cancelled nor missed.' }),
  utilisation: Rate(
    'Booked by offered minutes; above 1 where visits take place outside the hours, null where none are offered.',
  ),
};

export const UtilisationReport = model(
  'UtilisationReport',
  Closed({
    ...reported,
    totals: Closed(utilisation),
    results: Type.Array(
      Closed({
        doctor_id: Uuid(),
        doctor_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
        ...utilisation,
      }),
    ),
  }),
);
export type UtilisationReport = Static<typeof UtilisationReport>;

const newPatients = {
  new_patients: Count(),
  signed_up: Count({ description: 'By themselves.' }),
  registered: Count({ description: 'By the clinic.' }),
};

export const NewPatientsReport = model(
  'NewPatientsReport',
  Closed({
    ...reported,
    group_by: OneOf(PERIODS),
    totals: Closed(newPatients),
    results: Type.Array(Closed({ key, ...newPatients })),
  }),
);
export type NewPatientsReport = Static<typeof NewPatientsReport>;

const waiting = {
  next_free: Nullable(Instant({ description: 'Null: nothing within the days that may be booked ahead.' })),
  waiting_minutes: Nullable(Type.Integer({ minimum: 0, examples: [1440] })),
};

export const WaitingTimeReport = model(
  'WaitingTimeReport',
  Closed({
    asked_at: Instant(),
    duration: Type.Integer({ examples: [30] }),
    doctors: Type.Array(
      Closed({
        doctor_id: Uuid(),
        doctor_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
        ...waiting,
      }),
    ),
    specializations: Type.Array(
      Closed({
        specialization_id: Uuid(),
        name: Type.String({ examples: ['Cardiology'] }),
        doctors: Count({ description: 'Who take bookings.' }),
        ...waiting,
      }),
    ),
  }),
);
export type WaitingTimeReport = Static<typeof WaitingTimeReport>;
