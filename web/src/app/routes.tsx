import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { User } from '../api/generated/types.gen.ts';
import { Refusal } from '../api/refusal.ts';
import { restoreSession } from '../api/session.ts';
import { clinicQuery } from '../lib/clinic.ts';
import { meQuery, type Role } from '../lib/me.ts';
import { WholeFault, WholeNotFound } from './error-pages.tsx';
import { PublicLayout } from './public-layout.tsx';
import { Root } from './root.tsx';

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: WholeFault,
  notFoundComponent: WholeNotFound,
});

/** Pages for anyone: setting up, signing up and in, mailed links. */
export const publicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'public',
  component: PublicLayout,
  errorComponent: WholeFault,
});

/** Pages for whoever is signed in; others are sent to the sign-in and come back here afterwards. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
  errorComponent: WholeFault,
  async beforeLoad({ context: { queryClient }, location }): Promise<{ me: User }> {
    const isSignedIn = await restoreSession().catch(() => {
      throw new Refusal({});
    });
    const to = location.pathname === '/' ? undefined : location.href;
    if (!isSignedIn) throw redirect({ to: '/sign-in', search: { to }, replace: true });
    const [me] = await Promise.all([
      queryClient.ensureQueryData(meQuery),
      queryClient.ensureQueryData(clinicQuery),
    ]);
    return { me };
  },
});

/**
 * For `beforeLoad` of a page that is not for every role.
 * @public
 */
export function onlyFor(...roles: Role[]) {
  return ({ context: { me } }: { context: { me: User } }) => {
    if (!roles.includes(me.role)) throw new Refusal({ code: 'permission_denied', status: 403 });
  };
}
