import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { deactivateAccount, reactivateAccount, requireAnotherAdmin } from '../auth/manage-accounts.ts';
import { doctorDeactivated, scheduleChanged } from './doctors.hooks.ts';
import { readDoctor, requireDoctorInCharge } from './doctors.queries.ts';
import type { ChangedDoctor } from './doctors.schemas.ts';
import { lockDoctor, lockSchedule } from './lock-doctor.ts';

/**
 * Switches a doctor's account off and ends the sessions, in one transaction; the visits to come are marked
 * and their patients told. A second time changes nothing.
 * @throws Problem not_found, stale, last_administrator
 */
export async function deactivateDoctor(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
): Promise<ChangedDoctor> {
  const doctor = await requireDoctorInCharge(deps, actor, doctorId);
  return inTransaction(deps, actor, async (trx) => {
    // Locks the administrators, whom everybody locks before other people.
    await requireAnotherAdmin(trx, doctor.user_id);
    await lockSchedule(trx, doctor.id);
    const { deactivated_at } = await lockDoctor(trx, doctor);
    requireUnchanged(actor, await readDoctor(trx, actor, doctor.id));
    if (deactivated_at === null) {
      await deactivateAccount(deps, trx, doctor.user_id);
      await recordAudit(trx, actor, {
        action: 'doctor.deactivate',
        object_type: 'doctor',
        object_id: doctor.id,
      });
    }
    const affected_appointments = await doctorDeactivated.run(deps, trx, actor, { doctor_id: doctor.id });
    return { ...(await readDoctor(trx, actor, doctor.id)), affected_appointments };
  });
}

/**
 * Gives a deactivated doctor the account back as it was: active, or still to be verified. Visits that are
 * covered again lose their mark. A second time changes nothing.
 * @throws Problem not_found
 */
export async function reactivateDoctor(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
): Promise<ChangedDoctor> {
  const doctor = await requireDoctorInCharge(deps, actor, doctorId);
  return inTransaction(deps, actor, async (trx) => {
    await lockSchedule(trx, doctor.id);
    const { deactivated_at } = await lockDoctor(trx, doctor);
    if (deactivated_at !== null) {
      await reactivateAccount(trx, doctor.user_id);
      await recordAudit(trx, actor, {
        action: 'doctor.reactivate',
        object_type: 'doctor',
        object_id: doctor.id,
      });
    }
    const affected_appointments = await scheduleChanged.run(deps, trx, actor, { doctor_id: doctor.id });
    return { ...(await readDoctor(trx, actor, doctor.id)), affected_appointments };
  });
}
