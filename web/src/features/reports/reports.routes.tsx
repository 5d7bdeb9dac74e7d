import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { dateIn, notNeeded, oneOf } from '../../lib/list-place.ts';
import { PRESETS } from './report-range.ts';

const reportsPageRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reports',
  beforeLoad: onlyFor('ADMIN'),
  loader: withWordsOf('reports'),
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({
      range: oneOf(search['range'], PRESETS),
      date_from: dateIn(search['date_from']),
      date_to: dateIn(search['date_to']),
    }),
  component: lazyRouteComponent(() => import('./reports-page.tsx'), 'ReportsPage'),
});

export const reportRoutes = [reportsPageRoute] as const;
