import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { dateIn, flagIn, idIn, listPlace, notNeeded, oneOf } from '../../lib/list-place.ts';

const office = {
  getParentRoute: () => signedInRoute,
  beforeLoad: onlyFor('ADMIN'),
  loader: withWordsOf('office'),
} as const;

const usersRoute = createRoute({
  ...office,
  path: '/office/users',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      ...listPlace(search, ['name', 'email', 'date_joined', 'role']),
      role: oneOf(search['role'], ['ADMIN', 'DOCTOR', 'PATIENT']),
      state: oneOf(search['state'], ['active', 'unverified', 'deactivated']),
    }),
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
});

const invitationRoute = createRoute({
  ...office,
  path: '/office/users/invite',
  component: lazyRouteComponent(() => import('./invite-page.tsx'), 'InvitePage'),
});

const userRoute = createRoute({
  ...office,
  path: '/office/users/$userId',
  component: lazyRouteComponent(() => import('./user-page.tsx'), 'UserPage'),
});

const clinicRoute = createRoute({
  ...office,
  path: '/office/clinic',
  component: lazyRouteComponent(() => import('./clinic-page.tsx'), 'ClinicPage'),
});

const jobsRoute = createRoute({
  ...office,
  path: '/office/jobs',
  validateSearch: (search: Record<string, unknown>) => notNeeded({ page: listPlace(search, []).page }),
  component: lazyRouteComponent(() => import('./jobs-page.tsx'), 'JobsPage'),
});

const mailsRoute = createRoute({
  ...office,
  path: '/office/mails',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      page: listPlace(search, []).page,
      status: oneOf(search['status'], ['queued', 'sent', 'kept', 'failed', 'dropped']),
    }),
  component: lazyRouteComponent(() => import('./mails-page.tsx'), 'MailsPage'),
});

const mailRoute = createRoute({
  ...office,
  path: '/office/mails/$mailId',
  component: lazyRouteComponent(() => import('./mail-page.tsx'), 'MailPage'),
});

const auditRoute = createRoute({
  ...office,
  path: '/office/audit',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      page: listPlace(search, []).page,
      user_id: idIn(search['user_id']),
      patient_id: idIn(search['patient_id']),
      action: codeIn(search['action']),
      outcome: oneOf(search['outcome'], ['success', 'denied', 'failure']),
      object_type: codeIn(search['object_type']),
      object_id: idIn(search['object_id']),
      date_from: dateIn(search['date_from']),
      date_to: dateIn(search['date_to']),
      up_to_id: typeof search['up_to_id'] === 'number' ? search['up_to_id'] : undefined,
    }),
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});

const emergenciesRoute = createRoute({
  ...office,
  path: '/office/emergencies',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      page: listPlace(search, []).page,
      user_id: idIn(search['user_id']),
      patient_id: idIn(search['patient_id']),
      is_live: flagIn(search['is_live']),
    }),
  component: lazyRouteComponent(() => import('./emergencies-page.tsx'), 'EmergenciesPage'),
});

export const officeRoutes = [
  usersRoute,
  invitationRoute,
  userRoute,
  clinicRoute,
  jobsRoute,
  mailsRoute,
  mailRoute,
  auditRoute,
  emergenciesRoute,
] as const;

/** The name of an action or of a kind of thing, such as `session.login`. */
function codeIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z_]{1,40}(?:\.[a-z_]{1,40})?$/.test(value) ? value : undefined;
}
