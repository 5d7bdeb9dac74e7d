import { QueryClient } from '@tanstack/react-query';
import { keepIfEqual } from './etags.ts';
import { isPassing } from './refusal.ts';

const retry = (failures: number, error: Error) => failures < 2 && isPassing(error);

/** The answers in memory. They are dropped when the session ends. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // 'always': without a connection the person is told so at once, instead of waiting for nothing.
    queries: { retry, staleTime: 15_000, networkMode: 'always', structuralSharing: keepIfEqual },
    mutations: { retry, retryDelay: 800, networkMode: 'always' },
  },
});

/** Makes every answer of these operations old, so that what is on screen is read anew. */
export async function refreshAnswers(...operations: string[]): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) => operations.includes((key as { _id?: string } | undefined)?._id ?? ''),
  });
}

/**
 * `throwOnError` of the query that a whole page hangs on: a thing that is not there, or not for this person, makes it
 * the page that says so.
 */
export function isMissing(error: { status: number }, { state }: { state: { data: unknown } }): boolean {
  // An id that is none, in an address that somebody has cut off, is a 400.
  return state.data === undefined && (error.status === 404 || error.status === 400);
}
