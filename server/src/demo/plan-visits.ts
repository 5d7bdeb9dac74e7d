import {
  absenceInterval,
  localDate,
  overlaps,
  startOfDate,
  workingWindows,
  type Absence,
  type Instant,
  type Interval,
} from '../modules/doctors/working-windows.ts';
import { chanceOf, type Chance } from './chance.ts';
import { complaints, type Complaint } from './complaints.ts';
import type { Field } from './doctors.ts';
import type { Doctor, Patient, People } from './people.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS_BACK = 56;
const DAYS_AHEAD = 35;
/** Nobody of the demo comes more often, so no two visits of a patient can meet either. */
const DAYS_BETWEEN = 5;
/** Leaves room under the limit of contract section 5, so that one can try to book. */
const MOST_COMING = 2;

export interface PlannedVisit extends Interval, Complaint {
  doctor: Doctor;
  patient: Patient;
  /** `stranded`: booked before the doctor's absence was known. `called_in`: against the hours, by the desk. */
  kind: 'usual' | 'stranded' | 'called_in';
  /** Of all further chance in this visit's life. */
  seed: string;
}

/** A stretch of a doctor's working time without break or absence. */
interface Session extends Interval {
  doctor: Doctor;
  /** Whole days from today. */
  day: number;
  is_stranded: boolean;
  seed: string;
}

/**
 * Three months of visits around `now`, in order of time: on the grid that Etiba offers, no two of a doctor or of a
 * patient at once. The first doctor is busy at `now`, at any hour: outside their hours the desk has called them in.
 */
export function planVisits({ doctors, patients }: People, now: Instant, time_zone: string): PlannedVisit[] {
  const book = new VisitBook(patients, now);
  const sessions = doctors
    .flatMap((doctor) => sessionsOf(doctor, now, time_zone))
    .sort((a, b) => a.start - b.start);
  // The stranded visits first, so that they are those of people with a login.
  const inTurn = [
    ...sessions.filter((one) => one.is_stranded),
    ...sessions.filter((one) => !one.is_stranded),
  ];
  for (const session of inTurn) fill(book, session, session.doctor === doctors[0]);
  ensureBusy(book, doctors[0]!, now);
  return book.visits.sort((a, b) => a.start - b.start);
}

/** When the absences of a doctor's plan are, seen from today. */
export function absencesOf(doctor: Doctor, now: Instant, time_zone: string) {
  const today = localDate(now, time_zone);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  return (doctor.absences ?? []).map(
    ({ weeks, first_day, last_day, start_time = null, end_time = null, ...rest }) => ({
      ...rest,
      start_date: monday.add({ days: 7 * weeks + first_day }).toString(),
      end_date: monday.add({ days: 7 * weeks + last_day }).toString(),
      start_time,
      end_time,
    }),
  );
}

function sessionsOf(doctor: Doctor, now: Instant, time_zone: string): Session[] {
  const today = localDate(now, time_zone);
  const span = {
    start: startOfDate(today.subtract({ days: DAYS_BACK }), time_zone),
    end: startOfDate(today.add({ days: DAYS_AHEAD }), time_zone),
  };
  const absences = absencesOf(doctor, now, time_zone);
  const away = absences
    .filter(({ strands }) => strands === undefined)
    .map((absence) => intervalOf(absence, time_zone));
  const known = workingWindows(doctor.week, time_zone, span).flatMap(({ pause, ...window }) =>
    [...(pause ? [pause] : []), ...away].reduce(
      (left, block) => left.flatMap((part) => without(part, block)),
      [window] as Interval[],
    ),
  );
  const sessions = known.map((part): Session => {
    const start = Temporal.Instant.fromEpochMilliseconds(part.start).toZonedDateTimeISO(time_zone);
    const day = today.until(start.toPlainDate(), { largestUnit: 'days' }).days;
    const seed = `${doctor.license_number} day ${day} ${start.toPlainTime().toString()}`;
    return { ...part, doctor, day, is_stranded: false, seed };
  });
  return absences.reduce(
    (left, { strands, ...absence }) => strand(left, strands, intervalOf(absence, time_zone)),
    sessions,
  );
}

/** Of the sessions in a late-known absence only the first few stay, with one visit each. */
function strand(sessions: Session[], strands: number | undefined, absence: Interval): Session[] {
  if (strands === undefined) return sessions;
  const lost = sessions.filter((session) => overlaps(session, absence));
  const kept = lost.slice(0, strands).map((session) => ({ ...session, is_stranded: true }));
  return [...sessions.filter((session) => !lost.includes(session)), ...kept];
}

function intervalOf(absence: Absence, time_zone: string): Interval {
  return absenceInterval(absence, time_zone)!;
}

