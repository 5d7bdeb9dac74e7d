import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { countPage } from '../lib/navigation-focus.ts';

/** What stays when pages change. */
export function Root() {
  const router = useRouter();
  useEffect(() => {
    countPage();
    return router.subscribe('onBeforeLoad', ({ pathChanged }) => {
      if (pathChanged) countPage();
    });
  }, [router]);
  return <Outlet />;
}
