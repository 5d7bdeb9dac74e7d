import { Type } from 'typebox';
import { CSV } from '../../platform/export.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { Page } from '../../platform/http/paging.ts';
import { CsvFile, Message, ref } from '../../platform/http/schemas.ts';
import { deactivatePatient } from './deactivate-patient.ts';
import { erasePatient } from './erase-patient.ts';
import { exportPatients } from './export-patients.ts';
import { findDuplicates } from './find-duplicates.ts';
import { invitePatient } from './invite-patient.ts';
import { listPatients, openPatient, ownPatientId } from './patients.queries.ts';
import {
  DuplicateQuery,
  Patient,
  PatientChange,
  PatientErasure,
  PatientFilters,
  PatientParams,
  PatientQuery,
  PatientRegistration,
  PatientReplacement,
  PossibleDuplicate,
} from './patients.schemas.ts';
import { reactivatePatient } from './reactivate-patient.ts';
import { registerPatient } from './register-patient.ts';
import { replacePatient, updatePatient } from './update-patient.ts';

const patient = ref(Patient);

export const patientRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/patients/',
    {
      access: 'patients:list',
      operation_id: 'listPatients',
      summary: 'Find patients',
      description: 'Ordered by relevance when searching, else by name. Leaves a line in the audit.',
      query: PatientQuery,
      answer: Page(patient),
    },
    ({ deps, actor, query }) => listPatients(deps, actor, query),
  ),

  route(
    'GET',
    '/api/patients/export/',
    {
      access: 'patients:export',
      operation_id: 'exportPatients',
      summary: 'The patients of the list as CSV, without clinical text',
      query: PatientFilters,
      answer: CsvFile,
      download: CSV,
      problems: ['throttled'],
    },
    ({ deps, actor, query }) => exportPatients(deps, actor, query),
  ),

  route(
    'GET',
    '/api/patients/duplicates/',
    {
      access: 'patients:register',
      operation_id: 'findPatientDuplicates',
      summary: 'Who may be the person that is about to be registered',
      description:
        'By e-mail, telephone, date of birth and name, as far as given; the surest first, ten at most.',
      query: DuplicateQuery,
      answer: Type.Array(ref(PossibleDuplicate)),
    },
    ({ deps, actor, query }) => findDuplicates(deps, actor, query),
  ),

  route(
    'POST',
    '/api/patients/register/',
    {
      access: 'patients:register',
      operation_id: 'registerPatient',
      summary: 'Register a patient',
      description:
        'Without a password the patient gets an invitation to set one, valid for 72 hours; with a password a link to ' +
        'verify the address.',
      body: ref(PatientRegistration),
      answer: patient,
      status: 201,
      etag: true,
      problems: ['email_taken'],
    },
    ({ deps, actor, body }) => registerPatient(deps, actor, body),
  ),

  route(
    'GET',
    '/api/patients/me/',
    {
      access: 'patients:own-profile',
      operation_id: 'readOwnPatient',
      summary: 'Own profile',
      answer: patient,
      etag: true,
    },
    ({ deps, actor }) => openPatient(deps, actor, ownPatientId(actor)),
  ),

  route(
    'PUT',
    '/api/patients/me/',
    {
      access: 'patients:own-profile',
      operation_id: 'replaceOwnPatient',
      summary: 'Replace own names, phone and profile',
      body: ref(PatientReplacement),
      answer: patient,
      etag: true,
    },
    ({ deps, actor, body }) => replacePatient(deps, actor, ownPatientId(actor), body),
  ),

  route(
    'PATCH',
    '/api/patients/me/',
    {
      access: 'patients:own-profile',
      operation_id: 'updateOwnPatient',
      summary: 'Change own names, phone or profile',
      body: ref(PatientChange),
      answer: patient,
      etag: true,
    },
    ({ deps, actor, body }) => updatePatient(deps, actor, ownPatientId(actor), body),
  ),

  route(
    'GET',
    '/api/patients/:patient_id/',
    {
      access: 'patients:read',
      operation_id: 'readPatient',
      summary: 'One patient',
      description:
        'Patients see themselves only. An administrator or doctor who reads leaves a line in the audit.',
      params: PatientParams,
      answer: patient,
      etag: true,
    },
    ({ deps, actor, params }) => openPatient(deps, actor, params.patient_id),
  ),

  route(
    'PUT',
    '/api/patients/:patient_id/update/',
    {
      access: 'patients:update',
      operation_id: 'replacePatient',
      summary: 'Replace a patient’s names, phone and profile',
      description: 'What is left out becomes blank. The e-mail address cannot be changed.',
      params: PatientParams,
      body: ref(PatientReplacement),
      answer: patient,
      etag: true,
      problems: ['patient_erased'],
    },
    ({ deps, actor, params, body }) => replacePatient(deps, actor, params.patient_id, body),
  ),

  route(
    'PATCH',
    '/api/patients/:patient_id/update/',
    {
      access: 'patients:update',
      operation_id: 'updatePatient',
      summary: 'Change a patient’s names, phone or profile',
      params: PatientParams,
      body: ref(PatientChange),
      answer: patient,
      etag: true,
      problems: ['patient_erased'],
    },
    ({ deps, actor, params, body }) => updatePatient(deps, actor, params.patient_id, body),
  ),

  route(
    'DELETE',
    '/api/patients/:patient_id/deactivate/',
    {
      access: 'patients:activation',
      operation_id: 'deactivatePatient',
      summary: 'Deactivate a patient’s account',
      description: 'Sessions end and what is booked ahead is cancelled, with notice. Nothing is erased.',
      params: PatientParams,
      answer: patient,
      etag: true,
      problems: ['last_administrator', 'patient_erased'],
    },
    ({ deps, actor, params }) => deactivatePatient(deps, actor, params.patient_id),
  ),

  route(
    'POST',
    '/api/patients/:patient_id/reactivate/',
    {
      access: 'patients:activation',
      operation_id: 'reactivatePatient',
      summary: 'Reactivate a patient’s account',
      params: PatientParams,
      answer: patient,
      etag: true,
      problems: ['patient_erased'],
    },
    ({ deps, actor, params }) => reactivatePatient(deps, actor, params.patient_id),
  ),

  route(
    'PUT',
    '/api/patients/:patient_id/erasure/',
    {
      access: 'patients:erase',
      operation_id: 'erasePatient',
      summary: 'Erase a patient for good',
      description:
        'Names, contacts, insurance, sessions, mails and notices go; a pseudonym stays. The clinical record is kept, ' +
        'restricted: emergency access alone opens it. It cannot be undone, and a second time changes nothing.',
      params: PatientParams,
      body: ref(PatientErasure),
      answer: patient,
      etag: true,
      problems: ['visits_to_come', 'staff_account', 'last_administrator'],
    },
    ({ deps, actor, params, body }) => erasePatient(deps, actor, params.patient_id, body),
  ),

  route(
    'POST',
    '/api/patients/:patient_id/invitation/',
    {
      access: 'patients:register',
      operation_id: 'invitePatient',
      summary: 'Send a patient a new invitation to set the first password',
      params: PatientParams,
      answer: ref(Message),
      problems: ['invitation_not_needed', 'account_deactivated', 'patient_erased', 'throttled'],
    },
    ({ deps, actor, params }) => invitePatient(deps, actor, params.patient_id),
  ),
];
