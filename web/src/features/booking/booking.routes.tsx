import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { onlyFor, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';
import { dateIn, idIn, notNeeded } from '../../lib/list-place.ts';

const loader = withWordsOf('booking');
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** What is looked for: ids, days and numbers; a name that was typed is never in the address. */
export interface Wishes {
  specialization?: string | undefined;
  doctor?: string | undefined;
  /** The first of the seven days that are shown. */
  from?: string | undefined;
  /** Only this day. */
  day?: string | undefined;
  /** The highest fee. */
  fee?: number | undefined;
}

const findRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/find',
  validateSearch: ({ specialization, doctor, from, day, fee }: Record<string, unknown>) =>
    notNeeded<Wishes>({
      specialization: idIn(specialization),
      doctor: idIn(doctor),
      from: dateIn(from),
      day: dateIn(day),
      fee: typeof fee === 'number' && fee >= 0 ? fee : undefined,
    }),
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./find-page.tsx'), 'FindPage'),
});

const bookRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/book/$doctorId',
  validateSearch: ({ start }: Record<string, unknown>): { start?: string } =>
    typeof start === 'string' && INSTANT.test(start) ? { start } : {},
  beforeLoad: onlyFor('PATIENT'),
  loader,
  component: lazyRouteComponent(() => import('./book-page.tsx'), 'BookPage'),
});

export const bookingRoutes = [findRoute, bookRoute] as const;
