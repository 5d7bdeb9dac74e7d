import { sql, type RawBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';

/** Which doctors an actor may see, over `doctors` joined with `users`: the active ones; ADMIN all. */
export function isVisible(actor: SignedInActor): RawBuilder<boolean> {
  return actor.role === 'ADMIN' ? sql`true` : sql`users.is_active`;
}

/** Whose profile and calendar an actor may change, and see what is not for all there, over `doctors`. */
export function isInCharge(actor: SignedInActor): RawBuilder<boolean> {
  return actor.role === 'ADMIN' ? sql`true` : sql`doctors.id is not distinct from ${actor.doctor_id}::uuid`;
}
