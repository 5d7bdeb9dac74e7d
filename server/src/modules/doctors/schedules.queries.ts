import type { SelectQueryBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { requireVisibleDoctor } from './doctors.queries.ts';
import type { Absence, AbsenceQuery, Slot } from './schedules.schemas.ts';

const SLOT = [
  'id',
  'doctor_id',
  'day_of_week',
  'start_time',
  'end_time',
  'break_start',
  'break_end',
  'is_active',
  'valid_from',
  'valid_to',
] as const;
const ABSENCE = ['id', 'doctor_id', 'start_date', 'end_date', 'start_time', 'end_time'] as const;

/**
 * All windows of a doctor, Monday first.
 * @throws Problem not_found
 */
export async function readWeek(db: Reader, actor: SignedInActor, doctorId: string): Promise<Slot[]> {
  await requireVisibleDoctor(db, actor, doctorId);
  return db
    .selectFrom('doctor_availability')
    .select(SLOT)
    .where('doctor_id', '=', doctorId)
    .orderBy('day_of_week')
    .orderBy('start_time')
    .orderBy('id')
    .execute();
}

/** @throws Problem not_found, also for another doctor's window */
export async function readSlot(
  db: Reader,
  actor: SignedInActor,
  doctorId: string,
  slotId: string,
): Promise<Slot> {
  await requireVisibleDoctor(db, actor, doctorId);
  const slot = await db
    .selectFrom('doctor_availability')
    .select(SLOT)
    .where('doctor_id', '=', doctorId)
    .where('id', '=', slotId)
    .executeTakeFirst();
  if (!slot) throw problems.not_found();
  return slot;
}

/**
 * A doctor's absences; why is only for the doctor and administrators.
 * @throws Problem not_found
 */
export async function listAbsences(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
  query: AbsenceQuery,
): Promise<PageOf<Absence>> {
  const { is_in_charge } = await requireVisibleDoctor(deps.db, actor, doctorId);
  const { date_from, date_to, ordering = 'start_date' } = query;
  const [field, direction] = parseOrdering(ordering);
  const rows = deps.db
    .selectFrom('doctor_unavailability')
    .where('doctor_id', '=', doctorId)
    .$if(date_from !== undefined, (q) => q.where('end_date', '>=', date_from!))
    .$if(date_to !== undefined, (q) => q.where('start_date', '<=', date_to!));
  return paginate(deps.db, actor, query, rows, (some) =>
    asAbsence(some, is_in_charge).orderBy(field, direction).orderBy('id', direction),
  );
}

/** @throws Problem not_found, also for another doctor's absence */
export async function readAbsence(
  db: Reader,
  actor: SignedInActor,
  doctorId: string,
  absenceId: string,
): Promise<Absence> {
  const { is_in_charge } = await requireVisibleDoctor(db, actor, doctorId);
  const rows = db
    .selectFrom('doctor_unavailability')
    .where('doctor_id', '=', doctorId)
    .where('id', '=', absenceId);
  const absence = await asAbsence(rows, is_in_charge).executeTakeFirst();
  if (!absence) throw problems.not_found();
  return absence;
}

function asAbsence(rows: SelectQueryBuilder<DB, 'doctor_unavailability', object>, isInCharge: boolean) {
  return rows.select(ABSENCE).$if(isInCharge, (q) => q.select('reason'));
}
