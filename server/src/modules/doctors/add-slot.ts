import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { changeSchedule } from './change-schedule.ts';
import { doctorProblems } from './doctors.problems.ts';
import { PLAIN_SLOT, requirePossibleSlot } from './possible-week.ts';
import { readSlot, readWeek } from './schedules.queries.ts';
import { MOST_SLOTS, type ChangedSlot, type SlotInput } from './schedules.schemas.ts';

/** @throws Problem not_found, permission_denied, invalid_input, week_full */
export async function addSlot(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  input: SlotInput,
): Promise<ChangedSlot> {
  const slot = { ...PLAIN_SLOT, ...input };
  const id = deps.ids.next();
  const audit = { action: 'schedule.add_slot', detail: { slot_id: id } };
  return changeSchedule(deps, actor, doctorId, audit, async (trx) => {
    const others = await readWeek(trx, actor, doctorId);
    if (others.length >= MOST_SLOTS) throw doctorProblems.week_full();
    requirePossibleSlot(slot, others);
    await trx
      .insertInto('doctor_availability')
      .values({ id, doctor_id: doctorId, ...slot })
      .execute();
    return readSlot(trx, actor, doctorId, id);
  });
}
