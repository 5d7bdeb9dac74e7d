import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import { inLanes } from '../../platform/lanes.ts';
import type { LiveSource, News } from '../../platform/live.ts';
import { committedWithin, type Span } from '../../platform/live-cursor.ts';
import { visibleAppointments } from './appointments.policy.ts';
import type { LiveAppointment } from './appointments.schemas.ts';

/** For one person at once; a board is read faster anew. */
const MOST_NEWS = 200;

/**
 * Changed visits as `appointment`, to whoever may see them, and `appointment_removed` to a doctor whose visit has gone
 * to another. What a board shows, not what was said to the doctor: for that the visit is read.
 */
export const appointmentNews: LiveSource = {
  async read(db, span, audience) {
    const concerned = await concernedWithin(db, span, audience);
    const views = Map.groupBy(concerned, viewOf);
    const news = new Map<string, News>();
    await inLanes([...views.values()], async (viewers) => {
      const found = await readView(db, span, viewers[0]!);
      if (found.length === 0) return;
      for (const { user_id } of viewers) news.set(user_id, found);
    });
    return news;
  },
};

/** People with the same view see the same visits, so it is read once for them. */
function viewOf({ role, patient_id, doctor_id }: SignedInActor): string {
  return `${role} ${role === 'PATIENT' ? patient_id : role === 'DOCTOR' ? doctor_id : ''}`;
}

/** Only narrows whom to read for; what each may see is the policy's to say. */
async function concernedWithin(
  db: Reader,
  span: Span,
  audience: readonly SignedInActor[],
): Promise<readonly SignedInActor[]> {
  const rows = await db
    .selectFrom('appointments')
    .select(['patient_id', 'doctor_id'])
    .where(committedWithin(sql.ref('changed_in'), span))
    .union(
      handedOver(db, span).select([
        sql<string>`null::uuid`.as('patient_id'),
        sql<string>`h.previous_doctor_id`.as('doctor_id'),
      ]),
    )
    .execute();
  if (rows.length === 0) return [];
  const patients = new Set<string | null>(rows.map(({ patient_id }) => patient_id));
  const doctors = new Set<string | null>(rows.map(({ doctor_id }) => doctor_id));
  return audience.filter(({ role, patient_id, doctor_id }) => {
    if (role === 'PATIENT') return patient_id !== null && patients.has(patient_id);
    return role !== 'DOCTOR' || doctors.has(doctor_id);
  });
}

function handedOver(db: Reader, span: Span) {
  return db
    .selectFrom('appointment_status_history as h')
    .whereRef('h.previous_doctor_id', '<>', 'h.new_doctor_id')
    .where(committedWithin(sql.ref('h.changed_in'), span));
}

async function readView(db: Reader, span: Span, actor: SignedInActor): Promise<News> {
  const [changed, removed] = await Promise.all([
    readChanged(db, span, actor),
    actor.role === 'DOCTOR' ? readRemoved(db, span, actor) : [],
  ]);
  if (changed.length > MOST_NEWS || removed.length > MOST_NEWS) return 'too much';
  return [
    ...removed.map((data) => ({ event: 'appointment_removed', data })),
    ...changed.map((data) => ({ event: 'appointment', data })),
  ];
}

function readChanged(db: Reader, span: Span, actor: SignedInActor): Promise<LiveAppointment[]> {
  return db
    .selectFrom('appointments as a')
    .select(['a.id', 'a.patient_id', 'a.doctor_id', 'a.appointment_datetime', 'a.duration'])
    .select(['a.appointment_end_time', 'a.status', 'a.is_urgent', 'a.needs_reschedule', 'a.updated_at'])
    .where(visibleAppointments(actor))
    .where(committedWithin(sql.ref('a.changed_in'), span))
    .orderBy('a.updated_at')
    .orderBy('a.id')
    .limit(MOST_NEWS + 1)
    .execute();
}

/** Visits that were the doctor's and are not visible to them any more. */
function readRemoved(db: Reader, span: Span, actor: SignedInActor): Promise<{ id: string }[]> {
  return handedOver(db, span)
    .innerJoin('appointments as a', 'a.id', 'h.appointment_id')
    .select('a.id')
    .distinct()
    .where('h.previous_doctor_id', '=', actor.doctor_id)
    .where((eb) => eb.not(visibleAppointments(actor)(eb as never)))
    .limit(MOST_NEWS + 1)
    .execute();
}
