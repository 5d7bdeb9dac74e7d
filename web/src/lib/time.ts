/**
 * Days and times as people read them. Instants are RFC 3339 strings, days `YYYY-MM-DD`, as on the wire; a day is never
 * made into an instant, so no zone can move it.
 */
import { useLingui } from '@lingui/react';
import { formatTag } from '../i18n/languages.ts';
import { useClinic } from './clinic.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The day that an instant falls on in a zone. */
export function dayIn(timeZone: string, instant: string | number | Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(new Date(instant));
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** 0 = Monday, as in the API. */
export function dayOfWeek(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** @public */
export function mondayOf(day: string): string {
  return addDays(day, -dayOfWeek(day));
}

/** Whole minutes from one instant to another; negative when it lies before. */
export function minutesBetween(from: string | number, to: string | number): number {
  return Math.round((new Date(to).getTime() - new Date(from).getTime()) / MINUTE);
}

/**
 * The instant at which a clock in a zone shows a time; of two, where it is set back, the first.
 * @param time `HH:MM`
 * @returns undefined for a time that the clock skips, or that is none
 */
export function instantAt(timeZone: string, day: string, time: string): string | undefined {
  const asIfUtc = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(asIfUtc)) return undefined;
  const shownAt = (instant: number) => instant + offsetAt(timeZone, instant);
  // Offsets around the moment: before and after whatever change there may be that day.
  const offsets = [-DAY, DAY].map((away) => offsetAt(timeZone, asIfUtc + away));
  const found = offsets
    .map((offset) => asIfUtc - offset)
    .filter((instant) => shownAt(instant) === asIfUtc)
    .toSorted((a, b) => a - b);
  return found[0] === undefined ? undefined : new Date(found[0]).toISOString();
}

/** Milliseconds by which the clock of a zone is ahead of UTC. */
function offsetAt(timeZone: string, instant: number): number {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}

/** Where the names that the browser has for "short" are the long ones; from Monday. */
const SHORT_WEEKDAYS: Readonly<Record<string, readonly string[]>> = {
  'sw-KE': ['Jtt', 'Jnn', 'Jtn', 'Alh', 'Iju', 'Jmo', 'Jpl'],
};

/** Formats in the language on screen and the time zone of the clinic. */
export interface Times {
  time_zone: string;
  /** Today at the clinic. */
  today(): string;
  dayOf(instant: string): string;
  /** 09:30 */
  time(instant: string): string;
  /** Tue 1 Dec, 09:30 */
  dayAndTime(instant: string): string;
  /** Tuesday 1 December; takes a day or an instant. */
  longDay(dayOrInstant: string): string;
  /** Tuesday */
  weekday(dayOrInstant: string): string;
  /** Tue 1 Dec */
  shortDay(dayOrInstant: string): string;
  /** 1 Dec 2026 */
  date(dayOrInstant: string): string;
  /** 1–7 December; from one day to a later one. */
  range(firstDay: string, lastDay: string): string;
  /** 1, 12, … and Mon, Dec as a calendar leaf shows them. */
  leaf(dayOrInstant: string): { day: string; weekday: string; month: string };
  /** in 3 days, 2 hours ago */
  fromNow(instant: string): string;
}

/** Formats are dear to make, and a page may have hundreds of parts that write times. */
const made = new Map<string, Times>();

export function useTimes(): Times {
  const { i18n } = useLingui();
  const { time_zone } = useClinic();
  const tag = formatTag(i18n.locale);
  const key = `${tag} ${time_zone}`;
  const times = made.get(key) ?? timesFor(tag, time_zone);
  made.set(key, times);
  return times;
}

export function timesFor(tag: string, time_zone: string): Times {
  const at = (options: Intl.DateTimeFormatOptions) => {
    const ofInstant = new Intl.DateTimeFormat(tag, { ...options, timeZone: time_zone });
    const ofDay = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' });
    return (value: string) => (isDay(value) ? ofDay : ofInstant).format(new Date(value));
  };
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const dayOf = (value: string) => (isDay(value) ? value : dayIn(time_zone, value));
  const shortWeekday = at({ weekday: 'short' });
  const weekday = (value: string) => SHORT_WEEKDAYS[tag]?.[dayOfWeek(dayOf(value))] ?? shortWeekday(value);
  const month = at({ month: 'short' });
  const day = at({ day: 'numeric' });
  const range = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  return {
    time_zone,
    today: () => dayIn(time_zone, Date.now()),
    dayOf: (instant) => dayIn(time_zone, instant),
    time: at(clock),
    dayAndTime: at({ weekday: 'short', day: 'numeric', month: 'short', ...clock }),
    weekday: at({ weekday: 'long' }),
    longDay: at({ weekday: 'long', day: 'numeric', month: 'long' }),
    shortDay: at({ weekday: 'short', day: 'numeric', month: 'short' }),
    date: at({ day: 'numeric', month: 'short', year: 'numeric' }),
    range: (first, last) => range.formatRange(new Date(first), new Date(last)),
    leaf: (value) => ({ day: day(value), weekday: weekday(value), month: month(value) }),
    fromNow: (instant) => relative.format(...nearestUnit(minutesBetween(Date.now(), instant))),
  };
}

function nearestUnit(minutes: number): [number, Intl.RelativeTimeFormatUnit] {
  if (Math.abs(minutes) < 60) return [minutes, 'minute'];
  const hours = Math.round(minutes / 60);
  if (Math.abs(hours) < 36) return [hours, 'hour'];
  const days = Math.round(hours / 24);
  return Math.abs(days) < 60 ? [days, 'day'] : [Math.round(days / 30), 'month'];
}

function isDay(value: string): boolean {
  return value.length === 10;
}
