import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { changeSchedule } from './change-schedule.ts';
import { requirePossibleAbsence } from './possible-absence.ts';
import { readAbsence } from './schedules.queries.ts';
import type { AbsenceChange, AbsenceInput, AbsenceParams, ChangedAbsence } from './schedules.schemas.ts';

/** @throws Problem not_found, permission_denied, stale, invalid_input */
export async function replaceAbsence(
  deps: Deps,
  actor: SignedInActor,
  params: AbsenceParams,
  input: AbsenceInput,
): Promise<ChangedAbsence> {
  return updateAbsence(deps, actor, params, { start_time: null, end_time: null, reason: '', ...input });
}

/** @throws Problem not_found, permission_denied, stale, invalid_input */
export async function updateAbsence(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, unavailability_id }: AbsenceParams,
  change: AbsenceChange,
): Promise<ChangedAbsence> {
  const audit = {
    action: 'schedule.update_absence',
    detail: { unavailability_id, fields: Object.keys(change) },
  };
  return changeSchedule(deps, actor, doctor_id, audit, async (trx) => {
    const absence = await readAbsence(trx, actor, doctor_id, unavailability_id);
    requireUnchanged(actor, absence);
    requirePossibleAbsence({ ...absence, ...change }, await readTimeZone(trx));
    if (Object.keys(change).length > 0) {
      await trx.updateTable('doctor_unavailability').set(change).where('id', '=', absence.id).execute();
    }
    return readAbsence(trx, actor, doctor_id, absence.id);
  });
}
