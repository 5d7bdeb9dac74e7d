import { Type, type Static } from 'typebox';
import { ROLES } from '../../platform/actor.ts';
import {
  Closed,
  EmailInput,
  Instant,
  Line,
  Nullable,
  OneOf,
  PlainDate,
  Uuid,
  model,
} from '../../platform/http/schemas.ts';
import { LOCALES } from '../../platform/i18n.ts';

export const GENDERS = ['M', 'F', 'O', 'P'] as const;

export const FirstName = Line(100, { examples: ['Amina'] });
export const LastName = Line(100, { examples: ['Otieno'] });
/** E.164; spaces and dashes are taken out. */
export const Phone = Type.String({
  minLength: 6,
  maxLength: 25,
  format: 'line',
  examples: ['+254712345678'],
});
/** Length and blocklist are checked with reasons by `requireGoodPassword`; this only keeps out floods. */
export const NewPassword = Type.String({
  minLength: 1,
  maxLength: 1024,
  examples: ['correct horse battery'],
});
const Password = Type.String({ minLength: 1, maxLength: 1024, examples: ['correct horse battery'] });
const Secret = Type.String({ minLength: 1, maxLength: 512, examples: ['Zx3…'] });

export const User = model(
  'User',
  Closed({
    id: Uuid(),
    email: Type.String({ examples: ['amina@example.org'] }),
    first_name: Type.String({ examples: ['Amina'] }),
    last_name: Type.String({ examples: ['Otieno'] }),
    phone: Nullable(Type.String({ examples: ['+254712345678'] })),
    role: OneOf(ROLES, { examples: ['PATIENT'] }),
    locale: OneOf(LOCALES),
    is_active: Type.Boolean({ examples: [true] }),
    is_staff: Type.Boolean({ examples: [false] }),
    email_verified_at: Nullable(Instant()),
    deactivated_at: Nullable(Instant({ description: 'Since when the account is switched off.' })),
    date_joined: Instant(),
    patient_id: Nullable(Uuid()),
    doctor_id: Nullable(Uuid()),
  }),
);
export type User = Static<typeof User>;

export const Registration = model(
  'Registration',
  Closed({
    email: EmailInput(),
    password: NewPassword,
    password2: NewPassword,
    first_name: FirstName,
    last_name: LastName,
    phone: Type.Optional(Phone),
    date_of_birth: Type.Optional(PlainDate({ examples: ['1990-04-17'] })),
    gender: Type.Optional(OneOf(GENDERS)),
    locale: Type.Optional(OneOf(LOCALES)),
    role: Type.Optional(OneOf(['PATIENT'])),
  }),
);
export type Registration = Static<typeof Registration>;

export const Setup = model(
  'Setup',
  Closed({
    token: Secret,
    email: EmailInput(),
    password: NewPassword,
    password2: Type.Optional(NewPassword),
    first_name: FirstName,
    last_name: LastName,
    phone: Type.Optional(Phone),
  }),
);
export type Setup = Static<typeof Setup>;

export const VerifyParams = Closed({
  uidb64: Type.String({ maxLength: 100 }),
  token: Type.String({ maxLength: 100 }),
});

export const EmailOnly = model('EmailOnly', Closed({ email: EmailInput() }));

export const Credentials = model(
  'Credentials',
  Closed({
    email: Type.String({ minLength: 1, maxLength: 320, examples: ['amina@example.org'] }),
    password: Password,
    cookie: Type.Optional(Type.Boolean({ examples: [false] })),
  }),
);

export const SignedIn = model(
  'SignedIn',
  Closed({
    access: Type.String({ examples: ['eyJ…'] }),
    refresh: Type.Optional(Type.String({ examples: ['019b….0.Zx3…'] })),
    user: Type.Unsafe<User>({ $ref: 'User#' }),
  }),
);

export const RefreshInput = model('RefreshInput', Closed({ refresh: Type.Optional(Secret) }));
export const Tokens = model(
  'Tokens',
  Closed({
    access: Type.String({ examples: ['eyJ…'] }),
    refresh: Type.Optional(Type.String({ examples: ['019b….1.Zx3…'] })),
  }),
);

export const AccountChange = model(
  'AccountChange',
  Closed({
    first_name: Type.Optional(FirstName),
    last_name: Type.Optional(LastName),
    phone: Type.Optional(Nullable(Phone)),
    locale: Type.Optional(OneOf(LOCALES)),
  }),
);
export type AccountChange = Static<typeof AccountChange>;

export const PasswordChange = model(
  'PasswordChange',
  Closed({
    old_password: Password,
    new_password: NewPassword,
    new_password2: Type.Optional(NewPassword),
  }),
);
export type PasswordChange = Static<typeof PasswordChange>;

export const TokenPassword = model(
  'TokenPassword',
  Closed({
    uidb64: Type.String({ minLength: 1, maxLength: 100, examples: ['MDE5YjJj…'] }),
    token: Secret,
    password: NewPassword,
    password2: Type.Optional(NewPassword),
  }),
);
export type TokenPassword = Static<typeof TokenPassword>;

export const Session = model(
  'Session',
  Closed({
    id: Uuid(),
    user_agent: Nullable(Type.String({ examples: ['Mozilla/5.0'] })),
    address: Nullable(Type.String({ examples: ['203.0.113.7'] })),
    created_at: Instant(),
    last_used_at: Instant(),
    is_current: Type.Boolean({ examples: [true] }),
  }),
);
export const SessionParams = Closed({ session_id: Uuid() });
