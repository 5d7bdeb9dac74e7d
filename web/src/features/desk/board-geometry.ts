/** Where things lie on the board. Pure; instants in epoch milliseconds. */
import type { Board, BoardDoctor, BoardVisit } from '../../api/generated/types.gen.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What is shown of a day without hours and visits, from midnight. */
const USUAL = { start: 8 * HOUR, end: 17 * HOUR };
/** What lies between two shifts of a doctor is longer. */
const LONGEST_BREAK = 2 * HOUR;
/** Off the grid of free times, a visit begins at such minutes. */
const STEP = 5 * MINUTE;
/** Statuses in which a visit takes its time. */
const LIVE: readonly BoardVisit['status'][] = ['scheduled', 'confirmed', 'rescheduled', 'in_progress'];

export interface Stretch {
  start: number;
  end: number;
}

/** Where a visit is, or is to be. */
export interface Place {
  doctor_id: string;
  start: number;
}

export interface PlacedVisit extends Stretch {
  visit: BoardVisit;
  /** Visits that share time stand side by side: this one's lane, and how many there are. */
  lane: number;
  lanes: number;
  /** On its way to another place, where it is shown already. */
  isMoving: boolean;
}

export interface Column {
  doctor: BoardDoctor;
  hours: readonly Stretch[];
  absences: readonly (Stretch & { reason: string })[];
  visits: readonly PlacedVisit[];
}

interface Shown {
  doctor(doctor: BoardDoctor): boolean;
  visit(visit: BoardVisit): boolean;
}

/** The doctors who are shown with the visits that are, each where it is on its way to. */
export function columnsOf(board: Board, shown: Shown, moving: ReadonlyMap<string, Place>): Column[] {
  const all = board.doctors.flatMap(({ id, visits }) =>
    visits.map((visit) => ({ visit, to: moving.get(visit.id), doctor_id: id })),
  );
  const byDoctor = Map.groupBy(
    all.filter(({ visit }) => shown.visit(visit)),
    ({ to, doctor_id }) => to?.doctor_id ?? doctor_id,
  );
  return board.doctors.filter(shown.doctor).map((doctor) => ({
    doctor,
    hours: doctor.hours.map(toStretch),
    absences: doctor.absences.map((absence) => ({ ...toStretch(absence), reason: absence.reason })),
    visits: inLanes(
      (byDoctor.get(doctor.id) ?? []).map(({ visit, to }) => {
        const start = to?.start ?? Date.parse(visit.appointment_datetime);
        return { visit, start, end: start + visit.duration * MINUTE, isMoving: to !== undefined };
      }),
    ),
  }));
}

/** Whole hours around everything that there is on a day, so that nothing lies outside. */
export function shownStretch({ start, end, doctors }: Board): Stretch {
  const day = { start: Date.parse(start), end: Date.parse(end) };
  const all = doctors.flatMap(({ hours, visits }) => [
    ...hours.map(toStretch),
    ...visits.map(({ appointment_datetime, appointment_end_time }) =>
      toStretch({ start: appointment_datetime, end: appointment_end_time }),
    ),
  ]);
  if (all.length === 0) return { start: day.start + USUAL.start, end: day.start + USUAL.end };
  const first = Math.min(...all.map((stretch) => stretch.start));
  const last = Math.max(...all.map((stretch) => stretch.end));
  return {
    start: Math.max(day.start, day.start + Math.floor((first - day.start) / HOUR) * HOUR),
    end: Math.min(day.end, day.start + Math.ceil((last - day.start) / HOUR) * HOUR),
  };
}

/**
 * Where the board is opened. On the day that it is, a little before now; on another where its own work begins: of a night
 * shift of the day before one sees the end by scrolling back.
 * @param now undefined on other days
 */
export function openingOf({ start, doctors }: Board, shown: Stretch, now: number | undefined): number {
  if (now !== undefined && now < shown.end) return Math.max(shown.start, now - HOUR);
  const midnight = Date.parse(start);
  const begins = doctors.flatMap(({ hours, visits }) => {
    const open = hours.map(toStretch);
    const night = endOfNight(open, midnight);
    const all = [
      ...open.map((stretch) => stretch.start),
      ...visits.map(({ appointment_datetime }) => Date.parse(appointment_datetime)),
    ];
    return all.filter((begin) => begin >= night);
  });
  if (begins.length === 0) return shown.start;
  return midnight + Math.floor((Math.min(...begins) - midnight) / HOUR) * HOUR;
}

