import { sql, type RawBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';

/** Which patients an actor may see, over `patients`: staff all, a patient the own profile. */
export function visiblePatients(actor: SignedInActor): RawBuilder<boolean> {
  return actor.role === 'PATIENT'
    ? sql`patients.id is not distinct from ${actor.patient_id}::uuid`
    : sql`true`;
}

/**
 * Whether a patient was erased (docs/decisions/0015-erasure.md).
 * @param patientId an id, or a column that has one
 */
export function isErased(patientId: string | RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (select from patients p join users u on u.id = p.user_id
    where p.id = ${patientId} and u.erased_at is not null)`;
}
