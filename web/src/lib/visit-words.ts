import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Appointment } from '../api/generated/types.gen.ts';

export const TYPE_WORDS: Record<Appointment['appointment_type'], MessageDescriptor> = {
  consultation: msg`Consultation`,
  follow_up: msg`Follow-up`,
  emergency: msg`Emergency`,
  routine_checkup: msg`Check-up`,
  procedure: msg`Procedure`,
  test_results: msg`Test results`,
};
