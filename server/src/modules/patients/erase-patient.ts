import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { deactivateAccount, requireAnotherAdmin } from '../auth/manage-accounts.ts';
import { holdPatient } from './lock-patient.ts';
import { patientToBeErased } from './patients.hooks.ts';
import { patientProblems } from './patients.problems.ts';
import { readPatient, requireVisiblePatient } from './patients.queries.ts';
import type { Patient, PatientErasure } from './patients.schemas.ts';

/**
 * Erases a patient for good: whatever says who it was goes, and the clinical record stays under a pseudonym, restricted
 * (docs/decisions/0015-erasure.md). What goes is named in one place, `erase_patient` of migration 0023. A second time
 * changes nothing.
 * @throws Problem not_found, stale, visits_to_come, staff_account, last_administrator
 */
export async function erasePatient(
  deps: Deps,
  actor: SignedInActor,
  patientId: string,
  { reason }: PatientErasure,
): Promise<Patient> {
  const { id, user_id } = await requireVisiblePatient(deps, actor, patientId);
  return inTransaction(deps, actor, async (trx) => {
    await requireAnotherAdmin(trx, user_id); // locks administrators, whom everybody locks before others
    const account = await holdPatient(trx, { id, user_id });
    requireUnchanged(actor, await readPatient(deps, trx, actor, id));
    if (account.erased_at === null) {
      if (account.role !== 'PATIENT' || account.is_doctor) throw patientProblems.staff_account();
      await patientToBeErased.run(deps, trx, actor, { patient_id: id });
      await deactivateAccount(deps, trx, user_id); // ends what is open on every process; the rows go with the rest
      const at = instant(deps.clock);
      await sql`select erase_patient(${id}::uuid, ${at}::timestamptz)`.execute(trx);
      const erasure = { patient_id: id, reason, erased_by: actor.user_id, erased_at: at };
      await trx.insertInto('patient_erasures').values(erasure).execute();
      await recordAudit(trx, actor, {
        action: 'patient.erase',
        object_type: 'patient',
        object_id: id,
        patient_id: id,
      });
    }
    return readPatient(deps, trx, actor, id);
  });
}
