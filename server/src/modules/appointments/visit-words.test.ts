import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../platform/i18n.ts';
import { VERBS, visitWords, type VisitMessage } from './visit-words.ts';

const full: VisitMessage = {
  patient: 'Amina Otieno',
  doctor: 'Dr. Grace Wanjiku',
  when: 'Tuesday 09:30',
  formerly: 'Monday 08:00',
  minutes: 45,
  by: 'Jane Desk',
};
const bySystem = { ...full, by: '' };

describe.each(VERBS)('the message "%s"', (verb) => {
  const texts = visitWords[verb];

  it.each(LOCALES)('says in %s who with whom and when, in one whole sentence', (locale) => {
    for (const message of [full, bySystem]) {
      const toPatient = texts.patient[locale](message);
      const toDoctor = texts.doctor[locale](message);
      expect(toPatient).toContain(full.doctor);
      expect(toDoctor).toContain(full.patient);
      for (const text of [toPatient, toDoctor]) {
        expect(text).toContain(full.when);
        expect(text).toMatch(/^\S.*\.$/);
        expect(text).not.toMatch(/undefined|null|NaN|\[object|\(\)| {2}|\( | \)/);
      }
    }
  });

  it('is written in each language', () => {
    for (const reader of Object.values(texts)) {
      expect(new Set(LOCALES.map((locale) => reader[locale](full))).size).toBe(LOCALES.length);
    }
  });
});

describe('messages of a change by somebody', () => {
  it('name that person, and nobody where it was the system', () => {
    for (const locale of LOCALES) {
      expect(visitWords.cancelled.patient[locale](full)).toContain('Jane Desk');
      expect(visitWords.moved.doctor[locale](full)).toContain('Monday 08:00');
      expect(visitWords.moved.former_doctor?.[locale](full)).toContain('Dr. Grace Wanjiku');
      expect(visitWords.new_length.patient[locale](full)).toContain('45');
      expect(visitWords.cancelled.patient[locale](bySystem)).not.toContain('(');
    }
  });
});
