import { describe, expect, it } from 'vitest';
import type { Appointment } from '../api/generated/types.gen.ts';
import { mayChange, mayConfirm } from './visits.ts';

const START = '2026-12-06T18:15:00Z';
const before = Date.parse(START) - 1;
const after = Date.parse(START);
const patient = { id: 'amina', role: 'PATIENT' } as const;
const doctor = { id: 'grace', role: 'DOCTOR' } as const;

function aVisit(change: Partial<Appointment> = {}, ...history: object[]): Appointment {
  const booked = { previous_status: null, new_datetime: null, changed_by: 'grace' };
  return {
    appointment_datetime: START,
    status: 'scheduled',
    needs_reschedule: false,
    created_by: 'grace',
    status_history: [booked, ...history],
    ...change,
  } as Appointment;
}

describe('moving and cancelling', () => {
  it('is for patients until the visit begins, for the clinic also after', () => {
    expect(mayChange(aVisit(), patient, before)).toBe(true);
    expect(mayChange(aVisit(), patient, after)).toBe(false);
    expect(mayChange(aVisit(), doctor, after)).toBe(true);
  });

  it.each(['in_progress', 'completed', 'cancelled', 'no_show'] as const)(
    'is not for one that is %s',
    (status) => {
      expect(mayChange(aVisit({ status }), doctor, before)).toBe(false);
    },
  );
});

describe('confirming', () => {
  it('is for the patient whose time somebody else has set', () => {
    expect(mayConfirm(aVisit(), patient, before)).toBe(true);
    expect(mayConfirm(aVisit(), patient, after)).toBe(false);
    expect(mayConfirm(aVisit({ needs_reschedule: true }), patient, before)).toBe(false);
    expect(mayConfirm(aVisit({ status: 'confirmed' }), patient, before)).toBe(false);
  });

  it('goes by who moved it last, not by who booked it', () => {
    const moved = { previous_status: 'scheduled', new_datetime: START, changed_by: 'amina' };
    expect(mayConfirm(aVisit({ status: 'rescheduled' }, moved), patient, before)).toBe(false);
    const confirmed = { previous_status: 'rescheduled', new_datetime: null, changed_by: 'grace' };
    expect(mayConfirm(aVisit({ status: 'rescheduled' }, moved, confirmed), patient, before)).toBe(false);
  });

  it('is for the clinic at any time', () => {
    expect(mayConfirm(aVisit({ needs_reschedule: true }), doctor, after)).toBe(true);
  });
});
