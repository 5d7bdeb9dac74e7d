import type { SignedInActor } from '../../platform/actor.ts';
import { withAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { localDate } from '../doctors/working-windows.ts';
import { appointmentProblems } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Appointment } from './appointments.schemas.ts';
import { OPEN } from './calendar.ts';
import { lockAppointment, type LockedAppointment } from './lock-appointment.ts';

/**
 * Notes that the patient is here, or takes that back: on the visit's day, before it begins or ends. No status: the
 * visit stays what it was. What is so already changes nothing.
 * @throws Problem not_found, stale, not_changeable, wrong_time
 */
export async function markArrival(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string,
  isHere: boolean,
): Promise<Appointment> {
  return inTransaction(deps, actor, async (trx) => {
    const visit = await lockAppointment(trx, actor, appointmentId);
    if ((visit.arrived_at !== null) !== isHere) {
      await requireExpected(deps, trx, visit);
      await mark(deps, trx, actor, visit, isHere ? instant(deps.clock) : null);
    }
    return readAppointment(trx, actor, appointmentId);
  });
}

async function requireExpected(
  { clock }: Deps,
  trx: Trx,
  { status, appointment_datetime }: LockedAppointment,
): Promise<void> {
  if (!(OPEN as readonly string[]).includes(status))
    throw appointmentProblems.not_changeable(`A ${status} visit is not waited for.`);
  const time_zone = await readTimeZone(trx);
  const day = localDate(Date.parse(appointment_datetime), time_zone);
  if (!day.equals(localDate(clock.now(), time_zone)))
    throw appointmentProblems.wrong_time('A patient arrives on the day of the visit.');
}

async function mark(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  { id, patient_id }: LockedAppointment,
  arrived_at: string | null,
): Promise<void> {
  await trx.updateTable('appointments').set({ arrived_at }).where('id', '=', id).execute();
  const action = arrived_at === null ? 'appointment.take_back_arrival' : 'appointment.arrive';
  await withAudit(trx, actor, { action, object_type: 'appointment', object_id: id, patient_id })
    .insertInto('appointment_arrivals')
    .values({
      id: deps.ids.next(),
      appointment_id: id,
      arrived_at,
      changed_by: actor.user_id,
      changed_at: instant(deps.clock),
    })
    .execute();
}
