import { sql, type RawBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { clinicZone } from '../clinic/clinic.queries.ts';
import { patientProblems } from '../patients/patients.problems.ts';
import { recordChange } from './appointment-history.ts';
import { appointmentProblems } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Appointment, AppointmentChange, AppointmentReplacement } from './appointments.schemas.ts';
import { auditDenials, forbidden } from './audit-denials.ts';
import { OPEN } from './calendar.ts';
import { limitWishes, requireFree, timeOf, wholeMinute, withNextFree, type Visit } from './check-visit.ts';
import {
  lockAppointment,
  lockWithCalendars,
  requireSameTime,
  type LockedAppointment,
} from './lock-appointment.ts';

const DETAILS = ['reason', 'notes', 'symptoms', 'appointment_type', 'is_urgent', 'doctor_notes'] as const;
type Detail = (typeof DETAILS)[number];
const TIME = ['appointment_datetime', 'duration', 'doctor_id'] as const;

const MAY_WRITE: Record<SignedInActor['role'], readonly Detail[]> = {
  PATIENT: ['reason', 'notes', 'symptoms'],
  DOCTOR: DETAILS,
  ADMIN: DETAILS,
};

/**
 * PUT: what the actor may write and leaves out goes back to its default; the doctor stays unless named.
 * @throws Problem as `updateAppointment`
 */
export async function replaceAppointment(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string,
  input: AppointmentReplacement,
): Promise<Appointment> {
  const defaults = {
    notes: '',
    symptoms: '',
    doctor_notes: '',
    is_urgent: false,
    appointment_type: 'consultation',
  } as const;
  const own = Object.entries(defaults).filter(([field]) => MAY_WRITE[actor.role].includes(field as Detail));
  return updateAppointment(deps, actor, appointmentId, {
    ...Object.fromEntries(own),
    duration: 30,
    ...input,
  });
}

/**
 * Changes a visit's details, moves it, or both. A new time, length or doctor passes the same checks as a booking and
 * makes the visit `rescheduled`; old and new go into the history.
 * @throws Problem not_found, stale, permission_denied naming the field, not_changeable, patient_erased,
 *   changed_meanwhile, throttled, the refusals of booking
 */
export async function updateAppointment(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string,
  change: AppointmentChange,
): Promise<Appointment> {
  return auditDenials(deps, actor, appointmentId, async () => {
    const before = await readAppointment(deps.db, actor, appointmentId);
    refuseForeignFields(actor, before, change);
    const visit = wishOf(before, change);
    if (!isMove(before, visit))
      return inTransaction(deps, actor, (trx) => edit(deps, trx, actor, before, change));
    await limitWishes(deps, actor);
    return withNextFree(deps, visit, () =>
      inTransaction(deps, actor, (trx) => move(deps, trx, actor, before, visit, change)),
    );
  });
}

function wishOf(before: Appointment, change: AppointmentChange): Visit {
  const oldStart = Date.parse(before.appointment_datetime);
  const start =
    change.appointment_datetime === undefined ? oldStart : wholeMinute(change.appointment_datetime);
  const doctor_id = change.doctor_id ?? before.doctor.id;
  return {
    moved_id: before.id,
    patient_id: before.patient.id,
    doctor_id,
    start,
    duration: change.duration ?? before.duration,
    is_override: change.override ?? false,
    keeps_start: start === oldStart && doctor_id === before.doctor.id,
  };
}

function isMove(before: Appointment, visit: Visit): boolean {
  return !visit.keeps_start || visit.duration !== before.duration;
}

function refuseForeignFields(actor: SignedInActor, before: Appointment, change: AppointmentChange): void {
  const foreign = DETAILS.find(
    (field) => change[field] !== undefined && !MAY_WRITE[actor.role].includes(field),
  );
  if (foreign) throw forbidden(foreign, 'is not yours to write');
  if (actor.role === 'ADMIN') return;
  if (change.override) throw forbidden('override', 'is for administrators');
  if (change.doctor_id !== undefined && change.doctor_id !== before.doctor.id) {
    throw forbidden('doctor_id', 'only administrators give a visit to another doctor');
  }
}

