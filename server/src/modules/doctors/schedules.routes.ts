import { Page } from '../../platform/http/paging.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { ref } from '../../platform/http/schemas.ts';
import { addAbsence } from './add-absence.ts';
import { addSlot } from './add-slot.ts';
import { deleteAbsence } from './delete-absence.ts';
import { deleteSlot } from './delete-slot.ts';
import { DoctorParams } from './doctors.schemas.ts';
import { replaceWeek } from './replace-week.ts';
import { listAbsences, readAbsence, readSlot, readWeek } from './schedules.queries.ts';
import {
  Absence,
  AbsenceChange,
  AbsenceInput,
  AbsenceParams,
  AbsenceQuery,
  ChangedAbsence,
  ChangedSlot,
  ChangedWeek,
  Slot,
  SlotChange,
  SlotInput,
  SlotParams,
  Week,
  WeekInput,
  resourceOf,
} from './schedules.schemas.ts';
import { replaceAbsence, updateAbsence } from './update-absence.ts';
import { replaceSlot, updateSlot } from './update-slot.ts';

export const scheduleRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/doctors/:doctor_id/availability/',
    {
      access: 'doctors:read',
      operation_id: 'readWeek',
      summary: 'Weekly hours, Monday first',
      params: DoctorParams,
      answer: Week,
      etag: true,
    },
    ({ deps, actor, params }) => readWeek(deps.db, actor, params.doctor_id),
  ),

  route(
    'PUT',
    '/api/doctors/:doctor_id/availability/',
    {
      access: 'schedules:manage',
      operation_id: 'replaceWeek',
      summary: 'Replace the whole week',
      params: DoctorParams,
      body: WeekInput,
      answer: ref(ChangedWeek),
      etag: ({ slots }: ChangedWeek) => slots,
    },
    ({ deps, actor, params, body }) => replaceWeek(deps, actor, params.doctor_id, body),
  ),

  route(
    'POST',
    '/api/doctors/:doctor_id/availability/slots/',
    {
      access: 'schedules:manage',
      operation_id: 'addSlot',
      summary: 'Add a window to the week',
      params: DoctorParams,
      body: ref(SlotInput),
      answer: ref(ChangedSlot),
      status: 201,
      etag: resourceOf,
      problems: ['week_full'],
    },
    ({ deps, actor, params, body }) => addSlot(deps, actor, params.doctor_id, body),
  ),

  route(
    'GET',
    '/api/doctors/:doctor_id/availability/slots/:slot_id/',
    {
      access: 'doctors:read',
      operation_id: 'readSlot',
      summary: 'One window of the week',
      params: SlotParams,
      answer: ref(Slot),
      etag: true,
    },
    ({ deps, actor, params }) => readSlot(deps.db, actor, params.doctor_id, params.slot_id),
  ),

  route(
    'PUT',
    '/api/doctors/:doctor_id/availability/slots/:slot_id/',
    {
      access: 'schedules:manage',
      operation_id: 'replaceSlot',
      summary: 'Replace a window',
      params: SlotParams,
      body: ref(SlotInput),
      answer: ref(ChangedSlot),
      etag: resourceOf,
    },
    ({ deps, actor, params, body }) => replaceSlot(deps, actor, params, body),
  ),

  route(
    'PATCH',
    '/api/doctors/:doctor_id/availability/slots/:slot_id/',
    {
      access: 'schedules:manage',
      operation_id: 'updateSlot',
      summary: 'Change a window',
      params: SlotParams,
      body: ref(SlotChange),
      answer: ref(ChangedSlot),
      etag: resourceOf,
    },
    ({ deps, actor, params, body }) => updateSlot(deps, actor, params, body),
  ),

  route(
    'DELETE',
    '/api/doctors/:doctor_id/availability/slots/:slot_id/',
    {
      access: 'schedules:manage',
      operation_id: 'deleteSlot',
      summary: 'Take a window out of the week',
      params: SlotParams,
      answer: ref(ChangedSlot),
      etag: resourceOf,
    },
    ({ deps, actor, params }) => deleteSlot(deps, actor, params),
  ),

  route(
    'GET',
    '/api/doctors/:doctor_id/unavailability/',
    {
      access: 'doctors:read',
      operation_id: 'listAbsences',
      summary: 'Absences',
      params: DoctorParams,
      query: AbsenceQuery,
      answer: Page(ref(Absence)),
    },
    ({ deps, actor, params, query }) => listAbsences(deps, actor, params.doctor_id, query),
  ),

  route(
    'POST',
    '/api/doctors/:doctor_id/unavailability/',
    {
      access: 'schedules:manage',
      operation_id: 'addAbsence',
      summary: 'Add an absence',
      params: DoctorParams,
      body: ref(AbsenceInput),
      answer: ref(ChangedAbsence),
      status: 201,
      etag: resourceOf,
    },
    ({ deps, actor, params, body }) => addAbsence(deps, actor, params.doctor_id, body),
  ),

  route(
    'GET',
    '/api/doctors/:doctor_id/unavailability/:unavailability_id/',
    {
      access: 'doctors:read',
      operation_id: 'readAbsence',
      summary: 'One absence',
      params: AbsenceParams,
      answer: ref(Absence),
      etag: true,
    },
    ({ deps, actor, params }) => readAbsence(deps.db, actor, params.doctor_id, params.unavailability_id),
  ),

  route(
    'PUT',
    '/api/doctors/:doctor_id/unavailability/:unavailability_id/',
    {
      access: 'schedules:manage',
      operation_id: 'replaceAbsence',
      summary: 'Replace an absence',
      params: AbsenceParams,
      body: ref(AbsenceInput),
      answer: ref(ChangedAbsence),
      etag: resourceOf,
    },
    ({ deps, actor, params, body }) => replaceAbsence(deps, actor, params, body),
  ),

  route(
    'PATCH',
    '/api/doctors/:doctor_id/unavailability/:unavailability_id/',
    {
      access: 'schedules:manage',
      operation_id: 'updateAbsence',
      summary: 'Change an absence',
      params: AbsenceParams,
      body: ref(AbsenceChange),
      answer: ref(ChangedAbsence),
      etag: resourceOf,
    },
    ({ deps, actor, params, body }) => updateAbsence(deps, actor, params, body),
  ),

  route(
    'DELETE',
    '/api/doctors/:doctor_id/unavailability/:unavailability_id/',
    {
      access: 'schedules:manage',
      operation_id: 'deleteAbsence',
      summary: 'Take an absence back',
      params: AbsenceParams,
      answer: ref(ChangedAbsence),
      etag: resourceOf,
    },
    ({ deps, actor, params }) => deleteAbsence(deps, actor, params),
  ),
];
