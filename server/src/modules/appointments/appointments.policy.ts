import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { DB } from '../../platform/database.generated.ts';

type Visible = ExpressionWrapper<DB & { a: DB['appointments'] }, 'a', SqlBool>;

/**
 * Which appointments an actor may see: its patient, its doctor, administrators. The one predicate behind list, get,
 * count, search and every write.
 */
export function visibleAppointments(actor: Pick<SignedInActor, 'role' | 'patient_id' | 'doctor_id'>) {
  return (eb: ExpressionBuilder<DB & { a: DB['appointments'] }, 'a'>): Visible => {
    if (actor.role === 'ADMIN') return eb.and([]);
    if (actor.role === 'DOCTOR' && actor.doctor_id !== null)
      return eb.and([eb('a.doctor_id', '=', actor.doctor_id)]);
    if (actor.role === 'PATIENT' && actor.patient_id !== null)
      return eb.and([eb('a.patient_id', '=', actor.patient_id)]);
    return eb.or([]);
  };
}
