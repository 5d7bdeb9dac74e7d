import type { Patient } from '../api/generated/types.gen.ts';
import type { Gender } from './gender-words.ts';

/** What the form holds: text for everything, `''` for what is not known. */
export interface PatientValues {
  first_name: string;
  last_name: string;
  phone: string;
  date_of_birth: string;
  gender: '' | Gender;
  address: string;
  emergency_contact: string;
  insurance_provider: string;
  insurance_number: string;
  medical_history: string;
  allergies: string;
  current_medications: string;
}

export function valuesOf({ user, ...patient }: Patient): PatientValues {
  return {
    first_name: user.first_name,
    last_name: user.last_name,
    phone: user.phone ?? '',
    date_of_birth: patient.date_of_birth ?? '',
    gender: patient.gender ?? '',
    address: patient.address,
    emergency_contact: patient.emergency_contact,
    insurance_provider: patient.insurance_provider,
    insurance_number: patient.insurance_number,
    medical_history: patient.medical_history,
    allergies: patient.allergies,
    current_medications: patient.current_medications,
  };
}

/** As the API wants them: what is not known is null. */
export function bodyOf({ phone, date_of_birth, gender, ...texts }: PatientValues) {
  return {
    ...texts,
    phone: phone || null,
    date_of_birth: date_of_birth || null,
    gender: gender || null,
  };
}
