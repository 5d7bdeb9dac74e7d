import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { changeSchedule } from './change-schedule.ts';
import { PLAIN_SLOT, requirePossibleSlot } from './possible-week.ts';
import { readSlot, readWeek } from './schedules.queries.ts';
import type { ChangedSlot, SlotChange, SlotInput, SlotParams } from './schedules.schemas.ts';

/** @throws Problem not_found, permission_denied, stale, invalid_input */
export async function replaceSlot(
  deps: Deps,
  actor: SignedInActor,
  params: SlotParams,
  input: SlotInput,
): Promise<ChangedSlot> {
  return updateSlot(deps, actor, params, { ...PLAIN_SLOT, ...input });
}

/** @throws Problem not_found, permission_denied, stale, invalid_input */
export async function updateSlot(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, slot_id }: SlotParams,
  change: SlotChange,
): Promise<ChangedSlot> {
  const audit = { action: 'schedule.update_slot', detail: { slot_id, fields: Object.keys(change) } };
  return changeSchedule(deps, actor, doctor_id, audit, async (trx) => {
    const slot = await readSlot(trx, actor, doctor_id, slot_id);
    requireUnchanged(actor, slot);
    const week = await readWeek(trx, actor, doctor_id);
    requirePossibleSlot(
      { ...slot, ...change },
      week.filter(({ id }) => id !== slot.id),
    );
    if (Object.keys(change).length > 0) {
      await trx.updateTable('doctor_availability').set(change).where('id', '=', slot.id).execute();
    }
    return readSlot(trx, actor, doctor_id, slot.id);
  });
}
