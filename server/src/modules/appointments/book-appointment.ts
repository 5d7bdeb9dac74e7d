import type { SignedInActor } from '../../platform/actor.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { recordChange } from './appointment-history.ts';
import { appointmentProblems } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Appointment, Booking } from './appointments.schemas.ts';
import { auditDenials, forbidden } from './audit-denials.ts';
import { lockCalendars } from './calendar.ts';
import {
  limitWishes,
  requireFree,
  timeOf,
  whoHasTheTime,
  wholeMinute,
  withNextFree,
  type Visit,
} from './check-visit.ts';

/**
 * Books a visit. The same rules that offer a time decide; that no two visits overlap is decided by the database alone,
 * so of any number of simultaneous bookings one wins and nobody waits for a lock of the doctor.
 * @throws Problem slot_taken and the other refusals of contract section 5, invalid_input, permission_denied, throttled
 */
export async function bookAppointment(
  deps: Deps,
  actor: SignedInActor,
  input: Booking,
): Promise<Appointment> {
  return auditDenials(deps, actor, undefined, async () => {
    const visit = wishOf(actor, input);
    await limitWishes(deps, actor);
    return withNextFree(deps, visit, () =>
      inTransaction(deps, actor, (trx) => book(deps, trx, actor, visit, input)),
    );
  });
}

/** Who is to be visited by whom, and whether the actor may arrange that. */
function wishOf(actor: SignedInActor, input: Booking): Visit {
  const { doctor_id, appointment_datetime, duration = 30, override: is_override = false } = input;
  const isPatient = actor.role === 'PATIENT';
  if (is_override && actor.role !== 'ADMIN') throw forbidden('override', 'is for administrators');
  if (isPatient && input.patient_id !== undefined && input.patient_id !== actor.patient_id) {
    throw forbidden('patient_id', 'is not you');
  }
  if (actor.role === 'DOCTOR' && doctor_id !== actor.doctor_id) throw forbidden('doctor_id', 'is not you');
  const patient_id = isPatient ? actor.patient_id : input.patient_id;
  if (!patient_id) throw invalidField('patient_id', 'is required');
  return {
    patient_id,
    doctor_id,
    start: wholeMinute(appointment_datetime),
    duration,
    is_override,
    is_own_booking: isPatient,
  };
}

async function book(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  visit: Visit,
  input: Booking,
): Promise<Appointment> {
  await lockCalendars(trx, visit.patient_id, [visit.doctor_id], 'share');
  const is_override = await requireFree(deps, trx, visit);
  const id = await insert(deps, trx, actor, { ...visit, is_override }, input);
  const change = {
    appointment_id: id,
    new_status: 'scheduled',
    is_override,
    reason: visit.is_override ? (input.override_reason ?? input.reason) : '',
  } as const;
  await recordChange(deps, trx, actor, change, {
    action: 'appointment.book',
    patient_id: visit.patient_id,
    detail: { doctor_id: visit.doctor_id, override: is_override },
  });
  return readAppointment(trx, actor, id);
}

async function insert(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  visit: Visit,
  input: Booking,
): Promise<string> {
  const { appointment_type, reason, notes, symptoms, is_urgent } = input;
  const { patient_id, doctor_id, duration, is_override } = visit;
  const { start, end } = timeOf(visit);
  const row = {
    id: deps.ids.next(),
    patient_id,
    doctor_id,
    appointment_datetime: new Date(start).toISOString(),
    duration,
    appointment_end_time: new Date(end).toISOString(),
    reason,
    is_override,
    created_by: actor.user_id,
    scheduled_by: actor.user_id,
    ...(appointment_type !== undefined && { appointment_type }),
    ...(notes !== undefined && { notes }),
    ...(symptoms !== undefined && { symptoms }),
    ...(is_urgent !== undefined && { is_urgent }),
  };
  // A second try only where the visit in the way was cancelled between the insert and the question who it was.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // DO NOTHING, not a caught error: under a bare INSERT rivals wait for each other in a circle and deadlock.
    const inserted = await trx
      .insertInto('appointments')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted) return inserted.id;
    const refusal = await whoHasTheTime(trx, visit);
    if (refusal) throw appointmentProblems[refusal]();
  }
  throw appointmentProblems.slot_taken();
}
