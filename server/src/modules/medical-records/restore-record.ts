import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { problems } from '../../platform/problems.ts';
import { inActorTransaction, showDeletedRows } from '../../platform/row-security.ts';
import { patientProblems } from '../patients/patients.problems.ts';
import { updateCover } from './lock-record.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import { replayRecord } from './read-record.ts';
import type { AnyRecord, Restoration } from './medical-records.schemas.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Brings a deleted record back, as it was. The reason is kept with the record, not in the audit: it may be clinical.
 * @throws Problem not_found, not_deleted, patient_erased
 */
export async function restoreRecord(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  { reason }: Restoration,
): Promise<AnyRecord> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(
      deps,
      actor,
      async (trx) => {
        await showDeletedRows(trx);
        // First the patient, as whoever takes an import back does: care may begin anew here, and refers to them.
        await sql`select 1 from patients where id = (select patient_id from medical_records where id = ${recordId})
        for key share`.execute(trx);
        const row = await trx
          .selectFrom('medical_records')
          .select(['deleted_at', 'restricted_at', 'patient_id'])
          .where('id', '=', recordId)
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw problems.not_found();
        if (row.deleted_at === null) throw recordProblems.not_deleted();
        if (row.restricted_at !== null) throw patientProblems.patient_erased();
        await updateCover(deps, trx, actor, recordId, {
          deleted_at: null,
          deleted_by: null,
          restore_reason: reason,
        });
        await auditAccess(trx, actor, 'restore', { object_id: recordId, patient_id: row.patient_id });
        return (await findRecord(deps, trx, actor, recordId)).record;
      },
      replayRecord(deps, actor),
    ),
  );
}
