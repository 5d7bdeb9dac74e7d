import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Allergy, LabResult, MedicalRecord, VitalSigns } from '../api/generated/types.gen.ts';

export type RecordType = MedicalRecord['record_type'];

export const RECORD_TYPE_WORDS: Record<RecordType, MessageDescriptor> = {
  consultation: msg`Visit summary`,
  diagnosis: msg`Diagnosis`,
  prescription: msg`Prescription`,
  lab_result: msg`Laboratory results`,
  imaging: msg`Imaging report`,
  procedure: msg`Procedure report`,
  discharge: msg`Discharge summary`,
  referral: msg`Referral`,
};

export const RECORD_TYPES = Object.keys(RECORD_TYPE_WORDS) as RecordType[];

export const RECORD_STATUS_WORDS: Record<MedicalRecord['status'], MessageDescriptor> = {
  draft: msg`Draft`,
  signed: msg`Signed`,
  amended: msg`Amended`,
  entered_in_error: msg`Entered in error`,
};

export const SEVERITY_WORDS: Record<NonNullable<Allergy['severity']>, MessageDescriptor> = {
  mild: msg`mild`,
  moderate: msg`moderate`,
  severe: msg`severe`,
  life_threatening: msg`life-threatening`,
};

export const LAB_FLAG_WORDS: Record<NonNullable<LabResult['flag']>, MessageDescriptor> = {
  normal: msg`normal`,
  low: msg`low`,
  high: msg`high`,
  critical_low: msg`critically low`,
  critical_high: msg`critically high`,
  abnormal: msg`abnormal`,
  critical: msg`critical`,
};

/** How much a result deviates: nothing to see, to be looked at, to be acted on. */
export function weightOf(flag: LabResult['flag']): 'none' | 'notable' | 'critical' {
  if (flag === null || flag === undefined || flag === 'normal') return 'none';
  return flag.startsWith('critical') ? 'critical' : 'notable';
}

export const VITAL_SIGN_WORDS = {
  blood_pressure: msg`Blood pressure`,
  heart_rate: msg`Heart rate`,
  temperature_c: msg`Temperature`,
  respiratory_rate: msg`Respiratory rate`,
  oxygen_saturation: msg`Oxygen saturation`,
  weight_kg: msg`Weight`,
  height_cm: msg`Height`,
};
export type VitalSign = keyof typeof VITAL_SIGN_WORDS;

/** As they are written in all three languages; a rate is counted in a minute. */
export const VITAL_SIGN_UNITS: Record<VitalSign, string> = {
  blood_pressure: 'mmHg',
  heart_rate: '/min',
  temperature_c: '°C',
  respiratory_rate: '/min',
  oxygen_saturation: '%',
  weight_kg: 'kg',
  height_cm: 'cm',
};

/**
 * What was measured, in the order of the words above.
 * @param write a number in the language on screen
 */
export function measuredSigns(
  signs: VitalSigns,
  write: (value: number) => string,
): { sign: VitalSign; value: string }[] {
  const { systolic, diastolic } = signs;
  const one = (value: number | null | undefined) => (value == null ? undefined : write(value));
  const pressure =
    systolic == null && diastolic == null ? undefined : `${one(systolic) ?? '–'}/${one(diastolic) ?? '–'}`;
  return (Object.keys(VITAL_SIGN_WORDS) as VitalSign[]).flatMap((sign) => {
    const value = sign === 'blood_pressure' ? pressure : one(signs[sign]);
    return value === undefined ? [] : [{ sign, value }];
  });
}
