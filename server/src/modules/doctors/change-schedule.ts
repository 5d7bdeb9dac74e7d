import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit, type AuditEntry } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { scheduleChanged } from './doctors.hooks.ts';
import { requireDoctorInCharge } from './doctors.queries.ts';
import { lockSchedule } from './lock-doctor.ts';
import type { Affected } from './schedules.schemas.ts';

/**
 * Runs a change of a doctor's hours or absences: under the lock that bookings share, so that none slips in
 * beside it, and with the visits that it leaves uncovered marked in the same transaction.
 * @param change makes the change and returns what is there now
 * @returns that, and all visits that need a new time now
 * @throws Problem not_found, permission_denied; whatever `change` throws
 */
export async function changeSchedule<Resource extends object>(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  audit: Pick<AuditEntry, 'action' | 'detail'>,
  change: (trx: Trx) => Promise<Resource>,
): Promise<Resource & Affected> {
  const doctor = await requireDoctorInCharge(deps, actor, doctorId);
  return inTransaction(deps, actor, async (trx) => {
    await lockSchedule(trx, doctor.id);
    const resource = await change(trx);
    const affected_appointments = await scheduleChanged.run(deps, trx, actor, { doctor_id: doctor.id });
    await recordAudit(trx, actor, { ...audit, object_type: 'doctor', object_id: doctor.id });
    return { ...resource, affected_appointments };
  });
}
