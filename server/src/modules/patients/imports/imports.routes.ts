import { Page } from '../../../platform/http/paging.ts';
import { route, type Route } from '../../../platform/http/route.ts';
import { Message, ref } from '../../../platform/http/schemas.ts';
import { receivedFile } from '../../../platform/http/upload.ts';
import { discardImport } from './discard-import.ts';
import { listImportRows, listImports, readImport } from './imports.queries.ts';
import {
  ImportListQuery,
  ImportParams,
  ImportRowQuery,
  PatientImport,
  PatientImportRow,
  PatientImportStart,
  PatientImportUpload,
} from './imports.schemas.ts';
import { startImport } from './start-import.ts';
import { resumeImport, undoImport } from './undo-import.ts';
import { uploadImport } from './upload-import.ts';

const patientImport = ref(PatientImport);

export const importRoutes: readonly Route[] = [
  route(
    'POST',
    '/api/patients/imports/',
    {
      access: 'patients:import',
      operation_id: 'uploadPatientImport',
      summary: 'Upload a file of patients',
      description:
        'It is checked row by row in the background; nobody is a patient before `start`. Ask for the import until its ' +
        'status is `checked`, then for its rows.',
      upload: true,
      body: ref(PatientImportUpload),
      answer: patientImport,
      status: 201,
      etag: true,
      problems: ['file_too_large', 'throttled'],
    },
    ({ deps, actor, body, request }) => uploadImport(deps, actor, receivedFile(request), body),
  ),

  route(
    'GET',
    '/api/patients/imports/',
    {
      access: 'patients:import',
      operation_id: 'listPatientImports',
      summary: 'Imports of patients, the newest first',
      description: 'Each is forgotten after 30 days.',
      query: ImportListQuery,
      answer: Page(patientImport),
    },
    ({ deps, actor, query }) => listImports(deps, actor, query),
  ),

  route(
    'GET',
    '/api/patients/imports/:import_id/',
    {
      access: 'patients:import',
      operation_id: 'readPatientImport',
      summary: 'One import, and how far it is',
      params: ImportParams,
      answer: patientImport,
      etag: true,
    },
    ({ deps, params }) => readImport(deps, deps.db, params.import_id),
  ),

  route(
    'GET',
    '/api/patients/imports/:import_id/rows/',
    {
      access: 'patients:import',
      operation_id: 'listPatientImportRows',
      summary: 'Its rows, with what is wrong with them and whom they look like',
      params: ImportParams,
      query: ImportRowQuery,
      answer: Page(ref(PatientImportRow)),
    },
    ({ deps, actor, params, query }) => listImportRows(deps, actor, params.import_id, query),
  ),

  route(
    'POST',
    '/api/patients/imports/:import_id/start/',
    {
      access: 'patients:import',
      operation_id: 'startPatientImport',
      summary: 'Import the rows that are ready',
      description: 'In the background. Nobody gets a mail unless `with_invitations` says so.',
      params: ImportParams,
      body: ref(PatientImportStart),
      answer: patientImport,
      status: 202,
      etag: true,
      problems: ['import_not_checked'],
    },
    ({ deps, actor, params, body }) => startImport(deps, actor, params.import_id, body),
  ),

  route(
    'POST',
    '/api/patients/imports/:import_id/resume/',
    {
      access: 'patients:import',
      operation_id: 'resumePatientImport',
      summary: 'Go on with an import that stands still',
      description: 'It goes on by itself after a restart; this is for when its job has failed for good.',
      params: ImportParams,
      answer: patientImport,
      status: 202,
    },
    ({ deps, actor, params }) => resumeImport(deps, actor, params.import_id),
  ),

  route(
    'POST',
    '/api/patients/imports/:import_id/undo/',
    {
      access: 'patients:import',
      operation_id: 'undoPatientImport',
      summary: 'Stop an import and take back what it has made',
      description:
        'In the background, within 24 hours. Patients who have visits or records, have signed in or were changed since ' +
        'stay; their rows say why.',
      params: ImportParams,
      answer: patientImport,
      status: 202,
      etag: true,
      problems: ['import_final'],
    },
    ({ deps, actor, params }) => undoImport(deps, actor, params.import_id),
  ),

  route(
    'DELETE',
    '/api/patients/imports/:import_id/',
    {
      access: 'patients:import',
      operation_id: 'discardPatientImport',
      summary: 'Forget a file that was not imported',
      params: ImportParams,
      answer: ref(Message),
      problems: ['import_under_way'],
    },
    ({ deps, actor, params }) => discardImport(deps, actor, params.import_id),
  ),
];
