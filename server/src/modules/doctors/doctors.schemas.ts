import { Type, type Static } from 'typebox';
import { ordering, pageQuery, withoutPages } from '../../platform/http/paging.ts';
import {
  Closed,
  EmailInput,
  Line,
  Nullable,
  OneOf,
  PlainDate,
  Text,
  Uuid,
  Instant,
  model,
} from '../../platform/http/schemas.ts';
import { LOCALES } from '../../platform/i18n.ts';
import { FirstName, LastName, NewPassword, Phone } from '../auth/auth.schemas.ts';
import { affected } from './schedules.schemas.ts';

/** Money in the clinic's currency as text, so that no cent is lost to floating point. */
const Decimal = (options: object = {}) =>
  Type.String({ pattern: '^\\d{1,8}(\\.\\d{1,2})?$', examples: ['1500.00'], ...options });

const LicenseNumber = Line(50, { examples: ['KMPDC-20481'] });
const Years = Type.Integer({ minimum: 0, maximum: 80, examples: [12] });
const certification = {
  board_certified: Type.Boolean({ examples: [true] }),
  certification_date: Nullable(PlainDate({ examples: ['2018-06-30'] })),
};

const forOwner = { description: 'For ADMIN and the doctor only; left out for others.' };

const doctor = {
  id: Uuid(),
  user: Closed({
    id: Uuid(),
    first_name: Type.String({ examples: ['Grace'] }),
    last_name: Type.String({ examples: ['Wanjiku'] }),
    is_active: Type.Boolean({ examples: [true] }),
    email: Type.Optional(Type.String({ examples: ['grace@example.org'], ...forOwner })),
    phone: Type.Optional(Nullable(Type.String({ examples: ['+254712345678'], ...forOwner }))),
    deactivated_at: Type.Optional(Nullable(Instant(forOwner))),
  }),
  full_name: Type.String({ examples: ['Dr. Grace Wanjiku'] }),
  license_number: Type.Optional(Type.String({ examples: ['KMPDC-20481'], ...forOwner })),
  specializations: Type.Array(
    Closed({
      id: Uuid(),
      name: Type.String({ examples: ['Cardiology'] }),
      ...certification,
    }),
  ),
  years_of_experience: Type.Integer({ examples: [12] }),
  consultation_fee: Type.String({ examples: ['1500.00'] }),
  bio: Type.String({ examples: ['Listens first.'] }),
  office_address: Type.String({ examples: ['Room 4, first floor'] }),
  is_available: Type.Boolean({ examples: [true], description: 'Takes new bookings.' }),
  created_at: Instant(),
  updated_at: Instant(),
};

export const Doctor = model('Doctor', Closed(doctor));
export type Doctor = Static<typeof Doctor>;

export const ChangedDoctor = model('ChangedDoctor', Closed({ ...doctor, ...affected }));
export type ChangedDoctor = Static<typeof ChangedDoctor>;

const practice = {
  years_of_experience: Type.Optional(Years),
  consultation_fee: Type.Optional(Decimal()),
  bio: Type.Optional(Text(5000, { examples: ['Listens first.'] })),
  office_address: Type.Optional(Text(500, { examples: ['Room 4, first floor'] })),
  is_available: Type.Optional(Type.Boolean({ examples: [true] })),
};

/** Either field names the whole set; giving both is refused. */
const specializations = {
  specialization_ids: Type.Optional(
    Type.Array(Uuid(), {
      maxItems: 30,
      description: 'The whole set; those that stay keep their certification.',
    }),
  ),
  specializations: Type.Optional(
    Type.Array(
      Closed({
        id: Uuid(),
        board_certified: Type.Optional(certification.board_certified),
        certification_date: Type.Optional(certification.certification_date),
      }),
      { maxItems: 30, description: 'The whole set with certifications; instead of `specialization_ids`.' },
    ),
  ),
};

const example = {
  first_name: 'Grace',
  last_name: 'Wanjiku',
  phone: '+254712345678',
  license_number: 'KMPDC-20481',
  years_of_experience: 12,
  consultation_fee: '1500.00',
  bio: 'Listens first.',
  office_address: 'Room 4, first floor',
  specialization_ids: ['019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'],
};

export const DoctorRegistration = model(
  'DoctorRegistration',
  Closed(
    {
      email: EmailInput({ examples: ['grace@example.org'] }),
      password: Type.Optional(NewPassword),
      password2: Type.Optional(NewPassword),
      first_name: FirstName,
      last_name: LastName,
      phone: Type.Optional(Phone),
      locale: Type.Optional(OneOf(LOCALES)),
      license_number: LicenseNumber,
      ...practice,
      ...specializations,
    },
    { examples: [{ email: 'grace@example.org', ...example }] },
  ),
);
export type DoctorRegistration = Static<typeof DoctorRegistration>;

export const DoctorReplacement = model(
  'DoctorReplacement',
  Closed(
    {
      first_name: FirstName,
      last_name: LastName,
      phone: Type.Optional(Nullable(Phone)),
      license_number: LicenseNumber,
      ...practice,
      ...specializations,
    },
    { examples: [example] },
  ),
);
export type DoctorReplacement = Static<typeof DoctorReplacement>;

export const DoctorChange = model(
  'DoctorChange',
  Closed(
    {
      first_name: Type.Optional(FirstName),
      last_name: Type.Optional(LastName),
      phone: Type.Optional(Nullable(Phone)),
      license_number: Type.Optional(LicenseNumber),
      ...practice,
      ...specializations,
    },
    { examples: [{ consultation_fee: '1800.00', is_available: false }] },
  ),
);
export type DoctorChange = Static<typeof DoctorChange>;

export const DoctorParams = Closed({ doctor_id: Uuid() });

const Searched = Type.String({ minLength: 1, maxLength: 100 });

export const DoctorQuery = Closed({
  ...pageQuery,
  ordering: ordering(['name', 'years_of_experience', 'consultation_fee', 'created_at']),
  search: Type.Optional(Searched),
  specialization_id: Type.Optional(Uuid()),
  specialization_name: Type.Optional(Searched),
  is_available: Type.Optional(Type.Boolean()),
  available_on: Type.Optional(
    PlainDate({ description: 'Takes bookings and works on this date of the clinic.' }),
  ),
  min_experience: Type.Optional(Years),
  max_experience: Type.Optional(Years),
  min_fee: Type.Optional(Decimal()),
  max_fee: Type.Optional(Decimal()),
  office_address: Type.Optional(Searched),
  is_active: Type.Optional(
    Type.Boolean({ default: true, description: 'Only ADMIN sees doctors who are not active.' }),
  ),
});
export type DoctorQuery = Static<typeof DoctorQuery>;

export const DoctorFilters = withoutPages(DoctorQuery);
export type DoctorFilters = Static<typeof DoctorFilters>;
