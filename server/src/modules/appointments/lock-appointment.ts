import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { problems } from '../../platform/problems.ts';
import { isErased } from '../patients/patients.policy.ts';
import { visibleAppointments } from './appointments.policy.ts';
import { appointmentProblems } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Appointment } from './appointments.schemas.ts';
import { lockCalendars } from './calendar.ts';

/**
 * Takes a visible visit for a change.
 * @throws Problem not_found, stale
 */
export async function lockAppointment(trx: Trx, actor: SignedInActor, appointmentId: string) {
  const row = await trx
    .selectFrom('appointments as a')
    .select(['a.id', 'a.patient_id', 'a.doctor_id', 'a.status', 'a.appointment_datetime', 'a.duration'])
    .select(['a.scheduled_by', 'a.needs_reschedule', 'a.is_override', 'a.arranged_at', 'a.arrived_at'])
    .select(isErased(sql`a.patient_id`).as('is_erased'))
    .where(visibleAppointments(actor))
    .where('a.id', '=', appointmentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  if (actor.call.if_match !== null) requireUnchanged(actor, await readAppointment(trx, actor, appointmentId));
  return row;
}

export type LockedAppointment = Awaited<ReturnType<typeof lockAppointment>>;

/**
 * Takes a visible visit together with the calendars that its time hangs on, in the order of `lockCalendars`.
 * @param before the visit as read before the transaction: it says which calendars these are
 * @param doctorId another doctor who is to have it
 * @throws Problem not_found, stale, changed_meanwhile
 */
export async function lockWithCalendars(
  trx: Trx,
  actor: SignedInActor,
  before: Appointment,
  doctorId = before.doctor.id,
): Promise<LockedAppointment> {
  await lockCalendars(trx, before.patient.id, [before.doctor.id, doctorId], 'update');
  const visit = await lockAppointment(trx, actor, before.id);
  requireSameTime(before, visit);
  return visit;
}

/** @throws Problem changed_meanwhile when somebody moved the visit since it was read */
export function requireSameTime(
  { doctor, appointment_datetime, duration }: Appointment,
  now: LockedAppointment,
): void {
  const isSame =
    doctor.id === now.doctor_id &&
    appointment_datetime === now.appointment_datetime &&
    duration === now.duration;
  if (!isSame) throw appointmentProblems.changed_meanwhile();
}
