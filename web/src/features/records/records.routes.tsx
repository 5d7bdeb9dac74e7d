import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { listPlace, notNeeded, oneOf } from '../../lib/list-place.ts';
import { RECORD_TYPES } from '../../lib/record-words.ts';

const loader = withWordsOf('records');

const recordsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/records',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({ page: listPlace(search, []).page, type: oneOf(search['type'], RECORD_TYPES) }),
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./my-records-page.tsx'), 'MyRecordsPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/records/$recordId',
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./my-record-page.tsx'), 'MyRecordPage'),
});

const myDataRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/my-data',
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./my-data-page.tsx'), 'MyDataPage'),
});

export const recordsRoutes = [recordsRoute, recordRoute, myDataRoute] as const;
