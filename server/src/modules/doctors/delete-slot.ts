import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { changeSchedule } from './change-schedule.ts';
import { readSlot } from './schedules.queries.ts';
import type { ChangedSlot, SlotParams } from './schedules.schemas.ts';

/**
 * @returns the window as it was
 * @throws Problem not_found, permission_denied, stale
 */
export async function deleteSlot(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, slot_id }: SlotParams,
): Promise<ChangedSlot> {
  const audit = { action: 'schedule.delete_slot', detail: { slot_id } };
  return changeSchedule(deps, actor, doctor_id, audit, async (trx) => {
    const slot = await readSlot(trx, actor, doctor_id, slot_id);
    requireUnchanged(actor, slot);
    await trx.deleteFrom('doctor_availability').where('id', '=', slot.id).execute();
    return slot;
  });
}
