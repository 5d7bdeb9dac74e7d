import { expect, it } from 'vitest';
import type { Appointment } from '../api/generated/types.gen.ts';
import { calendarFile } from './calendar-file.ts';

const visit = {
  id: '019b76da-b54c-7619-81c9-6abb369bdc7c',
  appointment_datetime: '2026-12-06T18:15:00Z',
  appointment_end_time: '2026-12-06T18:45:00Z',
  reason: 'Cough for a week',
  status_history: [{}, {}],
} as Appointment;
const words = {
  summary: 'Ziara kwa Dr. Minh Anh Nguyễn, ' + 'mjini na mashambani '.repeat(4),
  location: 'Clinic; Room 1, ground\nfloor',
  host: 'clinic.example.org',
  now: Date.parse('2026-11-26T21:00:00.123Z'),
};

it('says when and where in UTC, under the id of the mails, and never why', () => {
  const text = calendarFile(visit, words);
  expect(text).toContain('UID:appointment-019b76da-b54c-7619-81c9-6abb369bdc7c@clinic.example.org\r\n');
  expect(text).toContain(
    'DTSTAMP:20261126T210000Z\r\nDTSTART:20261206T181500Z\r\nDTEND:20261206T184500Z\r\n',
  );
  expect(text).toContain(String.raw`LOCATION:Clinic\; Room 1\, ground\nfloor`);
  expect(text).not.toContain('Cough');
});

it('has no line longer than 75 octets, and breaks no character', () => {
  const text = calendarFile(visit, words);
  for (const line of text.split('\r\n'))
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n ', '')).toContain(String.raw`SUMMARY:Ziara kwa Dr. Minh Anh Nguyễn\, mjini`);
});
