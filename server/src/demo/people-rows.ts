import type { Insertable } from 'kysely';
import type { DB } from '../platform/database.generated.ts';
import type { Instant } from '../modules/doctors/working-windows.ts';
import { idsOf } from './chance.ts';
import { descriptions, FIELDS } from './doctors.ts';
import type { Doctor, Patient, People } from './people.ts';
import { absencesOf } from './plan-visits.ts';
import { ABSENCE_KNOWN } from './visit-story.ts';

type Row<Table extends keyof DB> = Insertable<DB[Table]>;

export const wire = (instant: Instant) => new Date(instant).toISOString();

const HOUR = 3600_000;

export function userRows({ desk, doctors, patients }: People, password_hash: string): Row<'users'>[] {
  const row = ({ user_id, email, first_name, last_name, joined_at }: People['desk']) => ({
    id: user_id,
    email,
    password_hash,
    first_name,
    last_name,
    phone: null as string | null,
    role: 'ADMIN' as Row<'users'>['role'],
    locale: 'en' as Patient['locale'],
    email_verified_at: wire(joined_at + 60_000) as string | null,
    deactivated_at: null as string | null,
    registered_by: null as string | null,
    date_joined: wire(joined_at),
    updated_at: wire(joined_at + HOUR),
  });
  return [
    row(desk),
    ...doctors.map((doctor) => ({ ...row(doctor), role: 'DOCTOR' as const, registered_by: desk.user_id })),
    ...patients.map((patient, index) => ({
      ...row(patient),
      role: 'PATIENT' as const,
      phone: patient.phone,
      locale: patient.locale,
      registered_by: index % 3 === 2 ? desk.user_id : null,
      ...(!patient.is_verified && { email_verified_at: null }),
      ...(patient.is_deactivated && { deactivated_at: wire(patient.joined_at + 50 * 24 * HOUR) }),
    })),
  ];
}

export function patientRows({ patients }: People): Row<'patients'>[] {
  return patients.map((patient) => ({
    id: patient.id,
    user_id: patient.user_id,
    date_of_birth: patient.born_on,
    gender: patient.gender,
    address: patient.address,
    emergency_contact: patient.emergency_contact,
    insurance_provider: patient.insurance_provider,
    insurance_number: patient.insurance_number,
    medical_history: patient.medical_history,
    allergies: patient.allergies,
    current_medications: patient.current_medications,
    created_at: wire(patient.joined_at),
    updated_at: wire(patient.joined_at + HOUR),
  }));
}

export function doctorRows({ doctors, fields }: People) {
  const ids = idsOf('hours');
  return {
    specializations: FIELDS.map((name): Row<'specializations'> => ({
      id: fields[name],
      name,
      description: descriptions[name],
    })),
    doctors: doctors.map((doctor): Row<'doctors'> => ({
      id: doctor.id,
      user_id: doctor.user_id,
      license_number: doctor.license_number,
      years_of_experience: doctor.years_of_experience,
      consultation_fee: doctor.consultation_fee,
      bio: doctor.bio,
      office_address: doctor.office_address,
      created_at: wire(doctor.joined_at),
      updated_at: wire(doctor.joined_at + HOUR),
    })),
    doctor_specializations: doctors.flatMap(
      ({ id: doctor_id, field, certified_on, also }): Row<'doctor_specializations'>[] => [
        {
          doctor_id,
          specialization_id: fields[field],
          board_certified: certified_on !== null,
          certification_date: certified_on,
        },
        ...(also
          ? [{ doctor_id, specialization_id: fields[also], board_certified: false, certification_date: null }]
          : []),
      ],
    ),
    doctor_schedules: doctors.map(({ id: doctor_id }) => ({ doctor_id })),
    doctor_availability: doctors.flatMap(({ id: doctor_id, week }) =>
      week.map((window): Row<'doctor_availability'> => ({ id: ids.next(), doctor_id, ...window })),
    ),
  };
}

export function absenceRows(
  { doctors }: People,
  now: Instant,
  time_zone: string,
): Row<'doctor_unavailability'>[] {
  const ids = idsOf('absences');
  const known = wire(now - ABSENCE_KNOWN);
  return doctors.flatMap((doctor: Doctor) =>
    absencesOf(doctor, now, time_zone).map(({ strands: _strands, ...absence }) => ({
      id: ids.next(),
      doctor_id: doctor.id,
      ...absence,
      created_at: known,
      updated_at: known,
    })),
  );
}
