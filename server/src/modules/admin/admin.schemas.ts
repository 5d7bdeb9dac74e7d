import { Type, type Static } from 'typebox';
import { ROLES } from '../../platform/actor.ts';
import type { Json } from '../../platform/database.generated.ts';
import { ordering, Page, pageQuery, withoutPages } from '../../platform/http/paging.ts';
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
  ref,
} from '../../platform/http/schemas.ts';
import { LOCALES } from '../../platform/i18n.ts';
import { FirstName, LastName, Phone, User } from '../auth/auth.schemas.ts';

export const ACCOUNT_STATES = ['unverified', 'active', 'deactivated'] as const;
export const MAIL_STATUSES = ['queued', 'sent', 'kept', 'failed', 'dropped'] as const;
const OUTCOMES = ['success', 'denied', 'failure'] as const;

export const UserParams = Closed({ user_id: Uuid() });

export const UserQuery = Closed({
  ...pageQuery,
  search: Type.Optional(
    Line(100, { examples: ['amina'], description: 'Name in any order, e-mail or phone.' }),
  ),
  role: Type.Optional(OneOf(ROLES)),
  is_active: Type.Optional(Type.Boolean()),
  state: Type.Optional(OneOf(ACCOUNT_STATES)),
  ordering: ordering(['name', 'email', 'date_joined', 'role']),
});
export type UserQuery = Static<typeof UserQuery>;

export const UserFilters = withoutPages(UserQuery);
export type UserFilters = Static<typeof UserFilters>;

export const UserPage = model('UserPage', Page(ref(User)));

export const StaffInvitation = model(
  'StaffInvitation',
  Closed({
    email: EmailInput(),
    first_name: FirstName,
    last_name: LastName,
    phone: Type.Optional(Phone),
    role: OneOf(ROLES, {
      examples: ['ADMIN'],
      description: '`ADMIN`: other roles come with a profile of their own.',
    }),
    locale: Type.Optional(OneOf(LOCALES)),
  }),
);
export type StaffInvitation = Static<typeof StaffInvitation>;

export const RoleChange = model('RoleChange', Closed({ role: OneOf(ROLES, { examples: ['DOCTOR'] }) }));
export type RoleChange = Static<typeof RoleChange>;

export const MailParams = Closed({ mail_id: Uuid() });

export const MailQuery = Closed({
  ...pageQuery,
  status: Type.Optional(OneOf(MAIL_STATUSES)),
  kind: Type.Optional(Line(100, { examples: ['verify-email'] })),
  search: Type.Optional(Line(254, { examples: ['@example.org'], description: 'A part of the address.' })),
});
export type MailQuery = Static<typeof MailQuery>;

const mailFields = {
  id: Uuid(),
  kind: Type.String({ examples: ['verify-email'] }),
  user_id: Uuid({ description: 'Whom it is for.' }),
  to_address: Type.String({ examples: ['amina@example.org'] }),
  status: OneOf(MAIL_STATUSES),
  attempts: Type.Integer({ examples: [1] }),
  last_error: Nullable(Type.String({ examples: ['refused_by_server'] })),
  created_at: Instant(),
  last_attempt_at: Nullable(Instant()),
  sent_at: Nullable(Instant()),
};

export const OutgoingMail = model('OutgoingMail', Closed(mailFields));
export const OutgoingMailPage = model('OutgoingMailPage', Page(ref(OutgoingMail)));

export const OutgoingMailContent = model(
  'OutgoingMailContent',
  Closed({
    ...mailFields,
    subject: Nullable(Type.String({ examples: ['Verify your address for Etiba Clinic'] })),
    text: Nullable(Type.String({ examples: ['Hello Amina, …'] })),
    html: Nullable(Type.String({ examples: ['<!doctype html>…'] })),
  }),
);
export type OutgoingMailContent = Static<typeof OutgoingMailContent>;

export const FailedJobParams = Closed({ job_id: Uuid() });
export const FailedJobQuery = Closed(pageQuery);
export type FailedJobQuery = Static<typeof FailedJobQuery>;

export const FailedJob = model(
  'FailedJob',
  Closed({
    id: Uuid(),
    name: Type.String({ examples: ['deliver-mail'] }),
    created_at: Instant(),
    reason: Type.String({
      examples: ['Error:ECONNREFUSED'],
      description: 'A code; `timed_out` where a run never ended.',
    }),
    payload: Type.Unsafe<Json>({
      type: 'object',
      additionalProperties: true,
      examples: [{ mail_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' }],
    }),
  }),
);
export const FailedJobPage = model('FailedJobPage', Page(ref(FailedJob)));

export const AuditQuery = Closed({
  ...pageQuery,
  user_id: Type.Optional(Uuid({ description: 'Who acted.' })),
  patient_id: Type.Optional(Uuid({ description: 'Whose data it was about.' })),
  action: Type.Optional(Line(100, { examples: ['session.login'] })),
  outcome: Type.Optional(OneOf(OUTCOMES)),
  object_type: Type.Optional(Line(100, { examples: ['user'] })),
  object_id: Type.Optional(Line(100)),
  date_from: Type.Optional(PlainDate({ description: 'A day of the clinic, included.' })),
  date_to: Type.Optional(PlainDate({ description: 'A day of the clinic, included.' })),
  up_to_id: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'Nothing newer than this entry. The links of a page carry it: pages hold still while entries are added.',
    }),
  ),
});
export type AuditQuery = Static<typeof AuditQuery>;

export const AuditFilters = withoutPages(AuditQuery);
export type AuditFilters = Static<typeof AuditFilters>;

export const AuditEvent = model(
  'AuditEvent',
  Closed({
    id: Type.Integer({ examples: [1204] }),
    occurred_at: Instant(),
    actor_user_id: Nullable(Uuid()),
    actor_name: Nullable(Type.String({ examples: ['Amina Otieno'] })),
    actor_role: Type.String({ examples: ['ADMIN'] }),
    session_id: Nullable(Uuid()),
    action: Type.String({ examples: ['session.login'] }),
    object_type: Nullable(Type.String({ examples: ['user'] })),
    object_id: Nullable(Type.String({ examples: ['019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'] })),
    object_name: Nullable(
      Type.String({ examples: ['Amina Otieno'], description: 'Where the object is a person.' }),
    ),
    patient_id: Nullable(Uuid()),
    patient_name: Nullable(Type.String({ examples: ['Amina Otieno'] })),
    outcome: Type.String({ examples: ['success'] }),
    address: Nullable(Type.String({ examples: ['203.0.113.7'] })),
    user_agent: Nullable(Type.String({ examples: ['Mozilla/5.0'] })),
    request_id: Nullable(Type.String({ examples: ['019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'] })),
    detail: Type.Unsafe<Json>({
      type: 'object',
      additionalProperties: true,
      examples: [{ fields: ['phone'] }],
    }),
  }),
);
export const AuditEventPage = model('AuditEventPage', Page(ref(AuditEvent)));

export const AuditActions = model(
  'AuditActions',
  Closed({ actions: Type.Array(Type.String({ examples: ['session.login'] })) }),
);
