import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isSignedIn } from '../../api/session.ts';
import { publicRoute, signedInRoute } from '../../app/routes.tsx';
import { withWordsOf } from '../../i18n/catalogues.ts';

const loader = withWordsOf('account');

const signInRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in',
  /** Where to go afterwards: a path of ours, never another site. */
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } =>
    typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {},
  beforeLoad() {
    if (isSignedIn()) throw redirect({ to: '/', replace: true });
  },
  loader,
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

const signUpRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-up',
  loader,
  component: lazyRouteComponent(() => import('./sign-up-page.tsx'), 'SignUpPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/setup',
  loader,
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
});

const verifyEmailRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/verify-email',
  loader,
  component: lazyRouteComponent(() => import('./verify-email-page.tsx'), 'VerifyEmailPage'),
});

const forgottenPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/forgotten-password',
  loader,
  component: lazyRouteComponent(() => import('./forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/reset-password',
  loader,
  component: lazyRouteComponent(() => import('./set-password-page.tsx'), 'ResetPasswordPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: '/invitation',
  loader,
  component: lazyRouteComponent(() => import('./set-password-page.tsx'), 'InvitationPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  loader,
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
});

export const accountPublicRoutes = [
  signInRoute,
  signUpRoute,
  setupRoute,
  verifyEmailRoute,
  forgottenPasswordRoute,
  resetPasswordRoute,
  invitationRoute,
] as const;

export const accountRoutes = [accountRoute] as const;
