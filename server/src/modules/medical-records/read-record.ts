import type { SignedInActor } from '../../platform/actor.ts';
import type { Replay, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import type { AnyRecord } from './medical-records.schemas.ts';
import { auditAccess, auditDenials, isEmergency } from './record-audit.ts';

/**
 * One record as the actor may see it, with its line in the audit in the same transaction.
 * @throws Problem not_found when there is none, or none visible; service_unavailable when the audit cannot be written
 */
export async function readRecord(deps: Deps, actor: SignedInActor, recordId: string): Promise<AnyRecord> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(deps, actor, (trx) => look(deps, trx, actor, recordId)),
  );
}

async function look(deps: Deps, trx: Trx, actor: SignedInActor, recordId: string): Promise<AnyRecord> {
  const { record, patient_id } = await findRecord(deps, trx, actor, recordId);
  const detail = { restricted: record.restricted, emergency: isEmergency(actor, record) };
  await auditAccess(trx, actor, 'view', { object_id: record.id, patient_id, detail });
  return record;
}

/**
 * What a repeated request is answered: first, what the actor was told when it had its effect, if they may read the record
 * still; else what they may see of it now. It is a look at the record like any other.
 */
export function replayRecord(deps: Deps, actor: SignedInActor): Replay<AnyRecord> {
  return async (trx, first) => {
    const record = await look(deps, trx, actor, first.id);
    return record.restricted ? record : first;
  };
}

/**
 * As `replayRecord`, for what belongs to a record.
 * @throws Problem not_found, record_restricted
 */
export function replayPart<Part>(deps: Deps, actor: SignedInActor, recordId: string): Replay<Part> {
  return async (trx, first) => {
    if ((await look(deps, trx, actor, recordId)).restricted) throw recordProblems.record_restricted();
    return first;
  };
}