/** Until when a doctor is here who has worked through midnight, breaks included; midnight for others. */
function endOfNight(hours: readonly Stretch[], midnight: number): number {
  let end = midnight;
  for (const stretch of hours.toSorted((a, b) => a.start - b.start)) {
    const isOn = end === midnight ? stretch.start === midnight : stretch.start - end <= LONGEST_BREAK;
    if (!isOn) break;
    end = stretch.end;
  }
  return end;
}

/** The instants at which hours begin, the end included. */
export function hoursIn({ start, end }: Stretch): number[] {
  return Array.from({ length: Math.floor((end - start) / HOUR) + 1 }, (_, index) => start + index * HOUR);
}

/** What absences and visits leave of a doctor's hours. */
export function freeStretches(doctor: BoardDoctor, exceptId?: string): Stretch[] {
  const taken = [
    ...doctor.absences.map(toStretch),
    ...doctor.visits
      .filter(({ id, status }) => id !== exceptId && LIVE.includes(status))
      .map(({ appointment_datetime, appointment_end_time }) =>
        toStretch({ start: appointment_datetime, end: appointment_end_time }),
      ),
  ].toSorted((a, b) => a.start - b.start);
  return doctor.hours.map(toStretch).flatMap((open) => without(open, taken));
}

function without(open: Stretch, taken: readonly Stretch[]): Stretch[] {
  const free: Stretch[] = [];
  let { start } = open;
  for (const block of taken) {
    if (block.end <= start) continue;
    if (block.start >= open.end) break;
    if (block.start > start) free.push({ start, end: block.start });
    start = block.end;
  }
  if (start < open.end) free.push({ start, end: open.end });
  return free;
}

/**
 * The start that is meant by a place on the board: in a free stretch the nearest that is offered there (from its
 * beginning in steps of the visit's length), elsewhere the nearest five minutes. The server decides whether it may be.
 * @param minutes the visit's length
 */
export function startNear(free: readonly Stretch[], at: number, minutes: number): number {
  const length = minutes * MINUTE;
  const stretch = free.find(
    ({ start, end }) => start - length / 2 <= at && at <= end && end - start >= length,
  );
  if (!stretch) return Math.round(at / STEP) * STEP;
  const steps = Math.round((at - stretch.start) / length);
  const most = Math.floor((stretch.end - stretch.start) / length) - 1;
  return stretch.start + Math.min(Math.max(steps, 0), most) * length;
}

/** The free start under a point, for a new visit; undefined where nothing that long is free. */
export function freeStartAt(free: readonly Stretch[], at: number, minutes: number): number | undefined {
  const length = minutes * MINUTE;
  const stretch = free.find(({ start, end }) => start <= at && at < end && end - start >= length);
  if (!stretch) return undefined;
  const most = Math.floor((stretch.end - stretch.start) / length) - 1;
  return stretch.start + Math.min(Math.floor((at - stretch.start) / length), most) * length;
}

type Unplaced = Omit<PlacedVisit, 'lane' | 'lanes'>;

/** Puts visits that share time side by side, such as a cancelled one and the one that took its place. */
function inLanes(visits: readonly Unplaced[]): PlacedVisit[] {
  const placed: PlacedVisit[] = [];
  let group: (Unplaced & { lane: number })[] = [];
  let ends: number[] = [];
  const close = () => {
    placed.push(...group.map((visit) => ({ ...visit, lanes: ends.length })));
    group = [];
    ends = [];
  };
  for (const visit of visits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (ends.every((end) => end <= visit.start)) close();
    const free = ends.findIndex((end) => end <= visit.start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = visit.end;
    group.push({ ...visit, lane });
  }
  close();
  return placed;
}

function toStretch({ start, end }: { start: string; end: string }): Stretch {
  return { start: Date.parse(start), end: Date.parse(end) };
}
