import { Type, type Static } from 'typebox';
import { ordering, pageQuery, withoutPages } from '../../platform/http/paging.ts';
import {
  Closed,
  EmailInput,
  Instant,
  Line,
  Nullable,
  OneOf,
  OptionalLine,
  PlainDate,
  Text,
  Uuid,
  model,
} from '../../platform/http/schemas.ts';
import { LOCALES } from '../../platform/i18n.ts';
import { FirstName, GENDERS, LastName, NewPassword, Phone } from '../auth/auth.schemas.ts';
import { LIKENESSES } from './lookalikes.schemas.ts';

const BirthDate = Nullable(PlainDate({ examples: ['1990-04-17'] }));
const Gender = Nullable(OneOf(GENDERS, { examples: ['F'] }));

export const Patient = model(
  'Patient',
  Closed({
    id: Uuid(),
    user: Closed({
      id: Uuid(),
      email: Type.String({ examples: ['amina@example.org'] }),
      first_name: Type.String({ examples: ['Amina'] }),
      last_name: Type.String({ examples: ['Otieno'] }),
      phone: Nullable(Type.String({ examples: ['+254712345678'] })),
      is_active: Type.Boolean({ examples: [true] }),
      deactivated_at: Nullable(
        Instant({ description: 'Null although not active: the address waits for its verification.' }),
      ),
      erased_at: Nullable(
        Instant({
          examples: [],
          description:
            'Then the names are a pseudonym, there are no contacts, and clinical text is shown in an emergency access only.',
        }),
      ),
    }),
    full_name: Type.String({ examples: ['Amina Otieno'] }),
    date_of_birth: BirthDate,
    age: Nullable(
      Type.Integer({ examples: [36], description: 'Whole years today, by the calendar of the clinic.' }),
    ),
    gender: Gender,
    address: Type.String({ examples: ['12 Moi Avenue, Nairobi'] }),
    emergency_contact: Type.String({ examples: ['Juma Otieno (brother), +254733111222'] }),
    insurance_provider: Type.String({ examples: ['NHIF'] }),
    insurance_number: Type.String({ examples: ['NHIF-0012345'] }),
    medical_history: Type.String({ examples: ['Appendectomy in 2011.'] }),
    allergies: Type.String({ examples: ['Penicillin'] }),
    current_medications: Type.String({ examples: ['Metformin 500 mg twice a day'] }),
    created_at: Instant(),
    updated_at: Instant(),
  }),
);
export type Patient = Static<typeof Patient>;

const profile = {
  date_of_birth: Type.Optional(BirthDate),
  gender: Type.Optional(Gender),
  address: Type.Optional(Text(500, { examples: ['12 Moi Avenue, Nairobi'] })),
  emergency_contact: Type.Optional(Text(500, { examples: ['Juma Otieno (brother), +254733111222'] })),
  insurance_provider: Type.Optional(OptionalLine(200, { examples: ['NHIF'] })),
  insurance_number: Type.Optional(OptionalLine(100, { examples: ['NHIF-0012345'] })),
  medical_history: Type.Optional(Text(20_000, { examples: ['Appendectomy in 2011.'] })),
  allergies: Type.Optional(Text(5000, { examples: ['Penicillin'] })),
  current_medications: Type.Optional(Text(5000, { examples: ['Metformin 500 mg twice a day'] })),
};

export const PatientRegistration = model(
  'PatientRegistration',
  Closed({
    email: EmailInput(),
    password: Type.Optional(NewPassword),
    password2: Type.Optional(NewPassword),
    first_name: FirstName,
    last_name: LastName,
    phone: Type.Optional(Nullable(Phone)),
    locale: Type.Optional(OneOf(LOCALES)),
    ...profile,
  }),
);
export type PatientRegistration = Static<typeof PatientRegistration>;

export const PatientReplacement = model(
  'PatientReplacement',
  Closed({
    first_name: FirstName,
    last_name: LastName,
    phone: Type.Optional(Nullable(Phone)),
    ...profile,
  }),
);
export type PatientReplacement = Static<typeof PatientReplacement>;

export const PatientChange = model(
  'PatientChange',
  Closed({
    first_name: Type.Optional(FirstName),
    last_name: Type.Optional(LastName),
    phone: Type.Optional(Nullable(Phone)),
    ...profile,
  }),
);
export type PatientChange = Static<typeof PatientChange>;

export const PatientErasure = model(
  'PatientErasure',
  Closed({
    reason: Text(500, {
      minLength: 1,
      examples: ['Letter of 30 November 2026, file 12/2026'],
      description: 'Kept for good: what was asked and where that lies, without the name.',
    }),
  }),
);
export type PatientErasure = Static<typeof PatientErasure>;

export const PatientParams = Closed({ patient_id: Uuid() });

const Piece = (description = 'A part of it; case and accents do not matter.') =>
  Type.Optional(Line(100, { description }));

export const PatientQuery = Closed({
  ...pageQuery,
  ordering: ordering(['name', 'date_of_birth', 'created_at']),
  search: Piece(
    'Words of name, e-mail, phone, insurance number or address, in any order; forgives typos and accents. ' +
      'The best come first unless `ordering` is given.',
  ),
  first_name: Piece(),
  last_name: Piece(),
  email: Piece(),
  phone: Piece('A part of it, in any notation.'),
  gender: Type.Optional(OneOf(GENDERS)),
  date_of_birth: Type.Optional(PlainDate()),
  born_after: Type.Optional(PlainDate({ description: 'Born on this day or later.' })),
  born_before: Type.Optional(PlainDate({ description: 'Born on this day or earlier.' })),
  insurance_provider: Piece(),
  insurance_number: Piece(),
  is_active: Type.Optional(Type.Boolean()),
});
export type PatientQuery = Static<typeof PatientQuery>;

export const PatientFilters = withoutPages(PatientQuery);
export type PatientFilters = Static<typeof PatientFilters>;

export const DuplicateQuery = Closed({
  first_name: Type.Optional(FirstName),
  last_name: Type.Optional(LastName),
  date_of_birth: Type.Optional(PlainDate()),
  phone: Type.Optional(Phone),
  email: Type.Optional(Line(254)),
});
export type DuplicateQuery = Static<typeof DuplicateQuery>;

export const PossibleDuplicate = model(
  'PossibleDuplicate',
  Closed({
    id: Uuid(),
    full_name: Type.String({ examples: ['Amina Otieno'] }),
    date_of_birth: BirthDate,
    phone: Nullable(Type.String({ examples: ['+254712345678'] })),
    email: Type.String({ examples: ['amina@example.org'] }),
    is_active: Type.Boolean({ examples: [true] }),
    by: OneOf(LIKENESSES, { examples: ['name_and_birth'] }),
  }),
);
export type PossibleDuplicate = Static<typeof PossibleDuplicate>;
