export const LOCALES = ['en', 'sw', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

/** A text in every language: leaving one out does not compile. */
export type Translated<Data> = Record<Locale, (data: Data) => string>;

/** Local date and time of the clinic with its zone, e.g. "Tuesday, 24 November 2026, 09:30 (GMT+3)". */
export function formatInstant(instant: string, locale: Locale, timeZone: string): string {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  const day = zoned.toLocaleString(tags[locale], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const zone = zoneName(zoned, locale);
  return `${day}, ${formatTime(instant, timeZone)} (${zone})`;
}

/** The wall time of an instant, `HH:MM`. */
export function formatTime(instant: string, timeZone: string): string {
  const time = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainTime();
  return time.toString({ smallestUnit: 'minute' });
}

export function formatDate(date: string, locale: Locale): string {
  return Temporal.PlainDate.from(date).toLocaleString(tags[locale], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** All its digits, with the decimal sign of the language: a measured value is never rounded. */
export function formatNumber(value: number, locale: Locale): string {
  return value.toLocaleString(tags[locale], { maximumFractionDigits: 20, useGrouping: false });
}

const tags: Record<Locale, string> = { en: 'en-GB', sw: 'sw-KE', fr: 'fr-FR' };

function zoneName(zoned: Temporal.ZonedDateTime, locale: Locale): string {
  const parts = new Intl.DateTimeFormat(tags[locale], {
    timeZone: zoned.timeZoneId,
    timeZoneName: 'short',
  }).formatToParts(zoned.epochMilliseconds);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zoned.timeZoneId;
}
