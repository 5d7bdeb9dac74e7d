/** Age in the unit that clinicians use for it. */
export interface Age {
  count: number;
  unit: 'years' | 'months' | 'days';
}

export interface DocumentLabels {
  titles: Record<RecordType, string>;
  patient: string;
  date_of_birth: string;
  age: string;
  age_of: (age: Age) => string;
  unknown: string;
  doctor: string;
  license: string;
  date: string;
  visit: string;
  summary: string;
  diagnosis: string;
  treatment_plan: string;
  medications: string;
  medication: Record<
    'number' | 'name' | 'dose' | 'route' | 'frequency' | 'duration' | 'instructions',
    string
  >;
  nothing_follows: (count: number) => string;
  allergies: string;
  no_allergies: string;
  allergy: Record<'substance' | 'reaction' | 'severity', string>;
  vital_signs: string;
  vital_sign: Record<
    | 'blood_pressure'
    | 'heart_rate'
    | 'temperature'
    | 'respiratory_rate'
    | 'oxygen_saturation'
    | 'weight'
    | 'height',
    string
  >;
  per_minute: string;
  lab_results: string;
  lab_result: Record<'test' | 'value' | 'unit' | 'reference_range' | 'flag', string>;
  /** Words for the values of flags and severities; a value without one is shown as it is. */
  terms: Record<string, string>;
  entered_in_error: string;
  do_not_use: string;
  signed: (name: string) => string;
  /** An administrator who signs has no licence. */
  signed_at: (license: string, instant: string, version: number) => string;
  amended: string;
  by_hand: string;
  version: string;
  printed: string;
  missing_letters: string;
}

export type RecordType =
  | 'consultation'
  | 'diagnosis'
  | 'prescription'
  | 'lab_result'
  | 'imaging'
  | 'procedure'
  | 'discharge'
  | 'referral';
