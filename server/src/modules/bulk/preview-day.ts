import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import { etagOf } from '../../platform/http/etag.ts';
import { invalidField } from '../../platform/problems.ts';
import { listAppointments } from '../appointments/appointments.queries.ts';
import type { Appointment } from '../appointments/appointments.schemas.ts';
import { loadCalendars, OPEN, readBusyPatients } from '../appointments/calendar.ts';
import { withinReach } from '../appointments/find-availability.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { readDoctor } from '../doctors/doctors.queries.ts';
import { startOfDate, type Interval } from '../doctors/working-windows.ts';
import type { DayPreview, DayQuery } from './bulk.schemas.ts';
import { findClosedDay } from './closed-day.ts';
import { planMoves, type Placement } from './plan-moves.ts';

const MOST_DAYS = 31;
const USUAL_DAYS = 14;

/**
 * A doctor's day as it could be cleared: the visits that are still to come, and where each could go by the rules of
 * booking, with another doctor on that day or with this one on another.
 * @throws Problem not_found, invalid_input
 */
export async function previewDay(deps: Deps, actor: SignedInActor, query: DayQuery): Promise<DayPreview> {
  const { doctor_id, date, to } = query;
  const doctor = await readDoctor(deps.db, actor, doctor_id);
  const time_zone = await readTimeZone(deps.db);
  const visits = await comingVisits(deps, actor, doctor.id, date);
  const choices = to === undefined ? undefined : await choicesOf(deps, query, time_zone);
  const { placements, names } = await propose(deps, visits, choices);
  const placed = new Map(placements.map((placement) => [placement.visit.id, placement]));
  await recordAudit(deps.db, actor, {
    action: 'appointment.preview_day',
    object_type: 'doctor',
    object_id: doctor.id,
    detail: { count: visits.length },
  });
  return {
    doctor: { id: doctor.id, full_name: doctor.full_name },
    date,
    time_zone,
    is_closed: (await findClosedDay(deps.db, doctor.id, date)) !== undefined,
    visits: visits.map((visit) => ({ ...shownVisit(visit), ...shownPlacement(placed.get(visit.id), names) })),
  };
}

/** Those that the day's patients still expect. */
async function comingVisits(
  deps: Deps,
  actor: SignedInActor,
  doctor_id: string,
  date: string,
): Promise<Appointment[]> {
  const { results } = await listAppointments(deps, actor, {
    doctor_id,
    date_from: date,
    date_to: date,
    status: OPEN.join(),
    ordering: 'appointment_datetime',
    page_size: 100,
  });
  return results.filter(({ appointment_datetime }) => Date.parse(appointment_datetime) > deps.clock.now());
}

interface Choices {
  doctor_ids: readonly string[];
  range: Interval;
  /** Not on this date, whatever hours there are. */
  closed: string | null;
}

/** @throws Problem invalid_input */
async function choicesOf(deps: Deps, query: DayQuery, time_zone: string): Promise<Choices> {
  const { doctor_id, date, to } = query;
  const day = Temporal.PlainDate.from(date);
  if (to === 'another_doctor') {
    return {
      doctor_ids: await colleagues(deps, query),
      range: between(deps, day, day, time_zone),
      closed: null,
    };
  }
  const first =
    query.date_from === undefined ? day.add({ days: 1 }) : Temporal.PlainDate.from(query.date_from);
  const last =
    query.date_to === undefined
      ? first.add({ days: USUAL_DAYS - 1 })
      : Temporal.PlainDate.from(query.date_to);
  const days = first.until(last, { largestUnit: 'days' }).days + 1;
  if (days < 1) throw invalidField('date_to', 'lies before date_from');
  if (days > MOST_DAYS) throw invalidField('date_to', `lies more than ${MOST_DAYS - 1} days after date_from`);
  return { doctor_ids: [doctor_id], range: between(deps, first, last, time_zone), closed: date };
}

function between(
  deps: Deps,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  time_zone: string,
): Interval {
  return {
    start: withinReach(deps, startOfDate(first, time_zone)),
    end: withinReach(deps, startOfDate(last.add({ days: 1 }), time_zone)),
  };
}

/** Who has the wanted specialization, or one of the doctor's own. */
async function colleagues(deps: Deps, { doctor_id, specialization_id }: DayQuery): Promise<string[]> {
  const rows = await deps.db
    .selectFrom('doctor_specializations')
    .select('doctor_id')
    .distinct()
    .where('doctor_id', '<>', doctor_id)
    .where((eb) =>
      specialization_id === undefined
        ? eb(
            'specialization_id',
            'in',
            eb
              .selectFrom('doctor_specializations')
              .select('specialization_id')
              .where('doctor_id', '=', doctor_id),
          )
        : eb('specialization_id', '=', specialization_id),
    )
    .execute();
  return rows.map((row) => row.doctor_id);
}

async function propose(deps: Deps, visits: readonly Appointment[], choices: Choices | undefined) {
  if (!choices) return { placements: [], names: new Map<string, string>() };
  const { doctor_ids, range, closed } = choices;
  const [{ rules, doctors }, busy] = await Promise.all([
    loadCalendars(deps, deps.db, { doctor_ids, patient_id: null, range }),
    readBusyPatients(
      deps.db,
      visits.map(({ patient }) => patient.id),
      range,
    ),
  ]);
  const away =
    closed === null ? [] : [{ start_date: closed, end_date: closed, start_time: null, end_time: null }];
  const placements = planMoves(
    visits.map(({ id, patient, appointment_datetime, duration }) => ({
      id,
      patient_id: patient.id,
      start: Date.parse(appointment_datetime),
      duration,
    })),
    {
      choices: doctors
        .filter(({ is_bookable }) => is_bookable)
        .map(({ doctor_id, schedule }) => ({
          doctor_id,
          schedule: { ...schedule, absences: [...schedule.absences, ...away] },
        })),
      rules,
      range,
      patientBusy: ({ id, patient_id }) =>
        busy.filter((other) => other.patient_id === patient_id && other.id !== id),
    },
  );
  return { placements, names: new Map(doctors.map(({ doctor_id, full_name }) => [doctor_id, full_name])) };
}

function shownVisit(visit: Appointment) {
  const { id, patient, appointment_datetime, duration, status } = visit;
  return {
    id,
    etag: etagOf(visit),
    patient: { id: patient.id, full_name: patient.full_name },
    appointment_datetime,
    duration,
    status,
  };
}

function shownPlacement(placement: Placement | undefined, names: ReadonlyMap<string, string>) {
  if (!placement) return { proposal: null, conflict: null };
  if ('conflict' in placement) return { proposal: null, conflict: placement.conflict };
  const { doctor_id, start } = placement;
  const appointment_datetime = Temporal.Instant.fromEpochMilliseconds(start).toString();
  return {
    proposal: { doctor_id, doctor_name: names.get(doctor_id) ?? '', appointment_datetime },
    conflict: null,
  };
}
