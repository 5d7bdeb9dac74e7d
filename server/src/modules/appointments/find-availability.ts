import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { requireVisibleDoctor } from '../doctors/doctors.queries.ts';
import { overlaps, startOfDate, type Interval } from '../doctors/working-windows.ts';
import type { BookingRefusal } from './appointments.problems.ts';
import { readAppointment } from './appointments.queries.ts';
import type { Availability, AvailabilityQuery } from './appointments.schemas.ts';
import { auditDenials, forbidden } from './audit-denials.ts';
import { loadCalendars, type DoctorCalendar } from './calendar.ts';
import { timeOf } from './check-visit.ts';
import {
  explainedStarts,
  offeredStarts,
  untimely,
  type BookingRules,
  type RefusalCode,
} from './free-slots.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST_DAYS = 31;
const FURTHEST_DAYS = 400;

/**
 * Free starts of one doctor or of all doctors of a specialization, in a range of the clinic's dates (both included).
 * For a patient, and for a visit to be moved, times at which the patient has another visit are left out: what is
 * offered can be booked.
 * @throws Problem invalid_input, not_found, permission_denied (explain)
 */
export async function findAvailability(
  deps: Deps,
  actor: SignedInActor,
  query: AvailabilityQuery,
): Promise<Availability> {
  const { duration = 30, appointment_id, explain = false } = query;
  const time_zone = await readTimeZone(deps.db);
  const range = rangeOf(deps, query, time_zone);
  if (explain) await auditDenials(deps, actor, undefined, async () => requireMayExplain(actor, query));
  const moved =
    appointment_id === undefined ? undefined : await readAppointment(deps.db, actor, appointment_id);
  const patient_id = moved?.patient.id ?? actor.patient_id;

  const calendars = {
    doctor_ids: await wantedDoctors(deps, actor, query),
    patient_id,
    range,
    except: moved?.id,
  };
  const { rules, doctors, patient } = await loadCalendars(deps, deps.db, calendars);
  const wanted: Wanted = { rules, range, duration, patientBusy: patient?.busy ?? [] };
  const results = doctors
    .filter((calendar) => calendar.is_bookable || explain)
    .map((calendar) => ({
      doctor_id: calendar.doctor_id,
      doctor_name: calendar.full_name,
      ...(explain ? explainedSlots(calendar, wanted) : offeredSlots(calendar, wanted)),
    }));
  return { time_zone, duration, results };
}

interface Wanted {
  rules: BookingRules;
  range: Interval;
  duration: number;
  patientBusy: readonly Interval[];
}

function offeredSlots({ schedule }: DoctorCalendar, wanted: Wanted) {
  const { rules, range, duration } = wanted;
  const starts = offeredStarts(schedule, rules, range, duration).filter(
    (start) => !meetsPatient(wanted, start),
  );
  return { slots: starts.map((start) => slotAt(start, duration, schedule.time_zone)) };
}

/** With the code that booking would answer. */
function explainedSlots({ schedule, is_bookable }: DoctorCalendar, wanted: Wanted) {
  const { rules, range, duration } = wanted;
  const reasonAgainst = (start: number, code: RefusalCode | null): BookingRefusal | null => {
    if (!is_bookable) return untimely(rules, start) ?? 'doctor_not_available';
    return code ?? (meetsPatient(wanted, start) ? 'patient_busy' : null);
  };
  const slots = [];
  const refused = [];
  for (const { start, code } of explainedStarts(schedule, rules, range, duration)) {
    const slot = slotAt(start, duration, schedule.time_zone);
    const reason = reasonAgainst(start, code);
    if (reason === null) slots.push(slot);
    else refused.push({ ...slot, code: reason });
  }
  return { slots, refused };
}

function meetsPatient({ patientBusy, duration }: Wanted, start: number): boolean {
  return patientBusy.some((busy) => overlaps(busy, timeOf({ start, duration })));
}

function slotAt(start: number, duration: number, time_zone: string) {
  const startsAt = Temporal.Instant.fromEpochMilliseconds(start);
  return {
    start: startsAt.toString(),
    end: startsAt.add({ minutes: duration }).toString(),
    local_start: startsAt.toZonedDateTimeISO(time_zone).toString({ timeZoneName: 'never' }),
  };
}

/** From the beginning of the first date to the end of the last, in the clinic's zone; empty far from today. */
function rangeOf(deps: Deps, { date, date_to = date }: AvailabilityQuery, time_zone: string): Interval {
  const first = Temporal.PlainDate.from(date);
  const last = Temporal.PlainDate.from(date_to);
  const days = first.until(last, { largestUnit: 'days' }).days + 1;
  if (days < 1) throw invalidField('date_to', 'lies before date');
  if (days > MOST_DAYS) throw invalidField('date_to', `lies more than ${MOST_DAYS - 1} days after date`);
  return {
    start: withinReach(deps, startOfDate(first, time_zone)),
    end: withinReach(deps, startOfDate(last.add({ days: 1 }), time_zone)),
  };
}

/** Nothing further off can be booked, and a date of the year 9999 has no day after it in the database. */
export function withinReach({ clock }: Deps, instant: number): number {
  const reach = FURTHEST_DAYS * DAY;
  return Math.min(Math.max(instant, clock.now() - reach), clock.now() + reach);
}

/** @throws Problem invalid_input; not_found for a doctor whom the actor does not see */
async function wantedDoctors(
  deps: Deps,
  actor: SignedInActor,
  { doctor_id, specialization_id }: AvailabilityQuery,
): Promise<string[]> {
  if ((doctor_id === undefined) === (specialization_id === undefined)) {
    throw invalidField('doctor_id', 'give either doctor_id or specialization_id');
  }
  if (doctor_id !== undefined) return [(await requireVisibleDoctor(deps.db, actor, doctor_id)).id];
  const rows = await deps.db
    .selectFrom('doctor_specializations')
    .select('doctor_id')
    .where('specialization_id', '=', specialization_id!)
    .execute();
  return rows.map((row) => row.doctor_id);
}

function requireMayExplain(actor: SignedInActor, { doctor_id }: AvailabilityQuery): void {
  if (actor.role === 'ADMIN') return;
  if (actor.role === 'DOCTOR' && doctor_id === actor.doctor_id) return;
  throw forbidden('explain', 'is for administrators, and for doctors about themselves');
}
