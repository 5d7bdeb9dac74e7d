import { sql } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { AffectedAppointment } from '../doctors/schedules.schemas.ts';
import { loadCalendars, OPEN } from './calendar.ts';
import { isCovered } from './coverage.ts';
import { tellOfCoverage } from './visit-messages.ts';

const DAY = 24 * 3600_000;

/**
 * After a change of a doctor's hours, absences or account, under the schedule's lock: marks the coming visits that the
 * doctor no longer works at, takes the mark from those that are covered again, and tells the people of both.
 * @returns all coming visits of the doctor that need a new time now
 */
export async function strandUncoveredAppointments(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  { doctor_id }: { doctor_id: string },
): Promise<AffectedAppointment[]> {
  const visits = await comingVisits(deps, trx, doctor_id);
  const uncovered = await withoutCover(deps, trx, doctor_id, visits);
  const stranded = new Set(uncovered);
  const changed = visits.filter((visit) => visit.needs_reschedule !== stranded.has(visit));
  for (const visit of changed) await mark(deps, trx, actor, visit, stranded.has(visit));
  return uncovered.map(({ id, appointment_datetime, duration, status, patient_id, patient_name }) => ({
    id,
    appointment_datetime,
    duration,
    status,
    patient: { id: patient_id, full_name: patient_name },
  }));
}

/**
 * When the clinic is to read its calendar in another zone: every doctor's hours and absences are other instants. Locks
 * all schedules, so that no booking slips in which was judged in the old zone.
 * @returns how many visits to come need a new time then
 */
export async function strandInAnotherZone(deps: Deps, trx: Trx, actor: Actor): Promise<number> {
  const { rows } = await sql<{ doctor_id: string }>`
    select doctor_id from doctor_schedules order by doctor_id for update`.execute(trx);
  let affected = 0;
  for (const doctor of rows) affected += (await strandUncoveredAppointments(deps, trx, actor, doctor)).length;
  return affected;
}

type ComingVisit = Awaited<ReturnType<typeof comingVisits>>[number];

/** Locked by id, the order of everybody who takes several visits. */
async function comingVisits(deps: Deps, trx: Trx, doctorId: string) {
  return trx
    .selectFrom('appointments as a')
    .innerJoin('patients as p', 'p.id', 'a.patient_id')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select([
      'a.id',
      'a.appointment_datetime',
      'a.duration',
      'a.status',
      'a.needs_reschedule',
      'a.patient_id',
    ])
    .select(['a.is_override', 'a.arranged_at'])
    .select(sql<string>`u.first_name || ' ' || u.last_name`.as('patient_name'))
    .where('a.doctor_id', '=', doctorId)
    .where('a.status', 'in', OPEN)
    .where('a.appointment_datetime', '>', instant(deps.clock))
    .orderBy('a.id')
    .forUpdate('a')
    .execute();
}

async function withoutCover(
  deps: Deps,
  trx: Trx,
  doctorId: string,
  visits: readonly ComingVisit[],
): Promise<ComingVisit[]> {
  if (visits.length === 0) return [];
  const starts = visits.map((visit) => Date.parse(visit.appointment_datetime));
  const range = { start: Math.min(...starts), end: Math.max(...starts) + DAY };
  const { doctors } = await loadCalendars(deps, trx, { doctor_ids: [doctorId], patient_id: null, range });
  return visits.filter((visit) => !doctors.some((calendar) => isCovered(calendar, visit)));
}

async function mark(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  visit: ComingVisit,
  needs_reschedule: boolean,
): Promise<void> {
  const { id, patient_id } = visit;
  await trx.updateTable('appointments').set({ needs_reschedule }).where('id', '=', id).execute();
  const action = needs_reschedule ? 'appointment.strand' : 'appointment.unstrand';
  await recordAudit(trx, actor, { action, object_type: 'appointment', object_id: id, patient_id });
  await tellOfCoverage(deps, trx, { appointment_id: id, needs_reschedule });
}
