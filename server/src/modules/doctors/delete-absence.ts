import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { changeSchedule } from './change-schedule.ts';
import { readAbsence } from './schedules.queries.ts';
import type { AbsenceParams, ChangedAbsence } from './schedules.schemas.ts';

/**
 * @returns the absence as it was
 * @throws Problem not_found, permission_denied, stale
 */
export async function deleteAbsence(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, unavailability_id }: AbsenceParams,
): Promise<ChangedAbsence> {
  const audit = { action: 'schedule.delete_absence', detail: { unavailability_id } };
  return changeSchedule(deps, actor, doctor_id, audit, async (trx) => {
    const absence = await readAbsence(trx, actor, doctor_id, unavailability_id);
    requireUnchanged(actor, absence);
    await trx.deleteFrom('doctor_unavailability').where('id', '=', absence.id).execute();
    return absence;
  });
}