function without(part: Interval, block: Interval): Interval[] {
  if (!overlaps(part, block)) return [part];
  const sides = [
    { start: part.start, end: block.start },
    { start: block.end, end: part.end },
  ];
  return sides.filter(({ start, end }) => start < end);
}

/** Starts step by the visit's own length from the end of the one before, as `free-slots.ts` offers them. */
function fill(book: VisitBook, session: Session, isBusyDoctor: boolean): void {
  const { doctor, day, is_stranded } = session;
  const chance = chanceOf(session.seed);
  const fullness = is_stranded || (isBusyDoctor && day === 0) ? 1 : fullnessOn(day);
  for (let free = session.start; ;) {
    const complaint = complaintFor(chance, doctor);
    const length = complaint.duration * MINUTE;
    let start = free;
    while (!chance.happens(fullness)) start += length;
    const end = start + length;
    if (end > session.end) return;
    const isLoginFirst = is_stranded || (day > 0 && chance.happens(0.1));
    const patient = book.patientFor(chance, doctor, start, isLoginFirst);
    if (!patient) return;
    const seed = `${session.seed} at ${start - session.start}`;
    book.add({ ...complaint, doctor, patient, start, end, kind: is_stranded ? 'stranded' : 'usual', seed });
    if (is_stranded) return;
    free = end;
  }
}

/** The share of time that is booked: a month ahead little, tomorrow much. */
function fullnessOn(day: number): number {
  return day <= 0 ? 0.55 : Math.max(0.06, 0.5 - 0.02 * day);
}

function complaintFor(chance: Chance, { field, also }: Doctor): Complaint {
  return chance.pick(complaints[also && chance.happens(0.2) ? also : field]);
}

/** Everybody begins and ends on quarter hours, so the quarter hour around `now` is wholly taken or wholly free. */
function ensureBusy(book: VisitBook, doctor: Doctor, now: Instant): void {
  if (book.visits.some((visit) => visit.doctor === doctor && visit.start <= now && now < visit.end)) return;
  const start = now - (now % (15 * MINUTE));
  const seed = `${doctor.license_number} called in`;
  const patient = book.patientFor(chanceOf(seed), doctor, start)!;
  const complaint = complaints['General Practice'].find(({ type }) => type === 'emergency')!;
  book.add({
    ...complaint,
    duration: 15,
    doctor,
    patient,
    start,
    end: start + 15 * MINUTE,
    kind: 'called_in',
    seed,
  });
}

/** Who sees whom: of years of age and gender. */
const seenBy: Record<Field, (years: number, patient: Patient) => boolean> = {
  'General Practice': () => true,
  Paediatrics: (years) => years < 16,
  'Obstetrics & Gynaecology': (years, { gender }) => gender === 'F' && years >= 16 && years < 60,
  Cardiology: (years) => years >= 40,
  Dermatology: (years) => years >= 1,
  Orthopaedics: (years) => years >= 8,
  Ophthalmology: (years) => years >= 4,
  Psychiatry: (years) => years >= 14,
};

/** All visits so far, and who may come when. */
class VisitBook {
  readonly visits: PlannedVisit[] = [];
  readonly #starts = new Map<Patient, Instant[]>();
  readonly #panels = new Map<Field, Patient[]>();
  readonly #active: Patient[];
  readonly #now: Instant;

  constructor(patients: Patient[], now: Instant) {
    this.#active = patients.filter(({ is_verified, is_deactivated }) => is_verified && !is_deactivated);
    this.#now = now;
  }

  add(visit: PlannedVisit): void {
    this.visits.push(visit);
    this.#starts.set(visit.patient, [...(this.#starts.get(visit.patient) ?? []), visit.start]);
  }

  /** Who may come then, found from a random place of the doctor's panel on, or from its beginning: the logins. */
  patientFor(chance: Chance, { field }: Doctor, start: Instant, isLoginFirst = false): Patient | undefined {
    const panel = this.#panelOf(field);
    const first = isLoginFirst ? 0 : chance.integer(0, panel.length - 1);
    const inTurn = [...panel.slice(first), ...panel.slice(0, first)];
    return inTurn.find((patient) => this.#mayCome(patient, start));
  }

  #panelOf(field: Field): Patient[] {
    const isSeen = (patient: Patient) => seenBy[field](patient.age / 365.25, patient);
    const known = this.#panels.get(field);
    if (known) return known;
    const panel = this.#active.filter(isSeen);
    this.#panels.set(field, panel);
    return panel;
  }

  #mayCome(patient: Patient, start: Instant): boolean {
    const starts = this.#starts.get(patient) ?? [];
    const coming = starts.filter((other) => other > this.#now).length;
    return (
      start > patient.joined_at + DAY &&
      starts.every((other) => Math.abs(other - start) >= DAYS_BETWEEN * DAY) &&
      (start <= this.#now || coming < MOST_COMING)
    );
  }
}
