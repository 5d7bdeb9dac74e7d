import { sql, type RawBuilder } from 'kysely';
import { instant } from '../../platform/clock.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { WeeklyHours } from '../doctors/weekly-hours.ts';
import type { Absence, Interval } from '../doctors/working-windows.ts';
import { contextInAnyZone, type BookingRules, type DoctorSchedule } from './free-slots.ts';

/** Statuses in which a visit takes its time; the same list as in the exclusion constraints. */
export const LIVE = ['scheduled', 'confirmed', 'rescheduled', 'in_progress'] as const;
/** Statuses of a visit that is still to come. */
export const OPEN = ['scheduled', 'confirmed', 'rescheduled'] as const;

/** One doctor as booking sees them. */
export interface DoctorCalendar {
  doctor_id: string;
  full_name: string;
  is_active: boolean;
  /** Takes bookings: the account is active and the doctor has not closed the calendar. */
  is_bookable: boolean;
  schedule: DatedSchedule;
}

interface DatedSchedule extends DoctorSchedule {
  readonly absences: readonly DatedAbsence[];
}

interface DatedAbsence extends Absence {
  /** When it was entered or last changed. */
  readonly updated_at: string;
}

/** One patient as booking sees them. */
export interface PatientCalendar {
  /** Switched off; an account that waits for its first sign-in is not: the desk books for new patients too. */
  is_deactivated: boolean;
  /** Visits to come. */
  open_visits: number;
  busy: readonly Interval[];
}

/** What the clinic has set, and now. */
export interface ClinicRules extends BookingRules {
  /** Visits to come that a patient may have booked at a time. */
  readonly open_bookings_per_patient: number;
}

/** Within these the clinic sets its own (contract section 5). */
export function widestRules({ clock }: Deps): BookingRules {
  return { now: clock.now(), min_notice_minutes: 0, max_days_ahead: 365 };
}

interface Wanted {
  doctor_ids: readonly string[];
  patient_id: string | null;
  /** Of starts. */
  range: Interval;
  /** A visit whose own time counts as free, because it is to be moved. */
  except?: string | undefined;
}

type Bounds = [start: number, end: number];

interface CalendarRow {
  doctor_id: string;
  full_name: string;
  is_active: boolean;
  is_available: boolean;
  hours: WeeklyHours[];
  absences: DatedAbsence[];
  busy: Bounds[];
}

interface Row {
  settings: Omit<ClinicRules, 'now'> & { time_zone: string };
  doctors: CalendarRow[];
  patient: { is_deactivated: boolean; open_visits: number; busy: Bounds[] } | null;
}

/**
 * All that decides about starts in a range, in one round trip: the clinic's settings, the doctors by name, and the
 * patient if there is one.
 */
export async function loadCalendars(
  deps: Deps,
  db: Reader,
  { doctor_ids, patient_id, range, except }: Wanted,
): Promise<{ rules: ClinicRules; doctors: DoctorCalendar[]; patient: PatientCalendar | undefined }> {
  const context = contextInAnyZone(range);
  const visits = visitsIn(context, except);
  const { rows } = await sql<Row>`
    select
      (select json_build_object('time_zone', time_zone, 'min_notice_minutes', min_notice_minutes,
          'max_days_ahead', max_days_ahead, 'open_bookings_per_patient', open_bookings_per_patient)
        from clinic_settings) as settings,
      (select json_build_object(
          'is_deactivated', u.deactivated_at is not null,
          'open_visits', (select count(*) from appointments
            where patient_id = p.id and status in (${words(OPEN)}) and appointment_datetime > ${instant(deps.clock)}),
          'busy', (${visits} and patient_id = p.id))
        from patients p join users u on u.id = p.user_id where p.id = ${patient_id}) as patient,
      (select coalesce(json_agg(json_build_object(
          'doctor_id', d.id, 'full_name', 'Dr. ' || u.first_name || ' ' || u.last_name,
          'is_active', u.is_active, 'is_available', d.is_available,
          'hours', (select coalesce(json_agg(json_build_object(
              'day_of_week', h.day_of_week, 'start_time', h.start_time, 'end_time', h.end_time,
              'break_start', h.break_start, 'break_end', h.break_end, 'is_active', true,
              'valid_from', h.valid_from, 'valid_to', h.valid_to)), '[]')
            from doctor_availability h where h.doctor_id = d.id and h.is_active),
          'absences', (select coalesce(json_agg(json_build_object(
              'start_date', x.start_date, 'end_date', x.end_date, 'start_time', x.start_time, 'end_time', x.end_time,
              'updated_at', wire_instant(x.updated_at))), '[]')
            from doctor_unavailability x
            where x.doctor_id = d.id and x.end_date >= ${context.first_date} and x.start_date <= ${context.last_date}),
          'busy', (${visits} and doctor_id = d.id))
          order by u.last_name, u.first_name, d.id), '[]')
        from doctors d join users u on u.id = d.user_id where d.id = any(${doctor_ids}::uuid[])) as doctors`.execute(
    db,
  );

  const {
    doctors,
    patient,
    settings: { time_zone, ...rules },
  } = rows[0]!;
  return {
    rules: { now: deps.clock.now(), ...rules },
    patient: patient ? { ...patient, busy: patient.busy.map(toInterval) } : undefined,
    doctors: doctors.map(({ hours, absences, busy, is_available, ...doctor }) => ({
      ...doctor,
      is_bookable: doctor.is_active && is_available,
      schedule: { time_zone, hours, absences, busy: busy.map(toInterval) },
    })),
  };
}

