import { CSV } from '../../platform/export.ts';
import { Page } from '../../platform/http/paging.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { CsvFile, Message, ref } from '../../platform/http/schemas.ts';
import { createSpecialization } from './create-specialization.ts';
import { deactivateDoctor, reactivateDoctor } from './deactivate-doctor.ts';
import { deleteSpecialization } from './delete-specialization.ts';
import { listDoctors, readDoctor, readOwnDoctor } from './doctors.queries.ts';
import {
  ChangedDoctor,
  Doctor,
  DoctorChange,
  DoctorFilters,
  DoctorParams,
  DoctorQuery,
  DoctorRegistration,
  DoctorReplacement,
} from './doctors.schemas.ts';
import { exportDoctors } from './export-doctors.ts';
import { registerDoctor } from './register-doctor.ts';
import { resourceOf } from './schedules.schemas.ts';
import { listSpecializations, readSpecialization } from './specializations.queries.ts';
import {
  Specialization,
  SpecializationChange,
  SpecializationInput,
  SpecializationParams,
  SpecializationQuery,
} from './specializations.schemas.ts';
import { replaceDoctor, updateDoctor } from './update-doctor.ts';
import { replaceSpecialization, updateSpecialization } from './update-specialization.ts';

export const doctorRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/doctors/',
    {
      access: 'doctors:read',
      operation_id: 'listDoctors',
      summary: 'Active doctors',
      query: DoctorQuery,
      answer: Page(ref(Doctor)),
    },
    ({ deps, actor, query }) => listDoctors(deps, actor, query),
  ),

  route(
    'GET',
    '/api/doctors/export/',
    {
      access: 'doctors:export',
      operation_id: 'exportDoctors',
      summary: 'The doctors of the list as CSV',
      query: DoctorFilters,
      answer: CsvFile,
      download: CSV,
      problems: ['throttled'],
    },
    ({ deps, actor, query }) => exportDoctors(deps, actor, query),
  ),

  route(
    'POST',
    '/api/doctors/register/',
    {
      access: 'doctors:register',
      operation_id: 'registerDoctor',
      summary: 'Add a doctor; without a password the doctor is invited to choose one',
      body: ref(DoctorRegistration),
      answer: ref(Doctor),
      status: 201,
      etag: true,
      problems: ['email_taken', 'license_taken'],
    },
    ({ deps, actor, body }) => registerDoctor(deps, actor, body),
  ),

  route(
    'GET',
    '/api/doctors/me/',
    {
      access: 'doctors:read',
      operation_id: 'readOwnDoctor',
      summary: 'Own profile, for doctors',
      answer: ref(Doctor),
      etag: true,
    },
    ({ deps, actor }) => readOwnDoctor(deps, actor),
  ),

  route(
    'GET',
    '/api/doctors/:doctor_id/',
    {
      access: 'doctors:read',
      operation_id: 'readDoctor',
      summary: 'One doctor',
      params: DoctorParams,
      answer: ref(Doctor),
      etag: true,
    },
    ({ deps, actor, params }) => readDoctor(deps.db, actor, params.doctor_id),
  ),

  route(
    'PUT',
    '/api/doctors/:doctor_id/update/',
    {
      access: 'doctors:update',
      operation_id: 'replaceDoctor',
      summary: 'Replace names, phone, profile and specializations',
      params: DoctorParams,
      body: ref(DoctorReplacement),
      answer: ref(Doctor),
      etag: true,
      problems: ['license_taken'],
    },
    ({ deps, actor, params, body }) => replaceDoctor(deps, actor, params.doctor_id, body),
  ),

  route(
    'PATCH',
    '/api/doctors/:doctor_id/update/',
    {
      access: 'doctors:update',
      operation_id: 'updateDoctor',
      summary: 'Change names, phone, profile or specializations',
      params: DoctorParams,
      body: ref(DoctorChange),
      answer: ref(Doctor),
      etag: true,
      problems: ['license_taken'],
    },
    ({ deps, actor, params, body }) => updateDoctor(deps, actor, params.doctor_id, body),
  ),

  route(
    'DELETE',
    '/api/doctors/:doctor_id/deactivate/',
    {
      access: 'doctors:activation',
      operation_id: 'deactivateDoctor',
      summary: 'Switch the account off; visits to come need another doctor or time',
      params: DoctorParams,
      answer: ref(ChangedDoctor),
      etag: resourceOf,
      problems: ['last_administrator'],
    },
    ({ deps, actor, params }) => deactivateDoctor(deps, actor, params.doctor_id),
  ),

  route(
    'POST',
    '/api/doctors/:doctor_id/reactivate/',
    {
      access: 'doctors:activation',
      operation_id: 'reactivateDoctor',
      summary: 'Give the account back',
      params: DoctorParams,
      answer: ref(ChangedDoctor),
      etag: resourceOf,
    },
    ({ deps, actor, params }) => reactivateDoctor(deps, actor, params.doctor_id),
  ),

  route(
    'GET',
    '/api/doctors/specializations/',
    {
      access: 'doctors:read',
      operation_id: 'listSpecializations',
      summary: 'Specializations',
      query: SpecializationQuery,
      answer: Page(ref(Specialization)),
    },
    ({ deps, actor, query }) => listSpecializations(deps, actor, query),
  ),

  route(
    'GET',
    '/api/doctors/specializations/:specialization_id/',
    {
      access: 'doctors:read',
      operation_id: 'readSpecialization',
      summary: 'One specialization',
      params: SpecializationParams,
      answer: ref(Specialization),
      etag: true,
    },
    ({ deps, params }) => readSpecialization(deps.db, params.specialization_id),
  ),

  route(
    'POST',
    '/api/doctors/specializations/create/',
    {
      access: 'specializations:manage',
      operation_id: 'createSpecialization',
      summary: 'Add a specialization',
      body: ref(SpecializationInput),
      answer: ref(Specialization),
      status: 201,
      etag: true,
      problems: ['specialization_taken'],
    },
    ({ deps, actor, body }) => createSpecialization(deps, actor, body),
  ),

  route(
    'PUT',
    '/api/doctors/specializations/:specialization_id/update/',
    {
      access: 'specializations:manage',
      operation_id: 'replaceSpecialization',
      summary: 'Replace a specialization',
      params: SpecializationParams,
      body: ref(SpecializationInput),
      answer: ref(Specialization),
      etag: true,
      problems: ['specialization_taken'],
    },
    ({ deps, actor, params, body }) => replaceSpecialization(deps, actor, params.specialization_id, body),
  ),

  route(
    'PATCH',
    '/api/doctors/specializations/:specialization_id/update/',
    {
      access: 'specializations:manage',
      operation_id: 'updateSpecialization',
      summary: 'Change a specialization',
      params: SpecializationParams,
      body: ref(SpecializationChange),
      answer: ref(Specialization),
      etag: true,
      problems: ['specialization_taken'],
    },
    ({ deps, actor, params, body }) => updateSpecialization(deps, actor, params.specialization_id, body),
  ),

  route(
    'DELETE',
    '/api/doctors/specializations/:specialization_id/delete/',
    {
      access: 'specializations:manage',
      operation_id: 'deleteSpecialization',
      summary: 'Delete a specialization that no doctor has',
      params: SpecializationParams,
      answer: ref(Message),
      problems: ['specialization_in_use', 'stale'],
    },
    ({ deps, actor, params }) => deleteSpecialization(deps, actor, params.specialization_id),
  ),
];
