import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { RECORD_TYPE_WORDS, type RecordType } from '../../lib/record-words.ts';
import type { WriteSearch } from './write-page.tsx';

const loader = withWordsOf('consulting');

/** A day of the calendar as the address carries it. */
const dayIn = ({ day }: Record<string, unknown>): { day?: string } =>
  typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) ? { day } : {};

const todayRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/today',
  validateSearch: dayIn,
  beforeLoad: onlyFor('DOCTOR'),
  loader,
  component: lazyRouteComponent(() => import('./today-page.tsx'), 'TodayPage'),
});

const findPatientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients',
  beforeLoad: onlyFor('DOCTOR'),
  loader,
  component: lazyRouteComponent(() => import('./find-patient-page.tsx'), 'FindPatientPage'),
});

const patientRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId',
  beforeLoad: onlyFor('DOCTOR', 'ADMIN'),
  loader,
  component: lazyRouteComponent(() => import('./patient-page.tsx'), 'PatientPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId/records/$recordId',
  beforeLoad: onlyFor('DOCTOR', 'ADMIN'),
  loader,
  component: lazyRouteComponent(() => import('./record-page.tsx'), 'RecordPage'),
});

const calendarRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/calendar',
  validateSearch: (search: Record<string, unknown>): { day?: string; view?: 'day' | 'week' } => ({
    ...dayIn(search),
    ...((search['view'] === 'day' || search['view'] === 'week') && { view: search['view'] }),
  }),
  beforeLoad: onlyFor('DOCTOR'),
  loader,
  component: lazyRouteComponent(() => import('./calendar-page.tsx'), 'CalendarPage'),
});

const ownScheduleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/schedule',
  beforeLoad: onlyFor('DOCTOR'),
  loader,
  component: lazyRouteComponent(() => import('./schedule-page.tsx'), 'OwnSchedulePage'),
});

const scheduleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/doctors/$doctorId/schedule',
  beforeLoad: onlyFor('ADMIN'),
  loader,
  component: lazyRouteComponent(() => import('./schedule-page.tsx'), 'DoctorSchedulePage'),
});

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\da-f-]{36}$/i.test(value);

const writeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/patients/$patientId/write',
  validateSearch: ({ record, visit, kind }: Record<string, unknown>): WriteSearch => ({
    ...(isId(record) && { record }),
    ...(isId(visit) && { visit }),
    ...(typeof kind === 'string' && kind in RECORD_TYPE_WORDS && { kind: kind as RecordType }),
  }),
  beforeLoad({ context, search }) {
    // Only doctors begin a record; administrators go on with one that there is.
    onlyFor('DOCTOR', ...(search.record === undefined ? [] : (['ADMIN'] as const)))({ context });
  },
  loader,
  component: lazyRouteComponent(() => import('./write-page.tsx'), 'WritePage'),
});

export const consultingRoutes = [
  todayRoute,
  calendarRoute,
  findPatientRoute,
  patientRoute,
  writeRoute,
  recordRoute,
  ownScheduleRoute,
  scheduleRoute,
] as const;
