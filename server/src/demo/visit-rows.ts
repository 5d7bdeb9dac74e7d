import type { Insertable } from 'kysely';
import type { Instant } from '../modules/doctors/working-windows.ts';
import type { DB } from '../platform/database.generated.ts';
import { chanceOf, idsOf } from './chance.ts';
import { patientNotes } from './complaints.ts';
import type { People } from './people.ts';
import { wire } from './people-rows.ts';
import type { PlannedVisit } from './plan-visits.ts';
import { storyOf, type Step } from './visit-story.ts';

export type VisitRow = Insertable<DB['appointments']>;
export type HistoryRow = Insertable<DB['appointment_status_history']>;

export interface VisitRows {
  appointments: VisitRow[];
  /** In the order in which it happened. */
  history: HistoryRow[];
}

/** The visits as they stand at `now`, and how they came there. */
export function visitRows(
  people: People,
  visits: readonly PlannedVisit[],
  now: Instant,
  time_zone: string,
): VisitRows {
  const ids = idsOf('visits');
  const told = visits.map((visit) => {
    const id = ids.next();
    const story = storyOf(visit, people, now, time_zone);
    return { appointment: visitRow(id, visit, story), history: historyRows(id, visit, story) };
  });
  const byTime = (a: HistoryRow, b: HistoryRow) => (a.changed_at! < b.changed_at! ? -1 : 1);
  const history = told.flatMap((one) => one.history).sort(byTime);
  return {
    appointments: told.map((one) => one.appointment),
    history: history.map((row) => ({ ...row, id: ids.next() })),
  };
}

function visitRow(id: string, visit: PlannedVisit, story: readonly Step[]): VisitRow {
  const { doctor, patient, start, end, kind, seed } = visit;
  const chance = chanceOf(`notes ${seed}`);
  const first = story[0]!;
  const last = story.at(-1)!;
  const setter = story.findLast(({ status }) => status === 'scheduled' || status === 'rescheduled')!;
  return {
    id,
    patient_id: patient.id,
    doctor_id: doctor.id,
    appointment_datetime: wire(start),
    duration: (end - start) / 60_000,
    appointment_end_time: wire(end),
    status: last.status,
    appointment_type: visit.type,
    reason: visit.reason,
    notes: chance.happens(0.2) ? chance.pick(patientNotes) : '',
    symptoms: visit.symptoms,
    doctor_notes: last.status === 'completed' ? visit.doctor_notes : '',
    is_urgent: visit.type === 'emergency',
    needs_reschedule: kind === 'stranded',
    is_override: kind === 'called_in',
    arranged_at: wire(setter.at),
    created_by: first.by,
    scheduled_by: setter.by,
    created_at: wire(first.at),
    updated_at: wire(last.at),
  };
}

function historyRows(appointment_id: string, visit: PlannedVisit, story: readonly Step[]): HistoryRow[] {
  return story.map(({ status, at, by, reason, moved_from }, index) => ({
    id: '',
    appointment_id,
    previous_status: story[index - 1]?.status ?? null,
    new_status: status,
    ...moveColumns(visit, moved_from),
    is_override: visit.kind === 'called_in' && index === 0,
    changed_by: by,
    reason,
    changed_at: wire(at),
  }));
}

function moveColumns({ doctor, start, end }: PlannedVisit, movedFrom: Instant | undefined) {
  const duration = (end - start) / 60_000;
  const isMove = movedFrom !== undefined;
  return {
    previous_datetime: isMove ? wire(movedFrom) : null,
    new_datetime: isMove ? wire(start) : null,
    previous_duration: isMove ? duration : null,
    new_duration: isMove ? duration : null,
    previous_doctor_id: isMove ? doctor.id : null,
    new_doctor_id: isMove ? doctor.id : null,
  };
}
