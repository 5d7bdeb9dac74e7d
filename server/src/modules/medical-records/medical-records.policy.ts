import { sql, type RawBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';

/**
 * Which records an actor may know of: the patient their own, drafts not; the author; a doctor with the patient in care;
 * administrators; deleted ones nobody. The one predicate behind list, get, count, search, access log and every write;
 * `r` is the record. The policies of the database (migration 0009) say the same once more.
 */
export function visibleRecords(actor: SignedInActor): RawBuilder<boolean> {
  const { role, doctor_id, patient_id } = actor;
  if (role === 'ADMIN') return sql`r.deleted_at is null`;
  if (role === 'DOCTOR' && doctor_id !== null)
    return sql`(r.deleted_at is null and (r.doctor_id = ${doctor_id} or ${isInCare(doctor_id)}))`;
  if (role === 'PATIENT' && patient_id !== null)
    return sql`(r.deleted_at is null and r.patient_id = ${patient_id} and r.status <> 'draft')`;
  return sql`false`;
}

/**
 * Which of the visible records an actor may read; of the others they know that there is one. Confidential ones are for
 * patient and author, those of an erased patient for nobody; and for all while an emergency access of theirs lasts.
 * @param now RFC 3339
 */
export function readableRecords(actor: SignedInActor, now: string): RawBuilder<boolean> {
  const { role, doctor_id, user_id } = actor;
  if (role === 'PATIENT') return sql`true`;
  const isAuthor = role === 'DOCTOR' && doctor_id !== null ? sql`r.doctor_id = ${doctor_id}` : sql`false`;
  return sql`((r.restricted_at is null and (not r.is_confidential or ${isAuthor})) or exists (
    select 1 from emergency_accesses e
    where e.patient_id = r.patient_id and e.user_id = ${user_id} and e.expires_at > ${now}))`;
}

function isInCare(doctorId: string): RawBuilder<boolean> {
  return sql`exists (select 1 from treating_doctors c where c.patient_id = r.patient_id and c.doctor_id = ${doctorId})`;
}

/** Whether the actor may open the closed records of patient `p`: whoever sees that there are any. */
export function mayBreakGlass({ role, doctor_id }: SignedInActor): RawBuilder<boolean> {
  if (role === 'ADMIN') return sql`true`;
  if (role !== 'DOCTOR' || doctor_id === null) return sql`false`;
  return sql`exists (select 1 from treating_doctors c where c.patient_id = p.id and c.doctor_id = ${doctor_id})`;
}

/** Which emergency accesses `e` an actor may know of: their own, those to their own records, administrators all. */
export function visibleEmergencies({ role, user_id, patient_id }: SignedInActor): RawBuilder<boolean> {
  if (role === 'ADMIN') return sql`true`;
  if (role === 'PATIENT') return patient_id === null ? sql`false` : sql`e.patient_id = ${patient_id}`;
  return sql`e.user_id = ${user_id}`;
}
