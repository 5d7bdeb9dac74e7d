import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { flagIn, listPlace, notNeeded } from '../../lib/list-place.ts';

const loader = withWordsOf('notifications');

const notificationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/notifications',
  validateSearch: (search: Record<string, unknown>) =>
    notNeeded({ page: listPlace(search, []).page, unread: flagIn(search['unread']) }),
  loader,
  component: lazyRouteComponent(() => import('./notifications-page.tsx'), 'NotificationsPage'),
});

const preferencesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/notifications/preferences',
  loader,
  component: lazyRouteComponent(() => import('./preferences-page.tsx'), 'PreferencesPage'),
});

export const notificationsRoutes = [notificationsRoute, preferencesRoute] as const;
