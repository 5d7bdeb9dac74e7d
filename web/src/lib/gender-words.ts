import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Patient } from '../api/generated/types.gen.ts';

export type Gender = NonNullable<Patient['gender']>;

export const GENDER_WORDS: Record<Gender, MessageDescriptor> = {
  F: msg`Female`,
  M: msg`Male`,
  O: msg`Other`,
  P: msg`Prefers not to say`,
};
