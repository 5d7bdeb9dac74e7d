import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { lockContent, updateCover } from './lock-record.ts';
import { tellOfRecord } from './record-messages.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import { replayRecord } from './read-record.ts';
import type { AnyRecord } from './medical-records.schemas.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Signs a draft: from now on it is not changed but amended, and its patient reads it.
 * @throws Problem not_found, permission_denied, record_restricted, already_signed
 */
export async function signRecord(deps: Deps, actor: SignedInActor, recordId: string): Promise<AnyRecord> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(
      deps,
      actor,
      async (trx) => {
        const { status, version } = await lockContent(deps, trx, actor, recordId);
        if (status !== 'draft') throw recordProblems.already_signed();
        await trx
          .updateTable('medical_record_versions')
          .set({ status: 'signed', signed_by: actor.user_id, signed_at: instant(deps.clock) })
          .where('record_id', '=', recordId)
          .where('version', '=', version)
          .execute();
        await updateCover(deps, trx, actor, recordId, { status: 'signed' });
        const { record, patient_id } = await findRecord(deps, trx, actor, recordId);
        await auditAccess(trx, actor, 'sign', { object_id: recordId, patient_id, detail: { version } });
        await tellOfRecord(deps, trx, { record_id: recordId, version });
        return record;
      },
      replayRecord(deps, actor),
    ),
  );
}
