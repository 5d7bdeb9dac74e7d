/** A licence as it is kept: without blanks around it. To the database case makes no difference. */
export function normalizeLicense(license_number: string): string {
  return license_number.trim();
}
