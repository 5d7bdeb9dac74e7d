import { useSuspenseQuery } from '@tanstack/react-query';
import { readOwnAccountOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import type { User } from '../api/generated/types.gen.ts';

export type Role = User['role'];

export const meQuery = { ...readOwnAccountOptions(), staleTime: 60_000 };

/** Who is signed in; for pages behind the sign-in. */
export function useMe(): User {
  return useSuspenseQuery(meQuery).data;
}
