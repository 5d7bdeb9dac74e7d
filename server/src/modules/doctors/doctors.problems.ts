import { defineProblems } from '../../platform/problems.ts';

export const doctorProblems = defineProblems({
  license_taken: [409, 'There is a doctor with this licence number'],
  specialization_taken: [409, 'There is a specialization with this name'],
  specialization_in_use: [409, 'Doctors have this specialization'],
  week_full: [409, 'A week has no room for more windows'],
});

export const doctorConstraints = {
  doctors_license_unique: () =>
    doctorProblems.license_taken(undefined, { errors: [{ field: 'license_number', message: 'is taken' }] }),
  specializations_name_unique: () =>
    doctorProblems.specialization_taken(undefined, { errors: [{ field: 'name', message: 'is taken' }] }),
  doctor_specializations_specialization: doctorProblems.specialization_in_use,
};
