/** A visit as a file for one's calendar (RFC 5545). Where and with whom, never why. */
import type { Appointment } from '../api/generated/types.gen.ts';

interface Words {
  summary: string;
  location: string;
  /** The host of the clinic's Etiba: the id is the one that its mails use, so that nothing stands there twice. */
  host: string;
  /** When the file was made, epoch milliseconds. */
  now: number;
}

/** @returns the text of an `.ics` file, its lines ended and folded as the standard wants them */
export function calendarFile(visit: Appointment, { summary, location, host, now }: Words): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Etiba//Etiba//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:appointment-${visit.id}@${host}`,
    `SEQUENCE:${visit.status_history.length}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(Date.parse(visit.appointment_datetime))}`,
    `DTEND:${stamp(Date.parse(visit.appointment_end_time))}`,
    `SUMMARY:${escape(summary)}`,
    `LOCATION:${escape(location)}`,
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** 20261201T063000Z */
function stamp(instant: number): string {
  return new Date(instant).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
}

function escape(text: string): string {
  return text.replaceAll(/[\\;,]/gu, String.raw`\$&`).replaceAll(/\r?\n/gu, String.raw`\n`);
}

/** No line may be longer than 75 octets; the next begins with a space. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  const pieces = [''];
  let length = 0;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (length + octets > 75) {
      pieces.push('');
      length = 1;
    }
    pieces[pieces.length - 1] += character;
    length += octets;
  }
  return pieces.join('\r\n ');
}
