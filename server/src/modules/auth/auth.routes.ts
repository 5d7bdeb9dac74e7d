import { Type } from 'typebox';
import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { listSessions } from './auth.queries.ts';
import { readUser } from './accounts.ts';
import {
  AccountChange,
  Credentials,
  EmailOnly,
  PasswordChange,
  RefreshInput,
  Registration,
  Session,
  SessionParams,
  Setup,
  SignedIn,
  TokenPassword,
  Tokens,
  User,
  VerifyParams,
} from './auth.schemas.ts';
import {
  acceptInvitation,
  changePassword,
  confirmPasswordReset,
  requestPasswordReset,
} from './change-password.ts';
import { createFirstAdmin } from './create-first-admin.ts';
import { logIn, newDevice } from './log-in.ts';
import { endOwnSession, logOut, logOutEverywhere } from './log-out.ts';
import { register } from './register.ts';
import {
  clearRefreshCookie,
  readDeviceCookie,
  readRefreshToken,
  refuseCrossSite,
  setDeviceCookie,
  setRefreshCookie,
} from './session-cookies.ts';
import { refreshSession } from './sessions.ts';
import { updateOwnAccount } from './update-account.ts';
import { resendVerificationEmail, verifyEmail } from './verify-email.ts';

const message = ref(Message);

export const authRoutes: readonly Route[] = [
  route(
    'POST',
    '/api/auth/setup/',
    {
      access: 'public',
      operation_id: 'createFirstAdmin',
      summary: 'Make the first administrator with the link that the first start prints',
      body: ref(Setup),
      answer: message,
      status: 201,
      problems: ['token_invalid', 'already_set_up', 'email_taken'],
    },
    ({ deps, actor, body }) => createFirstAdmin(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/register/',
    {
      access: 'public',
      operation_id: 'register',
      summary: 'Sign up as a patient',
      description: 'The answer is the same whether or not the address is known.',
      body: ref(Registration),
      answer: message,
      status: 201,
      problems: ['throttled'],
    },
    ({ deps, actor, body }) => register(deps, actor, body),
  ),

  route(
    'GET',
    '/api/auth/verify-email/:uidb64/:token/',
    {
      access: 'public',
      operation_id: 'verifyEmail',
      summary: 'Verify an e-mail address with the mailed link',
      params: VerifyParams,
      answer: message,
      problems: ['token_invalid'],
    },
    ({ deps, actor, params }) => verifyEmail(deps, actor, params),
  ),

  route(
    'POST',
    '/api/auth/resend-verification-email/',
    {
      access: 'public',
      operation_id: 'resendVerificationEmail',
      summary: 'Ask for a new verification mail',
      body: ref(EmailOnly),
      answer: message,
      problems: ['throttled'],
    },
    ({ deps, actor, body }) => resendVerificationEmail(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/login/',
    {
      access: 'public',
      operation_id: 'logIn',
      summary: 'Sign in',
      description: 'With `cookie: true` the refresh token comes only as an HttpOnly cookie.',
      body: ref(Credentials),
      answer: ref(SignedIn),
      problems: ['wrong_credentials', 'account_not_active', 'throttled'],
    },
    async ({ deps, actor, body, request, reply }) => {
      if (body.cookie) refuseCrossSite(deps, request);
      const { refresh, ...answer } = await logIn(deps, actor, { ...body, device: readDeviceCookie(request) });
      setDeviceCookie(reply, newDevice(deps, answer.user.id));
      if (!body.cookie) return { ...answer, refresh };
      setRefreshCookie(reply, refresh);
      return answer;
    },
  ),

  route(
    'POST',
    '/api/auth/token/refresh/',
    {
      access: 'public',
      operation_id: 'refreshTokens',
      summary: 'Exchange a refresh token (body or cookie) for new tokens',
      body: Type.Optional(ref(RefreshInput)),
      answer: ref(Tokens),
      problems: ['not_authenticated'],
    },
    async ({ deps, actor, body, request, reply }) => {
      const { token, isCookie } = readRefreshToken(deps, request, body?.refresh);
      const { access, refresh } = await refreshSession(deps, actor, token);
      if (!isCookie) return { access, refresh };
      setRefreshCookie(reply, refresh);
      return { access };
    },
  ),

  route(
    'POST',
    '/api/auth/logout/',
    {
      access: 'account:use',
      operation_id: 'logOut',
      summary: 'End this session',
      body: Type.Optional(ref(RefreshInput)),
      answer: message,
    },
    ({ deps, actor, body, request, reply }) => {
      const { token } = readRefreshToken(deps, request, body?.refresh);
      clearRefreshCookie(reply);
      return logOut(deps, actor, token);
    },
  ),

  route(
    'POST',
    '/api/auth/logout-all/',
    {
      access: 'account:use',
      operation_id: 'logOutEverywhere',
      summary: 'End all own sessions',
      answer: message,
    },
    ({ deps, actor, reply }) => {
      clearRefreshCookie(reply);
      return logOutEverywhere(deps, actor);
    },
  ),

  route(
    'GET',
    '/api/auth/sessions/',
    {
      access: 'account:use',
      operation_id: 'listSessions',
      summary: 'Own sessions: device, address, last use',
      answer: Type.Array(ref(Session)),
    },
    ({ deps, actor }) => listSessions(deps, actor, actor.user_id),
  ),

  route(
    'DELETE',
    '/api/auth/sessions/:session_id/',
    {
      access: 'account:use',
      operation_id: 'endSession',
      summary: 'End one own session',
      params: SessionParams,
      answer: message,
    },
    ({ deps, actor, params }) => endOwnSession(deps, actor, params.session_id),
  ),

  route(
    'GET',
    '/api/auth/me/',
    {
      access: 'account:use',
      operation_id: 'readOwnAccount',
      summary: 'Own account',
      answer: ref(User),
      etag: true,
    },
    ({ deps, actor }) => readUser(deps.db, actor.user_id),
  ),

  route(
    'PATCH',
    '/api/auth/me/',
    {
      access: 'account:use',
      operation_id: 'updateOwnAccount',
      summary: 'Change own names, phone or language',
      body: ref(AccountChange),
      answer: ref(User),
      etag: true,
    },
    ({ deps, actor, body }) => updateOwnAccount(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/password/change/',
    {
      access: 'account:use',
      operation_id: 'changePassword',
      summary: 'Change own password; other sessions end',
      body: ref(PasswordChange),
      answer: message,
      problems: ['throttled'],
    },
    ({ deps, actor, body }) => changePassword(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/password/reset/',
    {
      access: 'public',
      operation_id: 'requestPasswordReset',
      summary: 'Ask for a link to set a new password',
      body: ref(EmailOnly),
      answer: message,
      problems: ['throttled'],
    },
    ({ deps, actor, body }) => requestPasswordReset(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/password/reset/confirm/',
    {
      access: 'public',
      operation_id: 'confirmPasswordReset',
      summary: 'Set a new password with the mailed link; all sessions end',
      body: ref(TokenPassword),
      answer: message,
      problems: ['token_invalid'],
    },
    ({ deps, actor, body }) => confirmPasswordReset(deps, actor, body),
  ),

  route(
    'POST',
    '/api/auth/invitation/confirm/',
    {
      access: 'public',
      operation_id: 'acceptInvitation',
      summary: 'Set the first password with the mailed invitation',
      body: ref(TokenPassword),
      answer: message,
      problems: ['token_invalid'],
    },
    ({ deps, actor, body }) => acceptInvitation(deps, actor, body),
  ),
];
