import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Field } from './draft-form.ts';

export const FIELD_WORDS: Record<Field, MessageDescriptor> = {
  record_type: msg`Kind`,
  title: msg`Title`,
  summary: msg`Summary`,
  diagnosis: msg`Diagnosis`,
  treatment_plan: msg`Treatment plan`,
  vital_signs: msg`Vital signs`,
  medications: msg`Medicines`,
  allergies: msg`Allergies`,
  lab_results: msg`Laboratory results`,
  is_confidential: msg`Confidential`,
};
