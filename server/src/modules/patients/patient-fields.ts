/** The parts of an input: what the account holds and what the profile holds. */
export const PERSON_FIELDS = ['first_name', 'last_name', 'phone'] as const;
export const PROFILE_FIELDS = [
  'date_of_birth',
  'gender',
  'address',
  'emergency_contact',
  'insurance_provider',
  'insurance_number',
  'medical_history',
  'allergies',
  'current_medications',
] as const;

/** The named fields of an input, as far as they are there. */
export function pick<T extends object, K extends keyof T>(input: T, fields: readonly K[]): Pick<T, K> {
  const present = fields.filter((field) => field in input);
  return Object.fromEntries(present.map((field) => [field, input[field]])) as Pick<T, K>;
}
