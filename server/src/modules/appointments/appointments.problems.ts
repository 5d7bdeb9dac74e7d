import { defineProblems } from '../../platform/problems.ts';
import type { RefusalCode } from './free-slots.ts';

export const appointmentProblems = defineProblems({
  slot_taken: [409, 'That time is taken'],
  patient_busy: [409, 'The patient has another visit at that time'],
  outside_hours: [409, 'The doctor does not work then'],
  in_break: [409, 'The doctor has a break then'],
  doctor_absent: [409, 'The doctor is absent then'],
  not_offered: [409, 'Visits of that length do not begin at that time'],
  doctor_not_available: [409, 'This doctor takes no bookings'],
  patient_inactive: [409, 'The account of this patient is switched off'],
  in_the_past: [409, 'That time has passed'],
  too_soon: [409, 'That time is too near'],
  too_far_ahead: [409, 'That time is too far ahead'],
  too_many_open_bookings: [409, 'There are too many open bookings'],
  illegal_transition: [409, 'The visit cannot get this status from the one it has'],
  wrong_time: [409, 'This is not possible at this time'],
  not_changeable: [409, 'This visit can no longer be changed'],
  changed_meanwhile: [409, 'The visit was changed by somebody else at the same moment'],
});

/** What the database refuses whoever asks, in words. */
export const appointmentConstraints = {
  appointments_doctor_free: appointmentProblems.slot_taken,
  appointments_patient_free: appointmentProblems.patient_busy,
};

/** Why a start is refused: by the doctor's calendar, or because of the patient. */
export type BookingRefusal = RefusalCode | 'doctor_not_available' | 'patient_busy';
