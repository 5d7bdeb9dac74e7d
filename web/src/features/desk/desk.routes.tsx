import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import type { Gender } from '../../lib/gender-words.ts';
import { dateIn, flagIn, idIn, listPlace, notNeeded, oneOf, type ListPlace } from '../../lib/list-place.ts';
import { COMING, VISIT_STATUSES } from '../../lib/visit-statuses.ts';

const desk = {
  getParentRoute: () => signedInRoute,
  beforeLoad: onlyFor('ADMIN'),
  loader: withWordsOf('desk'),
} as const;

/** What the board shows; names are never in a URL. */
interface BoardPlace {
  /** Today unless told. */
  date?: string | undefined;
  specialization_id?: string | undefined;
  /** Separated by commas; the usual ones unless told. */
  status?: string | undefined;
  /** Also doctors who are not here on the day. */
  everybody?: true | undefined;
  /** On a phone, whose day is shown. */
  doctor_id?: string | undefined;
}

interface PatientsPlace extends ListPlace<
  'name' | '-name' | 'date_of_birth' | '-date_of_birth' | 'created_at' | '-created_at'
> {
  gender?: Gender | undefined;
  is_active?: boolean | undefined;
}

/** What visits in a table are sorted by. */
const VISIT_ORDERS = ['appointment_datetime', 'status', 'created_at'] as const;

const boardRoute = createRoute({
  ...desk,
  path: '/board',
  validateSearch: (search: Record<string, unknown>): BoardPlace => ({
    date: dateIn(search['date']),
    specialization_id: idIn(search['specialization_id']),
    status: typeof search['status'] === 'string' ? search['status'] : undefined,
    everybody: search['everybody'] === true ? true : undefined,
    doctor_id: idIn(search['doctor_id']),
  }),
  component: lazyRouteComponent(() => import('./board-page.tsx'), 'BoardPage'),
});

const patientsRoute = createRoute({
  ...desk,
  path: '/desk/patients',
  validateSearch: (search: Record<string, unknown>): PatientsPlace => ({
    ...listPlace(search, ['name', 'date_of_birth', 'created_at']),
    gender: oneOf(search['gender'], ['F', 'M', 'O', 'P']),
    is_active: flagIn(search['is_active']),
  }),
  component: lazyRouteComponent(() => import('./patients-page.tsx'), 'PatientsPage'),
});

const registerPatientRoute = createRoute({
  ...desk,
  path: '/desk/patients/new',
  component: lazyRouteComponent(() => import('./register-patient-page.tsx'), 'RegisterPatientPage'),
});

const patientRoute = createRoute({
  ...desk,
  path: '/desk/patients/$patientId',
  /** Of the visits on it. */
  validateSearch: (search: Record<string, unknown>) => notNeeded(listPlace(search, VISIT_ORDERS)),
  component: lazyRouteComponent(() => import('./patient-page.tsx'), 'PatientPage'),
});

const visitsRoute = createRoute({
  ...desk,
  path: '/desk/visits',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      ...listPlace(search, VISIT_ORDERS),
      date_from: dateIn(search['date_from']),
      date_to: dateIn(search['date_to']),
      doctor_id: idIn(search['doctor_id']),
      patient_id: idIn(search['patient_id']),
      status: oneOf(search['status'], [COMING, ...VISIT_STATUSES]),
      needs_reschedule: flagIn(search['needs_reschedule']),
    }),
  component: lazyRouteComponent(() => import('./visits-page.tsx'), 'VisitsPage'),
});

export const deskRoutes = [
  boardRoute,
  visitsRoute,
  patientsRoute,
  registerPatientRoute,
  patientRoute,
] as const;
