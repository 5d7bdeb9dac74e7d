import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { flagIn, idIn, listPlace, type ListPlace } from '../../lib/list-place.ts';

const doctors = {
  getParentRoute: () => signedInRoute,
  beforeLoad: onlyFor('ADMIN'),
  loader: withWordsOf('doctors'),
} as const;

const SORTS = ['name', 'years_of_experience', 'consultation_fee', 'created_at'] as const;

interface DoctorsPlace extends ListPlace<(typeof SORTS)[number] | `-${(typeof SORTS)[number]}`> {
  specialization_id?: string | undefined;
  is_available?: boolean | undefined;
  /** Active ones unless told. */
  is_active?: boolean | undefined;
}

const doctorsRoute = createRoute({
  ...doctors,
  path: '/desk/doctors',
  validateSearch: (search: Record<string, unknown>): DoctorsPlace => ({
    ...listPlace(search, SORTS),
    specialization_id: idIn(search['specialization_id']),
    is_available: flagIn(search['is_available']),
    is_active: flagIn(search['is_active']),
  }),
  component: lazyRouteComponent(() => import('./doctors-page.tsx'), 'DoctorsPage'),
});

const registerDoctorRoute = createRoute({
  ...doctors,
  path: '/desk/doctors/new',
  component: lazyRouteComponent(() => import('./register-doctor-page.tsx'), 'RegisterDoctorPage'),
});

const doctorRoute = createRoute({
  ...doctors,
  path: '/desk/doctors/$doctorId',
  component: lazyRouteComponent(() => import('./doctor-page.tsx'), 'DoctorPage'),
});

const specializationsRoute = createRoute({
  ...doctors,
  path: '/desk/specializations',
  validateSearch: (
    search: Record<string, unknown>,
  ): ListPlace<'name' | '-name' | 'created_at' | '-created_at'> => listPlace(search, ['name', 'created_at']),
  component: lazyRouteComponent(() => import('./specializations-page.tsx'), 'SpecializationsPage'),
});

export const doctorsRoutes = [doctorsRoute, registerDoctorRoute, doctorRoute, specializationsRoute] as const;
