import type { Actor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { recordChange } from './appointment-history.ts';
import { OPEN } from './calendar.ts';

/** After a patient's account was switched off, in its transaction and under the patient's lock: no visit stays open. */
export async function cancelAppointmentsOfPatient(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  { patient_id }: { patient_id: string },
): Promise<void> {
  const visits = await trx
    .selectFrom('appointments')
    .select(['id', 'status'])
    .where('patient_id', '=', patient_id)
    .where('status', 'in', OPEN)
    .where('appointment_datetime', '>', instant(deps.clock))
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const { id, status } of visits) {
    await trx
      .updateTable('appointments')
      .set({ status: 'cancelled', needs_reschedule: false })
      .where('id', '=', id)
      .execute();
    const change = { appointment_id: id, previous_status: status, new_status: 'cancelled' } as const;
    await recordChange(deps, trx, actor, change, { action: 'appointment.cancelled', patient_id });
  }
}
