import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { listPlace, notNeeded, oneOf } from '../../lib/list-place.ts';

const loader = withWordsOf('visits');

const visitRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/visits/$visitId',
  /** Right after booking the page says so. */
  validateSearch: ({ just }: Record<string, unknown>): { just?: 'booked' } =>
    just === 'booked' ? { just } : {},
  loader,
  component: lazyRouteComponent(() => import('./visit-page.tsx'), 'VisitPage'),
});

const myVisitsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/visits',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({ when: oneOf(search['when'], ['past']), page: listPlace(search, []).page }),
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./my-visits-page.tsx'), 'MyVisitsPage'),
});

export const visitsRoutes = [myVisitsRoute, visitRoute] as const;
