/**
 * What may be done with a visit, so that only such buttons are shown; the server has the last word (contract section 5).
 * And the changes themselves, each one call.
 */
import { ifUnchanged } from '../api/etags.ts';
import { changeAppointmentStatus, readAppointment, updateAppointment } from '../api/generated/sdk.gen.ts';
import type { Appointment, LiveAppointment, User } from '../api/generated/types.gen.ts';
import { refreshAnswers } from '../api/query-client.ts';
import { Refusal } from '../api/refusal.ts';
import { COMING } from './visit-statuses.ts';

type Standing = Pick<LiveAppointment, 'status' | 'appointment_datetime'>;
type Status = Appointment['status'];

function isOpen({ status }: Standing): boolean {
  return COMING.split(',').includes(status);
}

export function hasBegun({ appointment_datetime }: Standing, now = Date.now()): boolean {
  return Date.parse(appointment_datetime) <= now;
}

/** Moved or cancelled: patients until it begins, the clinic while nobody has noted what became of it. */
export function mayChange(visit: Standing, { role }: Pick<User, 'role'>, now = Date.now()): boolean {
  return isOpen(visit) && (role !== 'PATIENT' || !hasBegun(visit, now));
}

/** Patients confirm what somebody else has arranged for them. */
export function mayConfirm(visit: Appointment, me: Pick<User, 'id' | 'role'>, now = Date.now()): boolean {
  if (visit.status !== 'scheduled' && visit.status !== 'rescheduled') return false;
  if (me.role !== 'PATIENT') return true;
  return arrangedBy(visit) !== me.id && !visit.needs_reschedule && !hasBegun(visit, now);
}

/** Who has set the time that the visit has now. */
function arrangedBy({ status_history, created_by }: Appointment): string | null {
  const arranged = status_history.findLast(
    ({ previous_status, new_datetime }) => previous_status === null || new_datetime !== null,
  );
  return arranged ? arranged.changed_by : created_by;
}

/** Everything on screen that a changed visit may have made old. */
export async function refreshVisits(): Promise<void> {
  await refreshAnswers(
    'listAppointments',
    'readAppointment',
    'readBoard',
    'findAvailability',
    'listNotifications',
  );
}

/** What else becomes different when a visit is moved; what is left out stays. */
export interface Elsewhere {
  doctor_id?: string;
  duration?: number;
  /** ADMIN: why it is to be then against hours and absences. */
  override_reason?: string | undefined;
}

/**
 * Moves a visit that the person has seen.
 * @throws Refusal the refusals of booking, `stale`, `not_changeable`
 */
export async function moveVisit(
  seen: Appointment,
  appointment_datetime: string,
  { override_reason, ...more }: Elsewhere = {},
): Promise<Appointment> {
  const to = { appointment_datetime, ...more };
  const change = async () => {
    const { data } = await updateAppointment({
      path: { appointment_id: seen.id },
      body: override_reason === undefined ? to : { ...to, override: true, override_reason },
      headers: ifUnchanged(seen),
      throwOnError: true,
    });
    return data;
  };
  return orAlreadyDone(change, seen.id, (now) => isAt(now, to));
}

/** @throws Refusal `stale`, `illegal_transition`, `wrong_time`, `permission_denied` */
export async function setVisitStatus(
  seen: Appointment,
  status: Status,
  reason?: string,
): Promise<Appointment> {
  const change = async () => {
    const { data } = await changeAppointmentStatus({
      path: { appointment_id: seen.id },
      body: { status, ...(reason && { reason }) },
      headers: ifUnchanged(seen),
      throwOnError: true,
    });
    return data;
  };
  return orAlreadyDone(change, seen.id, (now) => now.status === status);
}

/** A try whose answer was lost on the way may have done it; then the next one finds a visit that has changed. */
async function orAlreadyDone(
  change: () => Promise<Appointment>,
  appointment_id: string,
  isDone: (now: Appointment) => boolean,
): Promise<Appointment> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'stale') throw error;
    const { data: now } = await readAppointment({ path: { appointment_id }, throwOnError: true });
    if (isDone(now)) return now;
    throw error;
  }
}

function isAt(
  { doctor, duration, ...visit }: Appointment,
  place: Elsewhere & { appointment_datetime: string },
): boolean {
  const isThen = Date.parse(visit.appointment_datetime) === Date.parse(place.appointment_datetime);
  return isThen && doctor.id === (place.doctor_id ?? doctor.id) && duration === (place.duration ?? duration);
}
