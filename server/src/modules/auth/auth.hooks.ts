import { defineHook } from '../../platform/hooks.ts';

/** A person has signed up (or signed up again before verifying): the patients module keeps the profile. */
export const patientSignedUp = defineHook<
  { user_id: string; date_of_birth: string | null; gender: 'M' | 'F' | 'O' | 'P' | null },
  void
>('patient signed up');