/** The live visits of several patients that share time with a range of starts. */
export async function readBusyPatients(
  db: Reader,
  patientIds: readonly string[],
  range: Interval,
): Promise<(Interval & { id: string; patient_id: string })[]> {
  const { rows } = await sql<{ id: string; patient_id: string; bounds: Bounds }>`
    select id, patient_id, json_build_array(extract(epoch from appointment_datetime) * 1000,
      extract(epoch from appointment_end_time) * 1000) as bounds
    from appointments
    where patient_id = any(${patientIds}::uuid[]) and ${takesTimeIn(contextInAnyZone(range))}`.execute(db);
  return rows.map(({ bounds, ...visit }) => ({ ...visit, ...toInterval(bounds) }));
}

/** A query of the live visits that share time with a range; whose they are is for the caller to add. */
function visitsIn(range: Interval, except: string | undefined): RawBuilder<unknown> {
  return sql`select coalesce(json_agg(json_build_array(
      extract(epoch from appointment_datetime) * 1000, extract(epoch from appointment_end_time) * 1000)), '[]')
    from appointments where ${takesTimeIn(range)} and id is distinct from ${except ?? null}::uuid`;
}

/** A condition over `appointments`, of the same words as that of the exclusion constraints. */
export function takesTimeIn({ start, end }: Interval): RawBuilder<boolean> {
  const range = sql`tstzrange(${new Date(start).toISOString()}, ${new Date(end).toISOString()})`;
  return sql`status in (${words(LIVE)}) and tstzrange(appointment_datetime, appointment_end_time) && ${range}`;
}

/** Literals, not parameters: only then does the planner see that this is the predicate of a partial index. */
function words(statuses: readonly string[]): RawBuilder<unknown> {
  return sql.join(statuses.map((status) => sql.lit(status)));
}

function toInterval([start, end]: Bounds): Interval {
  return { start, end };
}

/**
 * Locks what a visit's time hangs on, always in this order: the patient, then the doctors' schedules by id; whoever
 * also needs the appointment's row takes it after. Booking `share`s a schedule, so that bookings of one doctor run side
 * by side and the exclusion constraint decides; a move or an undo must `update`, because only INSERT can say
 * ON CONFLICT and two moves could wait for each other. What decides must be read after, by a statement of its own: one
 * that had to wait for a lock still sees the tables beside it as they were before.
 */
export async function lockCalendars(
  trx: Trx,
  patientId: string,
  doctorIds: readonly string[],
  mode: 'share' | 'update',
): Promise<void> {
  await trx.selectFrom('patients').select('id').where('id', '=', patientId).forNoKeyUpdate().execute();
  const strength = mode === 'share' ? sql`for share` : sql`for update`;
  await sql`select from doctor_schedules where doctor_id = any(${[...new Set(doctorIds)]}::uuid[])
    order by doctor_id ${strength}`.execute(trx);
}