async function edit(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  before: Appointment,
  change: AppointmentChange,
): Promise<Appointment> {
  const visit = await lockAppointment(trx, actor, before.id);
  // Whoever names the time that the visit had wants it to stay there.
  if (TIME.some((field) => change[field] !== undefined)) requireSameTime(before, visit);
  requireChangeable(deps, actor, visit);
  if (visit.is_erased) throw patientProblems.patient_erased();
  await changeDetails(trx, visit.id, change);
  await recordAudit(trx, actor, {
    action: 'appointment.update',
    object_type: 'appointment',
    object_id: visit.id,
    patient_id: visit.patient_id,
    detail: { fields: Object.keys(change) },
  });
  return readAppointment(trx, actor, visit.id);
}

async function move(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  before: Appointment,
  wish: Visit,
  change: AppointmentChange,
): Promise<Appointment> {
  const visit = await lockWithCalendars(trx, actor, before, wish.doctor_id);
  requireChangeable(deps, actor, visit);
  if (!isOpen(visit))
    throw appointmentProblems.not_changeable('Only a visit that is still to come can be moved.');
  const why = wish.is_override ? (change.override_reason ?? change.reason) : '';
  if (why === undefined) throw invalidField('override_reason', 'is required');
  const is_override = await requireFree(deps, trx, wish);

  await changeDetails(trx, visit.id, change);
  const { start, end } = timeOf(wish);
  const { doctor_id, duration } = wish;
  const appointment_datetime = new Date(start).toISOString();
  const appointment_end_time = new Date(end).toISOString();
  await trx
    .updateTable('appointments')
    .set({ doctor_id, appointment_datetime, duration, appointment_end_time, is_override })
    .set({ status: 'rescheduled', needs_reschedule: false, scheduled_by: actor.user_id })
    .set({ arranged_at: sql<string>`clock_timestamp()`, arrived_at: arrivedOn(appointment_datetime) })
    .where('id', '=', visit.id)
    .execute();
  const history = {
    appointment_id: visit.id,
    previous_status: visit.status,
    new_status: 'rescheduled',
    previous_datetime: visit.appointment_datetime,
    new_datetime: appointment_datetime,
    previous_duration: visit.duration,
    new_duration: duration,
    previous_doctor_id: visit.doctor_id,
    new_doctor_id: doctor_id,
    is_override,
    reason: why,
  } as const;
  await recordChange(deps, trx, actor, history, {
    action: 'appointment.move',
    patient_id: visit.patient_id,
    detail: { fields: Object.keys(change), override: is_override },
  });
  return readAppointment(trx, actor, visit.id);
}

/** Who is here stays here if the visit remains on its day. */
function arrivedOn(newTime: string) {
  const dayOf = (time: RawBuilder<unknown>) => sql`(${time} at time zone ${clinicZone})::date`;
  return sql<
    string | null
  >`case when ${dayOf(sql`appointment_datetime`)} = ${dayOf(sql`${newTime}::timestamptz`)}
    then arrived_at end`;
}

/** Patients change their coming visits; what has begun or ended is the clinic's. */
function requireChangeable(deps: Deps, actor: SignedInActor, visit: LockedAppointment): void {
  if (actor.role !== 'PATIENT') return;
  const isComing = isOpen(visit) && Date.parse(visit.appointment_datetime) > deps.clock.now();
  if (!isComing) throw appointmentProblems.not_changeable();
}

function isOpen({ status }: LockedAppointment): boolean {
  return (OPEN as readonly string[]).includes(status);
}

async function changeDetails(trx: Trx, id: string, change: AppointmentChange): Promise<void> {
  const named = DETAILS.filter((field) => change[field] !== undefined);
  if (named.length === 0) return;
  const values = Object.fromEntries(named.map((field) => [field, change[field]]));
  await trx.updateTable('appointments').set(values).where('id', '=', id).execute();
}
