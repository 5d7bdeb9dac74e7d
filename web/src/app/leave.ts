import { queryClient } from '../api/query-client.ts';
import { onSignedOut } from '../api/session.ts';

/** The part of the router that leaving needs; its full type would make this file depend on every page. */
interface Leavable {
  navigate(to: { to: string; replace: boolean }): Promise<void>;
  invalidate(): Promise<void>;
}

/** When the session ends, here or in another tab, nothing of it stays: neither on screen nor in memory. */
export function leaveWhenSignedOut(router: Leavable): void {
  onSignedOut(() => {
    queryClient.clear();
    void router.invalidate();
  });
  // A page that the browser has kept whole would show what was on it.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}
