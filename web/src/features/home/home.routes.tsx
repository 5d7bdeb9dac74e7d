import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad({ context: { me } }) {
    if (me.role === 'ADMIN') throw redirect({ to: '/board', replace: true });
    if (me.role === 'DOCTOR') throw redirect({ to: '/today', replace: true });
  },
  loader: withWordsOf('home'),
  component: lazyRouteComponent(() => import('./patient-home.tsx'), 'PatientHome'),
});

export const homeRoutes = [homeRoute] as const;
