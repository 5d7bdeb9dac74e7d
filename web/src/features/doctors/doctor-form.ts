import type { Doctor } from '../../api/generated/types.gen.ts';

/** What the form holds: text and numbers as one edits them. */
export interface DoctorValues {
  first_name: string;
  last_name: string;
  phone: string;
  license_number: string;
  specializations: HeldSpecialization[];
  years_of_experience: number | string;
  consultation_fee: string | number;
  bio: string;
  office_address: string;
}

export interface HeldSpecialization {
  id: string;
  board_certified: boolean;
  /** `''`: not known. */
  certification_date: string;
}

export const BLANK_DOCTOR: DoctorValues = {
  first_name: '',
  last_name: '',
  phone: '',
  license_number: '',
  specializations: [],
  years_of_experience: 0,
  consultation_fee: '',
  bio: '',
  office_address: '',
};

export function valuesOf({ user, license_number = '', specializations, ...doctor }: Doctor): DoctorValues {
  return {
    first_name: user.first_name,
    last_name: user.last_name,
    phone: user.phone ?? '',
    license_number,
    specializations: specializations.map(({ id, board_certified, certification_date }) => ({
      id,
      board_certified,
      certification_date: certification_date ?? '',
    })),
    years_of_experience: doctor.years_of_experience,
    consultation_fee: doctor.consultation_fee,
    bio: doctor.bio,
    office_address: doctor.office_address,
  };
}

/** As the API wants them; what is not known of the phone is left to the caller, for registering knows no null. */
export function bodyOf({ phone: _phone, specializations, ...values }: DoctorValues) {
  return {
    ...values,
    years_of_experience: Number(values.years_of_experience) || 0,
    consultation_fee: String(values.consultation_fee).trim() || '0',
    specializations: specializations.map(({ certification_date, ...held }) => ({
      ...held,
      certification_date: certification_date || null,
    })),
  };
}
