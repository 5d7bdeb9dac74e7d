import { FileAnswer } from '../../platform/http/download.ts';
import { Page } from '../../platform/http/paging.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { createRecord } from './create-record.ts';
import { deleteRecord } from './delete-record.ts';
import { grantEmergencyAccess, listEmergencyAccesses } from './emergency-access.ts';
import { EmergencyAccess, EmergencyInput, EmergencyQuery } from './emergency-access.schemas.ts';
import { listAccesses } from './list-accesses.ts';
import { listRecords, listVersions } from './medical-records.queries.ts';
import { readRecord } from './read-record.ts';
import {
  AnyRecord,
  NewRecord,
  RecordAccessEntry,
  RecordChange,
  RecordParams,
  RecordQuery,
  RecordReplacement,
  RecordVersion,
  Restoration,
  PartQuery,
} from './medical-records.schemas.ts';
import { PDF, printRecord } from './print-record.ts';
import { restoreRecord } from './restore-record.ts';
import { signRecord } from './sign-record.ts';
import { replaceRecord, updateRecord } from './update-record.ts';

export const recordRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/medical-records/',
    {
      access: 'records:read',
      operation_id: 'listMedicalRecords',
      summary: 'Records that the actor may see',
      description:
        'A confidential record to which the actor has no access shows that it exists (`restricted`), no more; it is not ' +
        'found by author, visit, status or words.',
      query: RecordQuery,
      answer: Page(AnyRecord),
    },
    ({ deps, actor, query }) => listRecords(deps, actor, query),
  ),

  route(
    'POST',
    '/api/medical-records/',
    {
      access: 'records:write',
      operation_id: 'createMedicalRecord',
      summary: 'Write a record of a patient in one’s care',
      body: ref(NewRecord),
      answer: AnyRecord,
      status: 201,
      etag: true,
      problems: ['not_in_care', 'patient_erased'],
    },
    ({ deps, actor, body }) => createRecord(deps, actor, body),
  ),

  route(
    'GET',
    '/api/medical-records/emergency-access/',
    {
      access: 'records:read',
      operation_id: 'listEmergencyAccesses',
      summary: 'Emergency accesses: one’s own, those to one’s own records, for administrators all',
      query: EmergencyQuery,
      answer: Page(ref(EmergencyAccess)),
    },
    ({ deps, actor, query }) => listEmergencyAccesses(deps, actor, query),
  ),

  route(
    'POST',
    '/api/medical-records/emergency-access/',
    {
      access: 'records:emergency',
      operation_id: 'grantEmergencyAccess',
      summary: 'Break the glass: read a patient’s confidential records for 60 minutes',
      description: 'For doctors with the patient in care, and administrators. The patient is told.',
      body: ref(EmergencyInput),
      answer: ref(EmergencyAccess),
      status: 201,
      problems: ['not_found'],
    },
    ({ deps, actor, body }) => grantEmergencyAccess(deps, actor, body),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/',
    {
      access: 'records:read',
      operation_id: 'readMedicalRecord',
      summary: 'One record',
      params: RecordParams,
      answer: AnyRecord,
      etag: true,
    },
    ({ deps, actor, params }) => readRecord(deps, actor, params.record_id),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/pdf/',
    {
      access: 'records:read',
      operation_id: 'printMedicalRecord',
      summary: 'A signed record as a document: a prescription or a summary',
      description:
        'A4, tagged for screen readers, in the language of whoever asks. A prescription has the medicines and what is ' +
        'needed to dispense them, not the diagnosis.',
      params: RecordParams,
      answer: FileAnswer,
      download: { media_type: PDF, only: true },
      problems: ['record_restricted', 'record_not_signed'],
    },
    ({ deps, actor, params }) => printRecord(deps, actor, params.record_id),
  ),

  route(
    'PUT',
    '/api/medical-records/:record_id/',
    {
      access: 'records:write',
      operation_id: 'replaceMedicalRecord',
      summary: 'Replace what is in a record: a draft in place, a signed one by a new version',
      params: RecordParams,
      body: ref(RecordReplacement),
      answer: AnyRecord,
      etag: true,
      problems: ['record_restricted', 'withdrawn', 'patient_erased'],
    },
    ({ deps, actor, params, body }) => replaceRecord(deps, actor, params.record_id, body),
  ),

  route(
    'PATCH',
    '/api/medical-records/:record_id/',
    {
      access: 'records:write',
      operation_id: 'updateMedicalRecord',
      summary: 'Change parts of a record: a draft in place, a signed one by a new version',
      params: RecordParams,
      body: ref(RecordChange),
      answer: AnyRecord,
      etag: true,
      problems: ['record_restricted', 'withdrawn', 'patient_erased'],
    },
    ({ deps, actor, params, body }) => updateRecord(deps, actor, params.record_id, body),
  ),

  route(
    'DELETE',
    '/api/medical-records/:record_id/',
    {
      access: 'records:write',
      operation_id: 'deleteMedicalRecord',
      summary: 'Take a record out of sight',
      params: RecordParams,
      answer: ref(Message),
      problems: ['patient_erased'],
    },
    ({ deps, actor, params }) => deleteRecord(deps, actor, params.record_id),
  ),

  route(
    'POST',
    '/api/medical-records/:record_id/sign/',
    {
      access: 'records:write',
      operation_id: 'signMedicalRecord',
      summary: 'Sign a draft',
      params: RecordParams,
      answer: AnyRecord,
      etag: true,
      problems: ['record_restricted', 'already_signed', 'patient_erased'],
    },
    ({ deps, actor, params }) => signRecord(deps, actor, params.record_id),
  ),

  route(
    'POST',
    '/api/medical-records/:record_id/restore/',
    {
      access: 'records:restore',
      operation_id: 'restoreMedicalRecord',
      summary: 'Bring a deleted record back',
      params: RecordParams,
      body: ref(Restoration),
      answer: AnyRecord,
      etag: true,
      problems: ['not_deleted', 'patient_erased'],
    },
    ({ deps, actor, params, body }) => restoreRecord(deps, actor, params.record_id, body),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/versions/',
    {
      access: 'records:read',
      operation_id: 'listMedicalRecordVersions',
      summary: 'All versions of a record, the newest first',
      params: RecordParams,
      query: PartQuery,
      answer: Page(ref(RecordVersion)),
      problems: ['record_restricted'],
    },
    ({ deps, actor, params, query }) => listVersions(deps, actor, params.record_id, query),
  ),

  route(
    'GET',
    '/api/medical-records/:record_id/access-log/',
    {
      access: 'records:read',
      operation_id: 'listMedicalRecordAccesses',
      summary: 'Who opened a record, the latest first: for its patient, its author, administrators',
      params: RecordParams,
      query: PartQuery,
      answer: Page(ref(RecordAccessEntry)),
    },
    ({ deps, actor, params, query }) => listAccesses(deps, actor, params.record_id, query),
  ),
];
