import { useCallback } from 'react';

let pages = 0;

/** The router says that a page was opened. */
export function countPage(): void {
  pages += 1;
}

/** Whether this page was reached from another one: the first is left to the browser, which reads it from its top. */
export function useIsLaterPage(): () => boolean {
  return useCallback(() => pages > 1, []);
}
