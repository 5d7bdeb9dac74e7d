import type { Deps } from '../../platform/deps.ts';
import { invalidField } from '../../platform/problems.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { localDate, startOfDate, type Interval } from '../doctors/working-windows.ts';
import type { Period } from './reports.schemas.ts';

const USUAL_DAYS = 30;

/** Days of the clinic, both included, and the instants between which they lie. */
export interface ReportRange extends Interval {
  date_from: string;
  date_to: string;
  time_zone: string;
}

/**
 * @param mostDays how long the range may be
 * @throws Problem invalid_input
 */
export async function readReportRange(
  deps: Deps,
  wanted: { date_from?: string; date_to?: string },
  mostDays: number,
): Promise<ReportRange> {
  const time_zone = await readTimeZone(deps.db);
  const today = localDate(deps.clock.now(), time_zone);
  const last = wanted.date_to === undefined ? today : plausible('date_to', wanted.date_to);
  const first =
    wanted.date_from === undefined
      ? last.subtract({ days: USUAL_DAYS - 1 })
      : plausible('date_from', wanted.date_from);
  const days = first.until(last).days + 1;
  if (days < 1) throw invalidField('date_to', 'lies before date_from');
  if (days > mostDays) throw invalidField('date_from', `a report covers ${mostDays} days at most`);
  return {
    date_from: first.toString(),
    date_to: last.toString(),
    time_zone,
    start: startOfDate(first, time_zone),
    end: startOfDate(last.add({ days: 1 }), time_zone),
  };
}

/** The calendar's first and last years have edges that neither side can write. */
function plausible(field: string, date: string): Temporal.PlainDate {
  const day = Temporal.PlainDate.from(date);
  if (day.year < 1900 || day.year > 2200) throw invalidField(field, 'wants a date from 1900 to 2200');
  return day;
}

/** First days of all periods that share a day with the range, in order: a chart wants the empty ones too. */
export function periodsIn({ date_from, date_to }: ReportRange, period: Period): string[] {
  const last = Temporal.PlainDate.from(date_to);
  const step = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } }[period];
  const keys: string[] = [];
  for (
    let day = Temporal.PlainDate.from(periodOf(date_from, period));
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add(step)
  ) {
    keys.push(day.toString());
  }
  return keys;
}

/** The first day of the period that a date lies in; weeks begin on Monday. */
export function periodOf(date: string, period: Period): string {
  if (period === 'day') return date;
  const day = Temporal.PlainDate.from(date);
  return (period === 'month' ? day.with({ day: 1 }) : day.subtract({ days: day.dayOfWeek - 1 })).toString();
}
