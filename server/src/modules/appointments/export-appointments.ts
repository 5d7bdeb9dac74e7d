import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { exportRows } from '../../platform/export.ts';
import type { Download } from '../../platform/http/download.ts';
import { clinicZone } from '../clinic/clinic.queries.ts';
import { inOrder, visitsFound } from './appointments.queries.ts';
import type { AppointmentFilters } from './appointments.schemas.ts';

/** When, who and with whom. What was said of the visit (reason, notes, symptoms) stays inside Etiba. */
const COLUMNS = [
  'id',
  'date',
  'time',
  'duration',
  'status',
  'appointment_type',
  'is_urgent',
  'needs_reschedule',
  'patient_id',
  'patient_name',
  'patient_phone',
  'doctor_id',
  'doctor_name',
  'appointment_datetime',
  'created_at',
] as const;

/**
 * The visits that the list shows the actor with the same filters, as CSV; date and time are those of the clinic.
 * @throws Problem invalid_input, throttled
 */
export async function exportAppointments(
  deps: Deps,
  actor: SignedInActor,
  query: AppointmentFilters,
): Promise<Download> {
  const about = {
    file_name: 'appointments.csv',
    columns: COLUMNS,
    action: 'appointment.export',
    filters: Object.keys(query),
  };
  const local = sql`(a.appointment_datetime at time zone ${clinicZone})`;
  return exportRows(deps, actor, about, async (db) => {
    const rows = (await visitsFound(db, actor, query))
      .innerJoin('patients as p', 'p.id', 'a.patient_id')
      .innerJoin('users as pu', 'pu.id', 'p.user_id')
      .innerJoin('doctors as d', 'd.id', 'a.doctor_id')
      .innerJoin('users as du', 'du.id', 'd.user_id')
      .select(['a.id', 'a.duration', 'a.status', 'a.appointment_type', 'a.is_urgent', 'a.needs_reschedule'])
      .select(['a.patient_id', 'a.doctor_id', 'a.appointment_datetime', 'a.created_at'])
      .select('pu.phone as patient_phone')
      .select([
        sql<string>`to_char(${local}, 'YYYY-MM-DD')`.as('date'),
        sql<string>`to_char(${local}, 'HH24:MI')`.as('time'),
        sql<string>`pu.first_name || ' ' || pu.last_name`.as('patient_name'),
        sql<string>`'Dr. ' || du.first_name || ' ' || du.last_name`.as('doctor_name'),
      ]);
    return inOrder(rows, query);
  });
}
