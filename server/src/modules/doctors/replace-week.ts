import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { changeSchedule } from './change-schedule.ts';
import { PLAIN_SLOT, requirePossibleWeek } from './possible-week.ts';
import { readWeek } from './schedules.queries.ts';
import type { ChangedWeek, SlotInput } from './schedules.schemas.ts';

/**
 * Replaces a doctor's whole week; of two at once one is there afterwards, never a mix.
 * @throws Problem not_found, permission_denied, stale, invalid_input naming e.g. `2/break_start`
 */
export async function replaceWeek(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  input: SlotInput[],
): Promise<ChangedWeek> {
  const week = input.map((slot) => ({ ...PLAIN_SLOT, ...slot }));
  requirePossibleWeek(week);
  const audit = { action: 'schedule.replace_week', detail: { slots: week.length } };
  return changeSchedule(deps, actor, doctorId, audit, async (trx) => {
    requireUnchanged(actor, await readWeek(trx, actor, doctorId));
    await trx.deleteFrom('doctor_availability').where('doctor_id', '=', doctorId).execute();
    const rows = week.map((slot) => ({ id: deps.ids.next(), doctor_id: doctorId, ...slot }));
    if (rows.length > 0) await trx.insertInto('doctor_availability').values(rows).execute();
    return { slots: await readWeek(trx, actor, doctorId) };
  });
}
