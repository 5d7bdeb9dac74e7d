import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit, type AuditEntry } from '../../platform/audit.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { Problem } from '../../platform/problems.ts';
import { asSystem } from '../../platform/row-security.ts';
import type { ACCESS_TYPES, AnyRecord } from './medical-records.schemas.ts';

/** What somebody does with a record; in the audit as `medical_record.<access>`. */
export type RecordAccess = Exclude<(typeof ACCESS_TYPES)[number], 'denied' | 'restricted_view'>;

type Line = Pick<AuditEntry, 'object_type' | 'object_id' | 'patient_id' | 'outcome' | 'detail'>;

/**
 * Writes the line of the audit for an access to records, in its transaction. No line, no record.
 * @throws Problem service_unavailable when it cannot be written
 */
export async function auditAccess(
  db: Reader,
  actor: SignedInActor,
  access: RecordAccess,
  line: Line,
): Promise<void> {
  await recordAudit(db, actor, {
    action: `medical_record.${access}`,
    object_type: 'medical_record',
    ...line,
  });
}

/** Whether it is an emergency access, and nothing else, that shows this record to the actor. */
export function isEmergency(actor: SignedInActor, record: AnyRecord): boolean {
  if (record.restricted || actor.role === 'PATIENT') return false;
  if (record.patient_details.erased_at !== null) return true;
  return record.is_confidential && record.doctor !== actor.doctor_id;
}

/**
 * Runs an operation on a record; a try that is refused, or that finds nothing, leaves a line in the audit, after the
 * transaction that the refusal has undone.
 * @param object the record concerned (also one that is not there), or the patient while there is none
 */
export async function auditDenials<T>(
  deps: Deps,
  actor: SignedInActor,
  object: { object_type: string; object_id: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || (error.kind.status !== 403 && error.kind.status !== 404)) throw error;
    const detail = {
      code: error.kind.code,
      fields: error.options.errors?.map(({ field }) => field) ?? [],
    };
    const object_id = object.object_id.toLowerCase();
    await asSystem(deps.db, 'audit-denial', async (trx) => {
      const patient_id = await patientOf(trx, object.object_type, object_id);
      await recordAudit(trx, actor, {
        action: 'access.denied',
        outcome: 'denied',
        detail,
        ...object,
        object_id,
        patient_id,
      });
    });
    throw error;
  }
}

/** Whose data somebody wanted, if there is such a patient. */
async function patientOf(trx: Trx, object_type: string, object_id: string): Promise<string | null> {
  const { rows } = await (
    object_type === 'patient'
      ? sql<{ id: string }>`select id from patients where id = ${object_id}`
      : sql<{ id: string }>`select patient_id as id from medical_records where id = ${object_id}`
  ).execute(trx);
  return rows[0]?.id ?? null;
}
