import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { lockContent, updateCover } from './lock-record.ts';
import { tellOfRecord } from './record-messages.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import type { AnyRecord, MedicalRecord, RecordChange, RecordReplacement } from './medical-records.schemas.ts';
import { auditAccess, auditDenials } from './record-audit.ts';
import {
  changedContent,
  contentColumns,
  isSameContent,
  replacedContent,
  type RecordContent,
} from './record-content.ts';

type Amendment = Pick<RecordChange, 'status' | 'amendment_reason'>;

/**
 * PUT: see `replacedContent`.
 * @throws Problem as `updateRecord`
 */
export async function replaceRecord(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  input: RecordReplacement,
): Promise<AnyRecord> {
  return change(deps, actor, recordId, input, (present) => replacedContent(present, input));
}

/**
 * Changes what is in a record. A draft is edited in place; what is signed gets a new version, and the one before stays
 * readable. A change that changes nothing makes no version.
 * @throws Problem not_found, permission_denied, record_restricted, withdrawn, stale, invalid_input
 */
export async function updateRecord(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  input: RecordChange,
): Promise<AnyRecord> {
  return change(deps, actor, recordId, input, (present) => changedContent(present, input));
}

async function change(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  amendment: Amendment,
  next: (present: RecordContent) => RecordContent,
): Promise<AnyRecord> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const present = await lockContent(deps, trx, actor, recordId);
      if (present.status === 'entered_in_error') throw recordProblems.withdrawn();
      const content = next(present);
      if (amendment.status === undefined && isSameContent(present, content)) return present;
      if (present.status === 'draft') await editDraft(deps, trx, actor, present, content, amendment);
      else await amend(deps, trx, actor, present, content, amendment);
      const { record, patient_id } = await findRecord(deps, trx, actor, recordId);
      await auditAccess(trx, actor, 'update', {
        object_id: recordId,
        patient_id,
        detail: { version: present.version, fields: changedFields(present, content) },
      });
      return record;
    }),
  );
}

async function editDraft(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  draft: MedicalRecord,
  content: RecordContent,
  { status }: Amendment,
): Promise<void> {
  if (status !== undefined) throw invalidField('status', 'is for signed records; a draft can be deleted');
  await trx
    .updateTable('medical_record_versions')
    .set(contentColumns(content))
    .where('record_id', '=', draft.id)
    .where('version', '=', draft.version)
    .execute();
  const { record_type, is_confidential } = content;
  await updateCover(deps, trx, actor, draft.id, { record_type, is_confidential });
}

async function amend(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  present: MedicalRecord,
  content: RecordContent,
  { status: withdrawn, amendment_reason = '' }: Amendment,
): Promise<void> {
  const status = withdrawn ?? 'amended';
  if (status === 'entered_in_error' && amendment_reason === '') {
    throw invalidField('amendment_reason', 'is required to withdraw a record');
  }
  const version = present.version + 1;
  const { record_type, is_confidential } = content;
  const by = { created_by: actor.user_id, signed_by: actor.user_id };
  const at = { created_at: instant(deps.clock), signed_at: instant(deps.clock) };
  await trx
    .insertInto('medical_record_versions')
    .values({
      record_id: present.id,
      version,
      status,
      amendment_reason,
      ...by,
      ...at,
      ...contentColumns(content),
    })
    .execute();
  await updateCover(deps, trx, actor, present.id, { version, status, record_type, is_confidential });
  await tellOfRecord(deps, trx, { record_id: present.id, version });
}

function changedFields(before: RecordContent, after: RecordContent): string[] {
  const fields = Object.keys(after) as (keyof RecordContent)[];
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}
