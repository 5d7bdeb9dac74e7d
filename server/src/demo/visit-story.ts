import type { AppointmentStatus } from '../platform/database.generated.ts';
import { localDate, startOfDate, type Instant } from '../modules/doctors/working-windows.ts';
import { chanceOf, type Chance } from './chance.ts';
import { cancelReasons, moveReasons } from './complaints.ts';
import type { People } from './people.ts';
import type { PlannedVisit } from './plan-visits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Nobody books further ahead. */
const LONGEST_LEAD = 24 * DAY;
/** How long ago the absence became known that strands visits. */
export const ABSENCE_KNOWN = 26 * HOUR;

/** One row of a visit's history. */
export interface Step {
  status: AppointmentStatus;
  at: Instant;
  /** Id of the user. */
  by: string;
  reason: string;
  /** Of a move: when the visit was to begin before. */
  moved_from?: Instant;
}

/**
 * What has happened to a visit up to `now`: a path in the published graph, each step by somebody who may take it, at a
 * time at which it may be taken. The first step is the booking.
 */
export function storyOf(visit: PlannedVisit, { desk }: People, now: Instant, time_zone: string): Step[] {
  const chance = chanceOf(`story ${visit.seed}`);
  const people = { desk: desk.user_id, doctor: visit.doctor.user_id, patient: visit.patient.user_id };
  if (visit.kind === 'called_in') return calledIn(visit, people.desk, people.doctor, now);

  const ending = endingOf(chance, visit, now);
  const course = courseTo(chance, ending);
  const times = moments(chance, visit, now, time_zone, course.length);
  let setter = ''; // who chose the present time and so may not confirm it, if a patient
  const steps = course.map((status, index) => {
    const step = stepBefore(chance, visit, people, status, times[index]!, setter);
    if (status === 'scheduled' || status === 'rescheduled') setter = step.by;
    return step;
  });
  return [...steps, ...stepsOfTheDay(chance, visit, ending, people.doctor, now)];
}

function stepBefore(
  chance: Chance,
  visit: PlannedVisit,
  { desk, doctor, patient }: Record<'desk' | 'doctor' | 'patient', string>,
  status: AppointmentStatus,
  at: Instant,
  setter: string,
): Step {
  if (status === 'scheduled') {
    return {
      status,
      at,
      by: chance.weigh([
        [55, patient],
        [38, desk],
        [7, doctor],
      ]),
      reason: '',
    };
  }
  if (status === 'rescheduled') {
    const moved_from = earlierWish(chance, visit, at);
    return { status, at, by: chance.pick([patient, desk]), reason: chance.pick(moveReasons), moved_from };
  }
  if (status === 'confirmed') {
    return {
      status,
      at,
      by: chance.pick(setter === patient ? [desk, doctor] : [desk, doctor, patient]),
      reason: '',
    };
  }
  const isByPatient = chance.happens(0.6);
  const reason = chance.pick(isByPatient ? cancelReasons.patient : cancelReasons.clinic);
  return { status, at, by: isByPatient ? patient : chance.pick([desk, doctor]), reason };
}

function endingOf(chance: Chance, { start, end, kind }: PlannedVisit, now: Instant): AppointmentStatus {
  if (end <= now)
    return chance.weigh([
      [80, 'completed'],
      [8, 'no_show'],
      [12, 'cancelled'],
    ]);
  if (start <= now) return 'in_progress';
  if (kind === 'stranded') return chance.pick(['scheduled', 'confirmed']);
  return chance.weigh([
    [40, 'scheduled'],
    [36, 'confirmed'],
    [14, 'rescheduled'],
    [10, 'cancelled'],
  ]);
}

/** The steps up to the visit's day. */
function courseTo(chance: Chance, ending: AppointmentStatus): AppointmentStatus[] {
  const maybe = (status: AppointmentStatus, probability: number) =>
    chance.happens(probability) ? [status] : [];
  switch (ending) {
    case 'scheduled':
      return ['scheduled'];
    case 'confirmed':
      return ['scheduled', ...maybe('rescheduled', 0.1), 'confirmed'];
    case 'rescheduled':
      return ['scheduled', ...maybe('confirmed', 0.3), 'rescheduled'];
    case 'cancelled':
      return ['scheduled', ...maybe('rescheduled', 0.05), ...maybe('confirmed', 0.3), 'cancelled'];
    default:
      return ['scheduled', ...maybe('rescheduled', 0.09), ...maybe('confirmed', 0.75)];
  }
}

/** So many times in order, by day, after the patient joined and before the visit and now. */
function moments(
  chance: Chance,
  visit: PlannedVisit,
  now: Instant,
  time_zone: string,
  count: number,
): Instant[] {
  const earliest = Math.max(visit.patient.joined_at + HOUR, visit.start - LONGEST_LEAD);
  const latest = Math.min(visit.start, visit.kind === 'stranded' ? now - ABSENCE_KNOWN : now) - 10 * MINUTE;
  const byDay = () => {
    const date = localDate(chance.integer(earliest, latest), time_zone);
    const time = startOfDate(date, time_zone) + chance.integer(7 * 3600, 20 * 3600) * 1000;
    return Math.min(Math.max(time, earliest), latest);
  };
  const drawn = Array.from({ length: count }, byDay).sort((a, b) => a - b);
  return drawn.map((time, index) => time + index * MINUTE);
}

/** The same time of another day, not yet past when the visit was moved. */
function earlierWish(chance: Chance, { start }: PlannedVisit, movedAt: Instant): Instant {
  const wish = start + chance.pick([-4, -2, -1, 1, 2, 5]) * DAY;
  return wish > movedAt ? wish : start + 3 * DAY;
}

function stepsOfTheDay(
  chance: Chance,
  { start, end }: PlannedVisit,
  ending: AppointmentStatus,
  doctor: string,
  now: Instant,
): Step[] {
  const step = (status: AppointmentStatus, at: Instant) => ({
    status,
    at: Math.min(at, now),
    by: doctor,
    reason: '',
  });
  if (ending === 'no_show') return [step('no_show', start + chance.integer(12 * 60, 15 * 60) * 1000)];
  if (ending !== 'in_progress' && ending !== 'completed') return [];
  const begun = step('in_progress', start + chance.integer(0, 9 * 60) * 1000);
  return ending === 'completed'
    ? [begun, step('completed', end + chance.integer(-5 * 60, 8 * 60) * 1000)]
    : [begun];
}

function calledIn({ start }: PlannedVisit, desk: string, doctor: string, now: Instant): Step[] {
  return [
    {
      status: 'scheduled',
      at: start - 4 * MINUTE,
      by: desk,
      reason: 'Came without an appointment, Dr. Wanjiku called in',
    },
    { status: 'in_progress', at: Math.min(start + 2 * MINUTE, now), by: doctor, reason: '' },
  ];
}
