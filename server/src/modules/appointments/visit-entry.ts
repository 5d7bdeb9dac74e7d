import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';

/** The visit's name in calendars, in all mails about it and in feeds. */
export function visitUid({ config }: Pick<Deps, 'config'>, appointmentId: string): string {
  return `appointment-${appointmentId}@${new URL(config.public_url).hostname}`;
}

/** Its page in the web application. */
export function visitPath(appointmentId: string): string {
  return `/visits/${appointmentId}`;
}

/** The clinic's name and address and the doctor's room, in one line. */
export function visitPlace(clinic: { name: string; address: string }, officeAddress: string): string {
  return [clinic.name, ...clinic.address.split('\n'), officeAddress].filter(Boolean).join(', ');
}

/** A line of a mail; none where the doctor's room is not known. The clinic's own address stands below every mail. */
export function placeLines(locale: Locale, officeAddress: string): string[] {
  return officeAddress === '' ? [] : [`${place[locale]}: ${officeAddress}`];
}

const place: Record<Locale, string> = { en: 'Place', sw: 'Mahali', fr: 'Lieu\u00a0' };
