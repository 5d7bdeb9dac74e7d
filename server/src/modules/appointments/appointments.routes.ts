import { CSV } from '../../platform/export.ts';
import { Page } from '../../platform/http/paging.ts';
import { route, type Method, type Route } from '../../platform/http/route.ts';
import { CsvFile, ref } from '../../platform/http/schemas.ts';
import { listAppointments, readAppointment } from './appointments.queries.ts';
import {
  Appointment,
  AppointmentChange,
  AppointmentFilters,
  AppointmentParams,
  AppointmentQuery,
  AppointmentReplacement,
  Availability,
  AvailabilityQuery,
  Booking,
  StatusInput,
} from './appointments.schemas.ts';
import { Board, BoardQuery } from './board.schemas.ts';
import { bookAppointment } from './book-appointment.ts';
import { cancelAppointment, changeAppointmentStatus } from './change-appointment-status.ts';
import { exportAppointments } from './export-appointments.ts';
import { findAvailability } from './find-availability.ts';
import { markArrival } from './mark-arrival.ts';
import { readBoard } from './read-board.ts';
import { replaceAppointment, updateAppointment } from './update-appointment.ts';

const BOOKING_PROBLEMS = [
  'slot_taken',
  'patient_busy',
  'outside_hours',
  'in_break',
  'doctor_absent',
  'not_offered',
  'doctor_not_available',
  'patient_inactive',
  'in_the_past',
  'too_soon',
  'too_far_ahead',
  'too_many_open_bookings',
];

const changeStatus = (method: Method, operation_id: string) =>
  route(
    method,
    '/api/appointments/:appointment_id/status/',
    {
      access: 'appointments:use',
      operation_id,
      summary: 'Change the status along the published graph',
      params: AppointmentParams,
      body: ref(StatusInput),
      answer: ref(Appointment),
      etag: true,
      problems: ['illegal_transition', 'wrong_time', 'slot_taken', 'patient_busy'],
    },
    ({ deps, actor, params, body }) => changeAppointmentStatus(deps, actor, params.appointment_id, body),
  );

export const appointmentRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/appointments/',
    {
      access: 'appointments:use',
      operation_id: 'listAppointments',
      summary: 'Visits that the actor may see',
      query: AppointmentQuery,
      answer: Page(ref(Appointment)),
    },
    ({ deps, actor, query }) => listAppointments(deps, actor, query),
  ),

  route(
    'POST',
    '/api/appointments/',
    {
      access: 'appointments:use',
      operation_id: 'bookAppointment',
      summary: 'Book a visit',
      description: 'A refusal because of the time carries `next_free`, the next starts that can be booked.',
      body: ref(Booking),
      answer: ref(Appointment),
      status: 201,
      etag: true,
      problems: [...BOOKING_PROBLEMS, 'throttled'],
    },
    ({ deps, actor, body }) => bookAppointment(deps, actor, body),
  ),

  route(
    'GET',
    '/api/appointments/export/',
    {
      access: 'appointments:export',
      operation_id: 'exportAppointments',
      summary: 'The visits of the list as CSV, without what was said of them',
      query: AppointmentFilters,
      answer: CsvFile,
      download: CSV,
      problems: ['throttled'],
    },
    ({ deps, actor, query }) => exportAppointments(deps, actor, query),
  ),

  route(
    'GET',
    '/api/appointments/availability/',
    {
      access: 'appointments:use',
      operation_id: 'findAvailability',
      summary: 'Free starts of a doctor or a specialization',
      description: 'What is offered can be booked, unless somebody is faster. At most 31 days.',
      query: AvailabilityQuery,
      answer: ref(Availability),
    },
    ({ deps, actor, query }) => findAvailability(deps, actor, query),
  ),

  route(
    'GET',
    '/api/appointments/board/',
    {
      access: 'appointments:board',
      operation_id: 'readBoard',
      summary: 'A day with all doctors side by side',
      description: 'Hours, absences and visits of every status, those included that only reach into the day.',
      query: BoardQuery,
      answer: ref(Board),
    },
    ({ deps, actor, query }) => readBoard(deps, actor, query),
  ),

  route(
    'GET',
    '/api/appointments/:appointment_id/',
    {
      access: 'appointments:use',
      operation_id: 'readAppointment',
      summary: 'One visit',
      params: AppointmentParams,
      answer: ref(Appointment),
      etag: true,
    },
    ({ deps, actor, params }) => readAppointment(deps.db, actor, params.appointment_id),
  ),

  route(
    'PUT',
    '/api/appointments/:appointment_id/',
    {
      access: 'appointments:use',
      operation_id: 'replaceAppointment',
      summary: 'Replace what may be changed of a visit, its time included',
      params: AppointmentParams,
      body: ref(AppointmentReplacement),
      answer: ref(Appointment),
      etag: true,
      problems: [...BOOKING_PROBLEMS, 'not_changeable', 'patient_erased', 'changed_meanwhile'],
    },
    ({ deps, actor, params, body }) => replaceAppointment(deps, actor, params.appointment_id, body),
  ),

  route(
    'PATCH',
    '/api/appointments/:appointment_id/',
    {
      access: 'appointments:use',
      operation_id: 'updateAppointment',
      summary: 'Change details of a visit, or move it',
      params: AppointmentParams,
      body: ref(AppointmentChange),
      answer: ref(Appointment),
      etag: true,
      problems: [...BOOKING_PROBLEMS, 'not_changeable', 'patient_erased', 'changed_meanwhile'],
    },
    ({ deps, actor, params, body }) => updateAppointment(deps, actor, params.appointment_id, body),
  ),

  route(
    'DELETE',
    '/api/appointments/:appointment_id/',
    {
      access: 'appointments:use',
      operation_id: 'cancelAppointment',
      summary: 'Cancel a visit; it is never erased',
      params: AppointmentParams,
      answer: ref(Appointment),
      etag: true,
      problems: ['illegal_transition', 'wrong_time'],
    },
    ({ deps, actor, params }) => cancelAppointment(deps, actor, params.appointment_id),
  ),

  route(
    'POST',
    '/api/appointments/:appointment_id/arrive/',
    {
      access: 'appointments:check-in',
      operation_id: 'markArrival',
      summary: 'Note that the patient is here',
      description:
        'On the day of the visit, before it begins. The status stays; a second time changes nothing.',
      params: AppointmentParams,
      answer: ref(Appointment),
      etag: true,
      problems: ['not_changeable', 'wrong_time'],
    },
    ({ deps, actor, params }) => markArrival(deps, actor, params.appointment_id, true),
  ),

  route(
    'DELETE',
    '/api/appointments/:appointment_id/arrive/',
    {
      access: 'appointments:check-in',
      operation_id: 'takeBackArrival',
      summary: 'Take back that the patient is here',
      params: AppointmentParams,
      answer: ref(Appointment),
      etag: true,
      problems: ['not_changeable', 'wrong_time'],
    },
    ({ deps, actor, params }) => markArrival(deps, actor, params.appointment_id, false),
  ),

  changeStatus('POST', 'changeAppointmentStatus'),
  changeStatus('PATCH', 'patchAppointmentStatus'),
];
