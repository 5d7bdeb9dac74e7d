import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Step } from './day-order.ts';

/** What a doctor does with a visit, as the word on a button. */
export const STEP_WORDS: Record<Step, MessageDescriptor> = {
  confirmed: msg`Confirm`,
  in_progress: msg`Begin`,
  completed: msg`Complete`,
  no_show: msg`Has not come`,
};
