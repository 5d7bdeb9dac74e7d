import type { Actor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { patientProblems } from '../patients/patients.problems.ts';
import { LIVE } from './calendar.ts';

/**
 * Before a patient is erased, under the patient's lock. Nobody could be told of a visit that was cancelled with it:
 * switching the account off cancels visits, with notice.
 * @throws Problem visits_to_come
 */
export async function refuseVisitsToCome(
  deps: Deps,
  trx: Trx,
  _actor: Actor,
  { patient_id }: { patient_id: string },
): Promise<void> {
  const visit = await trx
    .selectFrom('appointments')
    .select('id')
    .where('patient_id', '=', patient_id)
    .where('status', 'in', LIVE)
    .where('appointment_end_time', '>', instant(deps.clock))
    .limit(1)
    .executeTakeFirst();
  if (visit) throw patientProblems.visits_to_come();
}
