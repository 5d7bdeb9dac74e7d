import { useSuspenseQuery } from '@tanstack/react-query';
import { readClinicOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import type { Clinic } from '../api/generated/types.gen.ts';

export const clinicQuery = { ...readClinicOptions(), staleTime: Infinity, gcTime: Infinity };

/** What the whole app must know of the clinic; the shell has loaded it before any page is shown. */
export function useClinic(): Clinic {
  return useSuspenseQuery(clinicQuery).data;
}
