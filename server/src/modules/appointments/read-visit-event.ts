import { sql } from 'kysely';
import type { Reader } from '../../platform/database.ts';
import type { AppointmentStatus } from './appointments.schemas.ts';

interface Person {
  user_id: string;
  name: string;
}

/** A row of a visit's history, and the visit as it stood after. */
export interface VisitEvent {
  appointment_id: string;
  /** How many changes were before this one; the calendars' SEQUENCE. */
  sequence: number;
  /** Now. */
  status: AppointmentStatus;
  /** Now. */
  needs_reschedule: boolean;
  starts_at: string;
  duration: number;
  doctor_id: string;
  office_address: string;
  /** Null where it was not moved. */
  started_at: string | null;
  by: Person | null;
  patient: Person;
  doctor: Person;
  /** Null where it stayed with its doctor. */
  former_doctor: Person | null;
}

/** @param historyId null: the newest change of the visit */
export async function readVisitEvent(
  db: Reader,
  appointmentId: string,
  historyId: string | null,
): Promise<VisitEvent | undefined> {
  const person = (user: string) => sql`json_build_object(
    'user_id', ${sql.ref(user)}.id, 'name', ${sql.ref(user)}.first_name || ' ' || ${sql.ref(user)}.last_name)`;
  const { rows } = await sql<VisitEvent>`
    select h.appointment_id, a.status, a.needs_reschedule, stood.*, d.office_address,
      h.previous_datetime as started_at,
      (select count(*) from appointment_status_history e
        where e.appointment_id = a.id and e.sequence < h.sequence) as sequence,
      case when bu.id is not null then ${person('bu')} end as by,
      ${person('pu')} as patient, ${person('du')} as doctor,
      case when h.previous_doctor_id <> h.new_doctor_id then ${person('fu')} end as former_doctor
    from appointment_status_history h
    join appointments a on a.id = h.appointment_id
    -- When and with whom the visit was after this change: as the next move found it.
    left join lateral (
      select previous_datetime, previous_duration, previous_doctor_id from appointment_status_history
      where appointment_id = a.id and sequence > h.sequence and previous_datetime is not null
      order by sequence limit 1) next on true
    cross join lateral (
      select coalesce(h.new_datetime, next.previous_datetime, a.appointment_datetime) as starts_at,
        coalesce(h.new_duration, next.previous_duration, a.duration) as duration,
        coalesce(h.new_doctor_id, next.previous_doctor_id, a.doctor_id) as doctor_id) stood
    join patients p on p.id = a.patient_id join users pu on pu.id = p.user_id
    join doctors d on d.id = stood.doctor_id join users du on du.id = d.user_id
    left join doctors f on f.id = h.previous_doctor_id left join users fu on fu.id = f.user_id
    left join users bu on bu.id = h.changed_by
    where a.id = ${appointmentId}
      and (h.id = ${historyId}::uuid or ${historyId}::uuid is null)
    order by h.sequence desc limit 1`.execute(db);
  return rows[0];
}
