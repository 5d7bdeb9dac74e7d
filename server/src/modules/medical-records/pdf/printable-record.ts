import type { Locale } from '../../../platform/i18n.ts';
import type { Age, RecordType } from './document-labels.ts';

/** All that a document says. Nothing is looked up while it is drawn, so the same input gives the same bytes. */
export interface PrintableRecord {
  /** The reader's language; it decides the labels, not the text that people wrote. */
  locale: Locale;
  /** IANA zone in which the clinic reads the clock. */
  time_zone: string;
  /** RFC 3339 */
  issued_at: string;
  clinic: { name: string; address: string; phone: string; email: string };
  patient: { full_name: string; date_of_birth: string | null };
  doctor: { full_name: string; license_number: string };
  record: PrintedRecord;
  signature: { signed_by: string; license_number: string; signed_at: string };
}

export interface PrintedRecord {
  id: string;
  record_type: RecordType;
  title: string;
  summary: string;
  diagnosis: string;
  treatment_plan: string;
  medications: readonly Medication[];
  allergies: readonly Allergy[];
  lab_results: readonly LabResult[];
  vital_signs: VitalSigns;
  status: 'signed' | 'amended' | 'entered_in_error';
  version: number;
  /** Instant of the visit or, without one, of the record. */
  dated_at: string;
}

type Texts<Required extends string, Optional extends string> = Record<Required, string> &
  Partial<Record<Optional, string | null | undefined>>;

export type Medication = Texts<'name', 'dose' | 'route' | 'frequency' | 'duration' | 'instructions'>;
export type Allergy = Texts<'substance', 'reaction' | 'severity'>;
export type LabResult = Texts<'test', 'unit' | 'reference_range' | 'flag'> & { value: string | number };
export type VitalSigns = Partial<
  Record<
    | 'systolic'
    | 'diastolic'
    | 'heart_rate'
    | 'temperature_c'
    | 'respiratory_rate'
    | 'oxygen_saturation'
    | 'weight_kg'
    | 'height_cm',
    number | null | undefined
  >
>;

/** Whole years, but months below two years and days in the first month, as doses for small children need it. */
export function ageOn(today: string, date_of_birth: string): Age {
  const born = Temporal.PlainDate.from(date_of_birth);
  const now = Temporal.PlainDate.from(today);
  const { years, months } = born.until(now, { largestUnit: 'years' });
  if (years >= 2) return { count: years, unit: 'years' };
  if (years > 0 || months > 0) return { count: years * 12 + months, unit: 'months' };
  return { count: Math.max(0, born.until(now, { largestUnit: 'days' }).days), unit: 'days' };
}
