import { defineProblems } from '../../platform/problems.ts';

export const patientProblems = defineProblems({
  patient_erased: [409, 'This patient was erased; what is kept of them is not changed any more'],
  visits_to_come: [409, 'A visit of this patient is still to come or under way'],
  staff_account: [409, 'This person works here; the account is not that of a patient alone'],
});
