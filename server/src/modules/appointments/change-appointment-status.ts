import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { problems } from '../../platform/problems.ts';
import { clinicZone } from '../clinic/clinic.queries.ts';
import { localDate } from '../doctors/working-windows.ts';
import { recordChange } from './appointment-history.ts';
import {
  refusalOfStatus,
  type Party,
  type TransitionRefusal,
  type VisitFacts,
} from './appointment-statuses.ts';
import { appointmentProblems } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Appointment, AppointmentStatus, StatusInput } from './appointments.schemas.ts';
import { auditDenials } from './audit-denials.ts';
import { loadCalendars } from './calendar.ts';
import { requireNoOverlap, timeOf } from './check-visit.ts';
import { isCovered } from './coverage.ts';
import { lockAppointment, lockWithCalendars, type LockedAppointment } from './lock-appointment.ts';
import { tellOfCoverage } from './visit-messages.ts';

const PARTY: Record<SignedInActor['role'], Party> = { PATIENT: 'patient', DOCTOR: 'doctor', ADMIN: 'admin' };

/**
 * Gives a visit another status along the published graph. The row is locked, so concurrent changes come one after the
 * other: the second is judged by what the first has made of the visit. The same status again changes nothing, but that
 * confirming a visit which lost its hours keeps it.
 * @throws Problem not_found, stale, illegal_transition, wrong_time, permission_denied; for an undo slot_taken,
 *   patient_busy, patient_inactive, doctor_not_available, changed_meanwhile
 */
export async function changeAppointmentStatus(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string,
  { status, reason = '' }: StatusInput,
): Promise<Appointment> {
  return auditDenials(deps, actor, appointmentId, async () => {
    // An undo takes its time back, so it needs the locks of a booking, and to know which before the transaction.
    const undone = status === 'scheduled' ? await readAppointment(deps.db, actor, appointmentId) : undefined;
    return inTransaction(deps, actor, async (trx) => {
      const visit = undone
        ? await lockWithCalendars(trx, actor, undone)
        : await lockAppointment(trx, actor, appointmentId);
      if (visit.status !== status) await change(deps, trx, actor, visit, status, reason);
      else if (visit.needs_reschedule && status === 'confirmed' && actor.role !== 'PATIENT')
        await keep(deps, trx, actor, visit);
      return readAppointment(trx, actor, appointmentId);
    });
  });
}

/** DELETE: a clinic never erases a visit; it is cancelled. */
export async function cancelAppointment(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string,
): Promise<Appointment> {
  return changeAppointmentStatus(deps, actor, appointmentId, { status: 'cancelled' });
}

async function change(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  visit: LockedAppointment,
  status: AppointmentStatus,
  reason: string,
): Promise<void> {
  const facts = await factsOf(deps, trx, actor, visit);
  const refusal = refusalOfStatus(facts, status, PARTY[actor.role], deps.clock.now());
  if (refusal) throw problemOf(refusal);
  const needs_reschedule = status === 'scheduled' && !(await isCoveredAgain(deps, trx, visit));
  await trx
    .updateTable('appointments')
    .set({ status, needs_reschedule })
    .$if(status === 'confirmed' && visit.needs_reschedule, (update) => update.set(KEPT))
    .where('id', '=', visit.id)
    .execute();
  const history = { appointment_id: visit.id, previous_status: visit.status, new_status: status, reason };
  const line = {
    action: `appointment.${status}`,
    patient_id: visit.patient_id,
    detail: { from: visit.status },
  };
  await recordChange(deps, trx, actor, history, line, { needs_new_time: needs_reschedule });
}

function problemOf({ code, detail }: TransitionRefusal) {
  return code === 'permission_denied'
    ? problems.permission_denied(detail)
    : appointmentProblems[code](detail);
}

async function factsOf(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  visit: LockedAppointment,
): Promise<VisitFacts> {
  const { changed_at, time_zone } = await trx
    .selectFrom('appointment_status_history')
    .select(['changed_at', clinicZone.as('time_zone')])
    .where('appointment_id', '=', visit.id)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { status, needs_reschedule } = visit;
  const start = Date.parse(visit.appointment_datetime);
  return {
    status,
    start,
    needs_reschedule,
    changed_at: Date.parse(changed_at),
    is_own_choice: visit.scheduled_by === actor.user_id,
    is_its_day: localDate(start, time_zone).equals(localDate(deps.clock.now(), time_zone)),
  };
}

/**
 * Before an undo: the time must still be free, and both must still be there.
 * @returns whether it can take place then; a coming visit at which the doctor no longer works needs another time
 */
async function isCoveredAgain(deps: Deps, trx: Trx, visit: LockedAppointment): Promise<boolean> {
  const time = timeOf({ start: Date.parse(visit.appointment_datetime), duration: visit.duration });
  const { patient_id, doctor_id } = visit;
  const { doctors, patient } = await loadCalendars(deps, trx, {
    doctor_ids: [doctor_id],
    patient_id,
    range: time,
  });
  const [calendar] = doctors;
  if (!patient || patient.is_deactivated) throw appointmentProblems.patient_inactive();
  if (!calendar?.is_active) throw appointmentProblems.doctor_not_available();
  requireNoOverlap(calendar.schedule.busy, patient.busy, time);
  return time.start <= deps.clock.now() || isCovered(calendar, visit);
}

/** It takes place against the hours and absences of now. */
const KEPT = { is_override: true, arranged_at: sql<string>`clock_timestamp()` };

async function keep(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  { id, patient_id }: LockedAppointment,
): Promise<void> {
  await trx
    .updateTable('appointments')
    .set({ needs_reschedule: false, ...KEPT })
    .where('id', '=', id)
    .execute();
  await recordAudit(trx, actor, {
    action: 'appointment.keep',
    object_type: 'appointment',
    object_id: id,
    patient_id,
  });
  await tellOfCoverage(deps, trx, { appointment_id: id, needs_reschedule: false });
}
