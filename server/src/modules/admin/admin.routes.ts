import { Type } from 'typebox';
import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { readUser } from '../auth/accounts.ts';
import { Session, User } from '../auth/auth.schemas.ts';
import { activateUser } from './activate-user.ts';
import { listUserSessions, listUsers } from './admin.queries.ts';
import {
  AuditActions,
  AuditEventPage,
  AuditQuery,
  RoleChange,
  StaffInvitation,
  UserPage,
  UserParams,
  UserQuery,
} from './admin.schemas.ts';
import { listAuditActions, listAuditEvents } from './audit-events.queries.ts';
import { changeRole } from './change-role.ts';
import { deactivateUser } from './deactivate-user.ts';
import { endUserSessions } from './end-user-sessions.ts';
import { inviteStaff } from './invite-staff.ts';
import { renewUserInvitation } from './renew-user-invitation.ts';

const message = ref(Message);
const user = ref(User);

export const adminRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/admin/users/',
    {
      access: 'admin:users',
      operation_id: 'listUsers',
      summary: 'All accounts',
      query: UserQuery,
      answer: ref(UserPage),
    },
    ({ deps, actor, query }) => listUsers(deps, actor, query),
  ),

  route(
    'POST',
    '/api/admin/users/invite/',
    {
      access: 'admin:users',
      operation_id: 'inviteStaff',
      summary: 'Make an account for an administrator and mail the invitation',
      body: ref(StaffInvitation),
      answer: user,
      status: 201,
      etag: true,
      problems: ['email_taken'],
    },
    ({ deps, actor, body }) => inviteStaff(deps, actor, body),
  ),

  route(
    'GET',
    '/api/admin/users/:user_id/',
    {
      access: 'admin:users',
      operation_id: 'readUser',
      summary: 'One account',
      params: UserParams,
      answer: user,
      etag: true,
    },
    ({ deps, params }) => readUser(deps.db, params.user_id),
  ),

  route(
    'PATCH',
    '/api/admin/users/:user_id/role/',
    {
      access: 'admin:users',
      operation_id: 'changeRole',
      summary: 'Give a person another role, from their next request on',
      params: UserParams,
      body: ref(RoleChange),
      answer: user,
      etag: true,
      problems: ['last_administrator', 'profile_missing'],
    },
    ({ deps, actor, params, body }) => changeRole(deps, actor, params.user_id, body),
  ),

  route(
    'POST',
    '/api/admin/users/:user_id/activate/',
    {
      access: 'admin:users',
      operation_id: 'activateUser',
      summary: 'Take a deactivation back',
      description: 'An account whose address was never verified still waits for that.',
      params: UserParams,
      answer: user,
      etag: true,
    },
    ({ deps, actor, params }) => activateUser(deps, actor, params.user_id),
  ),

  route(
    'POST',
    '/api/admin/users/:user_id/deactivate/',
    {
      access: 'admin:users',
      operation_id: 'deactivateUser',
      summary: 'Switch an account off; its sessions end at once',
      params: UserParams,
      answer: user,
      etag: true,
      problems: ['last_administrator'],
    },
    ({ deps, actor, params }) => deactivateUser(deps, actor, params.user_id),
  ),

  route(
    'POST',
    '/api/admin/users/:user_id/invitation/',
    {
      access: 'admin:users',
      operation_id: 'renewUserInvitation',
      summary: 'Send a new invitation to somebody who has never set a password',
      params: UserParams,
      answer: message,
      problems: ['invitation_not_needed', 'account_deactivated', 'throttled'],
    },
    ({ deps, actor, params }) => renewUserInvitation(deps, actor, params.user_id),
  ),

  route(
    'GET',
    '/api/admin/users/:user_id/sessions/',
    {
      access: 'admin:users',
      operation_id: 'listUserSessions',
      summary: 'Where a person is signed in',
      params: UserParams,
      answer: Type.Array(ref(Session)),
    },
    ({ deps, actor, params }) => listUserSessions(deps, actor, params.user_id),
  ),

  route(
    'POST',
    '/api/admin/users/:user_id/end-sessions/',
    {
      access: 'admin:users',
      operation_id: 'endUserSessions',
      summary: 'Sign a person out everywhere',
      params: UserParams,
      answer: message,
    },
    ({ deps, actor, params }) => endUserSessions(deps, actor, params.user_id),
  ),

  route(
    'GET',
    '/api/admin/audit/',
    {
      access: 'admin:audit',
      operation_id: 'listAuditEvents',
      summary: 'Who did what when, the newest first',
      query: AuditQuery,
      answer: ref(AuditEventPage),
    },
    ({ deps, actor, query }) => listAuditEvents(deps, actor, query),
  ),

  route(
    'GET',
    '/api/admin/audit/actions/',
    {
      access: 'admin:audit',
      operation_id: 'listAuditActions',
      summary: 'The actions that the audit has entries of',
      answer: ref(AuditActions),
    },
    async ({ deps }) => ({ actions: await listAuditActions(deps) }),
  ),
];
