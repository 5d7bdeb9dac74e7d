import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { dateIn, idIn, listPlace, notNeeded, oneOf } from '../../lib/list-place.ts';

const bulk = {
  getParentRoute: () => signedInRoute,
  beforeLoad: onlyFor('ADMIN'),
  loader: withWordsOf('bulk'),
} as const;

const manyRoute = createRoute({
  ...bulk,
  path: '/bulk',
  component: lazyRouteComponent(() => import('./many-page.tsx'), 'ManyPage'),
});

const uploadRoute = createRoute({
  ...bulk,
  path: '/bulk/import',
  component: lazyRouteComponent(() => import('./upload-page.tsx'), 'UploadPage'),
});

const importRoute = createRoute({
  ...bulk,
  path: '/bulk/import/$importId',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      ...listPlace(search, []),
      rows: oneOf(search['rows'], ['invalid', 'duplicate', 'kept']),
    }),
  component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
});

const dayRoute = createRoute({
  ...bulk,
  path: '/bulk/day',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      doctor: idIn(search['doctor']),
      date: dateIn(search['date']),
      to: oneOf(search['to'], ['another_doctor', 'another_day', 'cancel']),
    }),
  component: lazyRouteComponent(() => import('./day-page.tsx'), 'DayPage'),
});

const deactivateRoute = createRoute({
  ...bulk,
  path: '/bulk/deactivate',
  component: lazyRouteComponent(() => import('./deactivate-page.tsx'), 'DeactivatePage'),
});

export const bulkRoutes = [manyRoute, uploadRoute, importRoute, dayRoute, deactivateRoute] as const;
