import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { changeAppointmentStatus } from '../appointments/change-appointment-status.ts';
import { updateAppointment } from '../appointments/update-appointment.ts';
import { addAbsence } from '../doctors/add-absence.ts';
import { requireVisibleDoctor } from '../doctors/doctors.queries.ts';
import type { DayChange, DayChanged } from './bulk.schemas.ts';
import { findClosedDay } from './closed-day.ts';
import { actOnMany } from './one-of-many.ts';

type Change = DayChange['visits'][number];

/**
 * Clears a doctor's day: each visit is moved or cancelled as if alone, by the operation and under the rules that do this
 * alone, if it still is as it was seen. Each patient gets the one notice of that act. The absence comes last, so that
 * only those whom nothing could be done for are told that they need another time.
 * @throws Problem not_found, invalid_input, idempotency_key_reused
 */
export async function changeDay(deps: Deps, actor: SignedInActor, input: DayChange): Promise<DayChanged> {
  const { doctor_id, visits, reason = '', close_day = false } = input;
  await requireVisibleDoctor(deps.db, actor, doctor_id);
  const incomplete = visits.findIndex(
    ({ action, appointment_datetime }) => action === 'move' && appointment_datetime === undefined,
  );
  if (incomplete >= 0) throw invalidField(`visits/${incomplete}/appointment_datetime`, 'is required');

  const acts = visits.map((visit) => ({ id: visit.id, if_match: visit.etag, visit }));
  const outcomes = await actOnMany(deps, actor, acts, (one, { visit }) =>
    changeVisit(deps, one, visit, reason),
  );
  const unavailability_id = close_day ? await closeDay(deps, actor, input) : null;
  return {
    results: outcomes.map((outcome, index) => ({
      id: visits[index]!.id,
      code: 'refusal' in outcome ? outcome.refusal.kind.code : null,
    })),
    unavailability_id,
  };
}

/** @returns the absence of that day, which may be an older one */
async function closeDay(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, date, reason = '' }: DayChange,
): Promise<string> {
  const known = await findClosedDay(deps.db, doctor_id, date);
  if (known !== undefined) return known;
  const [outcome] = await actOnMany(deps, actor, [{ id: `${doctor_id} ${date}` }], (one) =>
    addAbsence(deps, one, doctor_id, { start_date: date, end_date: date, reason }),
  );
  if ('refusal' in outcome!) throw outcome.refusal;
  return outcome!.done.id;
}

async function changeVisit(deps: Deps, one: SignedInActor, visit: Change, reason: string): Promise<void> {
  const { id, action, doctor_id, appointment_datetime } = visit;
  if (action === 'cancel') {
    await changeAppointmentStatus(deps, one, id, { status: 'cancelled', reason });
    return;
  }
  await updateAppointment(deps, one, id, {
    appointment_datetime: appointment_datetime!,
    ...(doctor_id !== undefined && { doctor_id }),
  });
}
