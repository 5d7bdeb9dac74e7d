import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { changeSchedule } from './change-schedule.ts';
import { requirePossibleAbsence } from './possible-absence.ts';
import { readAbsence } from './schedules.queries.ts';
import type { AbsenceInput, ChangedAbsence } from './schedules.schemas.ts';

/** @throws Problem not_found, permission_denied, invalid_input */
export async function addAbsence(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  input: AbsenceInput,
): Promise<ChangedAbsence> {
  const id = deps.ids.next();
  const audit = { action: 'schedule.add_absence', detail: { unavailability_id: id } };
  return changeSchedule(deps, actor, doctorId, audit, async (trx) => {
    requirePossibleAbsence({ start_time: null, end_time: null, ...input }, await readTimeZone(trx));
    await trx
      .insertInto('doctor_unavailability')
      .values({ id, doctor_id: doctorId, ...input })
      .execute();
    return readAbsence(trx, actor, doctorId, id);
  });
}
