import { route, type Route } from '../../platform/http/route.ts';
import { ref } from '../../platform/http/schemas.ts';
import {
  DayChange,
  DayChanged,
  DayPreview,
  DayQuery,
  DeactivationPreview,
  Deactivations,
  PatientSelection,
} from './bulk.schemas.ts';
import { changeDay } from './change-day.ts';
import { deactivatePatients } from './deactivate-patients.ts';
import { previewDay } from './preview-day.ts';
import { previewDeactivation } from './preview-deactivation.ts';

const ONE_BY_ONE =
  'Each is a transaction of its own, refused or done alone; with an Idempotency-Key, a request that is sent again does ' +
  'only what was not done.';

export const bulkRoutes: readonly Route[] = [
  route(
    'POST',
    '/api/patients/bulk/deactivate/preview/',
    {
      access: 'patients:bulk',
      operation_id: 'previewPatientDeactivation',
      summary: 'Which visits would be cancelled if these patients were deactivated',
      description: 'Changes nothing; it is a POST because ids of people do not belong into addresses.',
      body: ref(PatientSelection),
      answer: ref(DeactivationPreview),
    },
    ({ deps, actor, body }) => previewDeactivation(deps, actor, body),
  ),

  route(
    'POST',
    '/api/patients/bulk/deactivate/',
    {
      access: 'patients:bulk',
      operation_id: 'deactivatePatients',
      summary: 'Deactivate patients',
      description: `Sessions end and what is booked ahead is cancelled, with notice. ${ONE_BY_ONE}`,
      body: ref(PatientSelection),
      answer: ref(Deactivations),
    },
    ({ deps, actor, body }) => deactivatePatients(deps, actor, body),
  ),

  route(
    'GET',
    '/api/appointments/bulk/day/',
    {
      access: 'appointments:bulk',
      operation_id: 'previewDoctorDay',
      summary: 'A doctor’s visits of a day that are still to come, and where they could go',
      description:
        'What is proposed is offered by the rules of booking, one visit after the other in this order. Changes nothing.',
      query: DayQuery,
      answer: ref(DayPreview),
    },
    ({ deps, actor, query }) => previewDay(deps, actor, query),
  ),

  route(
    'POST',
    '/api/appointments/bulk/day/',
    {
      access: 'appointments:bulk',
      operation_id: 'changeDoctorDay',
      summary: 'Move or cancel visits of a doctor’s day',
      description: `Each patient gets one notice. ${ONE_BY_ONE}`,
      body: ref(DayChange),
      answer: ref(DayChanged),
    },
    ({ deps, actor, body }) => changeDay(deps, actor, body),
  ),
];
