import { createRouter } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { Fault, NotFound, Opening } from './app/error-pages.tsx';
import { publicRoute, rootRoute, signedInRoute } from './app/routes.tsx';
import { accountPublicRoutes, accountRoutes } from './features/account/account.routes.tsx';
import { bookingRoutes } from './features/booking/booking.routes.tsx';
import { bulkRoutes } from './features/bulk/bulk.routes.tsx';
import { consultingRoutes } from './features/consulting/consulting.routes.tsx';
import { deskRoutes } from './features/desk/desk.routes.tsx';
import { doctorsRoutes } from './features/doctors/doctors.routes.tsx';
import { homeRoutes } from './features/home/home.routes.tsx';
import { notificationsRoutes } from './features/notifications/notifications.routes.tsx';
import { officeRoutes } from './features/office/office.routes.tsx';
import { reportRoutes } from './features/reports/reports.routes.tsx';
import { recordsRoutes } from './features/records/records.routes.tsx';
import { visitsRoutes } from './features/visits/visits.routes.tsx';

/** The table of contents: every page that there is. */
const routeTree = rootRoute.addChildren([
  publicRoute.addChildren([...accountPublicRoutes]),
  signedInRoute.addChildren([
    ...homeRoutes,
    ...bookingRoutes,
    ...visitsRoutes,
    ...recordsRoutes,
    ...consultingRoutes,
    ...deskRoutes,
    ...doctorsRoutes,
    ...officeRoutes,
    ...bulkRoutes,
    ...notificationsRoutes,
    ...reportRoutes,
    ...accountRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  defaultPendingMinMs: 200,
  defaultPendingComponent: Opening,
  defaultErrorComponent: Fault,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
