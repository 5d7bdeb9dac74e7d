import { describe, expect, it } from 'vitest';
import { refusalOfStatus, type Party, type VisitFacts } from './appointment-statuses.ts';
import { STATUSES, type AppointmentStatus } from './appointments.schemas.ts';

/**
 * Contract section 5, written down once more: from, to, and what each party needs. `yes` always, `before` and `after`
 * the start (which counts as after), `day` on its day, `other` where somebody else chose a time that still stands,
 * `undo` within 24 hours. Who is not named may not; what is not named is no transition.
 */
const GRAPH = `
  scheduled    cancelled    patient:before  doctor:yes    admin:yes
  scheduled    no_show                      doctor:after  admin:after
  scheduled    in_progress                  doctor:day    admin:day
  scheduled    confirmed    patient:other   doctor:yes    admin:yes
  confirmed    cancelled    patient:before  doctor:yes    admin:yes
  confirmed    no_show                      doctor:after  admin:after
  confirmed    in_progress                  doctor:day    admin:day
  rescheduled  cancelled    patient:before  doctor:yes    admin:yes
  rescheduled  no_show                      doctor:after  admin:after
  rescheduled  in_progress                  doctor:day    admin:day
  rescheduled  confirmed    patient:other   doctor:yes    admin:yes
  in_progress  completed                    doctor:yes    admin:yes
  no_show      scheduled                                  admin:undo
  cancelled    scheduled                                  admin:undo
`;

const needs = new Map(
  GRAPH.trim()
    .split('\n')
    .flatMap((line) => {
      const [from, to, ...parties] = line.trim().split(/\s+/);
      return [
        [`${from} ${to}`, new Map(parties.map((party) => party.split(':') as [string, string]))] as const,
      ];
    }),
);

const HOUR = 3_600_000;
const NOW = Date.parse('2026-12-01T09:00:00Z');

function expected(visit: VisitFacts, to: AppointmentStatus, party: Party): string | undefined {
  const parties = needs.get(`${visit.status} ${to}`);
  if (!parties) return 'illegal_transition';
  switch (parties.get(party)) {
    case 'yes':
      return undefined;
    case 'before':
      return NOW < visit.start ? undefined : 'wrong_time';
    case 'after':
      return NOW >= visit.start ? undefined : 'wrong_time';
    case 'day':
      return visit.is_its_day ? undefined : 'wrong_time';
    case 'other':
      return visit.is_own_choice || visit.needs_reschedule ? 'permission_denied' : undefined;
    case 'undo':
      return NOW - visit.changed_at <= 24 * HOUR ? undefined : 'wrong_time';
    default:
      return 'permission_denied';
  }
}

const FACTS = [-48 * HOUR, -1, 0, 1, 48 * HOUR].flatMap((untilStart) =>
  [0, 24 * HOUR, 24 * HOUR + 1].flatMap((ago) =>
    [true, false].flatMap((is_own_choice) =>
      [true, false].flatMap((is_its_day) =>
        [true, false].map((needs_reschedule) => ({
          start: NOW + untilStart,
          changed_at: NOW - ago,
          is_own_choice,
          is_its_day,
          needs_reschedule,
        })),
      ),
    ),
  ),
);

describe('the graph of statuses', () => {
  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    'answers as published: %s → %s',
    (status, to) => {
      for (const party of ['patient', 'doctor', 'admin'] as const) {
        for (const facts of FACTS) {
          const visit = { status, ...facts };
          const code = refusalOfStatus(visit, to, party, NOW)?.code;
          expect({ party, ...facts, code }).toEqual({ party, ...facts, code: expected(visit, to, party) });
        }
      }
    },
  );

  it('says in words why not', () => {
    const visit = {
      status: 'scheduled',
      start: NOW + HOUR,
      changed_at: NOW,
      is_own_choice: true,
      is_its_day: true,
      needs_reschedule: false,
    } as const;
    expect(refusalOfStatus(visit, 'rescheduled', 'doctor', NOW)).toMatchObject({
      detail: 'Move the visit: change its time.',
    });
    expect(refusalOfStatus(visit, 'completed', 'doctor', NOW)).toMatchObject({
      detail: 'A scheduled visit cannot become completed.',
    });
    expect(refusalOfStatus(visit, 'confirmed', 'patient', NOW)?.detail).toContain(
      'You chose this time yourself',
    );
  });
});
