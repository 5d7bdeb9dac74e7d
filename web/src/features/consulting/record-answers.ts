/** The answers that a changed record makes old. */
export const RECORD_ANSWERS = [
  'listMedicalRecords',
  'readMedicalRecord',
  'listMedicalRecordVersions',
  'listAppointments',
  'readAppointment',
] as const;
