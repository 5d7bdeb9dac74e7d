import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import { OPEN } from '../appointments/calendar.ts';
import { visiblePatients } from '../patients/patients.policy.ts';
import type { DeactivationPreview, PatientSelection } from './bulk.schemas.ts';

/** What would become of patients who are deactivated: the visits that would be cancelled. */
export async function previewDeactivation(
  deps: Deps,
  actor: SignedInActor,
  { patient_ids }: PatientSelection,
): Promise<DeactivationPreview> {
  const visits = sql<DeactivationPreview['patients'][number]['visits']>`(
    select coalesce(json_agg(json_build_object(
      'id', a.id, 'appointment_datetime', wire_instant(a.appointment_datetime), 'duration', a.duration,
      'doctor', json_build_object('id', d.id, 'full_name', 'Dr. ' || du.first_name || ' ' || du.last_name))
      order by a.appointment_datetime), '[]')
    from appointments a join doctors d on d.id = a.doctor_id join users du on du.id = d.user_id
    where a.patient_id = patients.id and a.status = any(${`{${OPEN.join()}}`}::appointment_status[])
      and a.appointment_datetime > ${instant(deps.clock)})`;
  const patients = await deps.db
    .selectFrom('patients')
    .innerJoin('users', 'users.id', 'patients.user_id')
    .select('patients.id')
    .select([
      sql<string>`first_name || ' ' || last_name`.as('full_name'),
      sql<boolean>`deactivated_at is not null`.as('is_deactivated'),
      visits.as('visits'),
    ])
    .where('patients.id', 'in', patient_ids)
    .where(visiblePatients(actor))
    .orderBy('patients.sort_name')
    .orderBy('patients.id')
    .execute();
  await recordAudit(deps.db, actor, {
    action: 'patient.preview_deactivation',
    detail: { count: patients.length },
  });
  return { patients };
}
