import { sql, type Updateable } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { MedicalRecords } from '../../platform/database.generated.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { problems } from '../../platform/problems.ts';
import { patientProblems } from '../patients/patients.problems.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import type { AnyRecord, MedicalRecord } from './medical-records.schemas.ts';

/**
 * Takes a record for a change of what is in it: its author, or an administrator where it is not confidential; an
 * emergency access reads only.
 * @throws Problem not_found, permission_denied, record_restricted, patient_erased, stale
 */
export async function lockContent(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
): Promise<MedicalRecord> {
  const { record } = await lockRecord(deps, trx, actor, recordId);
  const isAuthor = !record.restricted && record.doctor === actor.doctor_id;
  if (record.restricted || (record.is_confidential && !isAuthor)) throw recordProblems.record_restricted();
  return record;
}

/**
 * Takes a visible record of which the actor is the author or an administrator, and honours If-Match.
 * @throws Problem not_found, permission_denied, patient_erased, stale
 */
export async function lockRecord(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
): Promise<{ record: AnyRecord; patient_id: string }> {
  // Before the lock, which the database refuses to others without a word.
  const { record } = await findRecord(deps, trx, actor, recordId);
  const isAuthor = !record.restricted && record.doctor === actor.doctor_id;
  if (actor.role !== 'ADMIN' && !isAuthor)
    throw problems.permission_denied('Only its author changes a record.');
  const { rows } = await sql<{ restricted_at: string | null }>`
    select restricted_at from medical_records where id = ${recordId} for update`.execute(trx);
  if (!rows[0]) throw problems.not_found();
  if (rows[0].restricted_at !== null) throw patientProblems.patient_erased();
  const found = await findRecord(deps, trx, actor, recordId);
  requireUnchanged(actor, found.record);
  return found;
}

/** Brings the cover of a locked record up to what is inside now. */
export async function updateCover(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
  changes: Updateable<MedicalRecords>,
): Promise<void> {
  await trx
    .updateTable('medical_records')
    .set({ ...changes, updated_by: actor.user_id, updated_at: instant(deps.clock) })
    .where('id', '=', recordId)
    .execute();
}
