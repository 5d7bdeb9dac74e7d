import type { AppointmentStatus } from './appointments.schemas.ts';

/** Who stands in which relation to a visit. */
export type Party = 'patient' | 'doctor' | 'admin';

/** The facts of a visit that its next status depends on. Instants in epoch milliseconds. */
export interface VisitFacts {
  status: AppointmentStatus;
  start: number;
  /** The doctor no longer works then. */
  needs_reschedule: boolean;
  /** The last change of status was at. */
  changed_at: number;
  /** The present time was set by the actor. */
  is_own_choice: boolean;
  /** Now lies on the visit's date in the clinic's zone. */
  is_its_day: boolean;
}

interface Rule {
  from: readonly AppointmentStatus[];
  to: AppointmentStatus;
  by: readonly Party[];
  /** Says why it is not for this party here; undefined when it is. */
  unless?(visit: VisitFacts, party: Party): string | undefined;
  /** Says why it is not possible now; undefined when it is. */
  when?(visit: VisitFacts, now: number, party: Party): string | undefined;
}

const UNDO_HOURS = 24;
const coming = ['scheduled', 'confirmed', 'rescheduled'] as const;

/**
 * The published graph (contract section 5). `rescheduled` is reached by moving a visit, `scheduled` by booking it or
 * by an administrator's undo; `completed` is final.
 */
export const transitions: readonly Rule[] = [
  {
    from: coming,
    to: 'cancelled',
    by: ['patient', 'doctor', 'admin'],
    when: (visit, now, party) =>
      party === 'patient' && now >= visit.start ? 'The visit has begun; ask the clinic.' : undefined,
  },
  {
    from: coming,
    to: 'no_show',
    by: ['doctor', 'admin'],
    when: (visit, now) => (now < visit.start ? 'The visit has not begun yet.' : undefined),
  },
  {
    from: coming,
    to: 'in_progress',
    by: ['doctor', 'admin'],
    when: (visit) => (visit.is_its_day ? undefined : 'A visit can begin on its own day only.'),
  },
  {
    from: ['scheduled', 'rescheduled'],
    to: 'confirmed',
    by: ['patient', 'doctor', 'admin'],
    unless: (visit, party) => {
      if (party !== 'patient') return undefined;
      if (visit.is_own_choice) return 'You chose this time yourself; the clinic confirms it.';
      return visit.needs_reschedule
        ? 'The doctor cannot see you then; only the clinic can keep this time.'
        : undefined;
    },
  },
  { from: ['in_progress'], to: 'completed', by: ['doctor', 'admin'] },
  {
    from: ['no_show', 'cancelled'],
    to: 'scheduled',
    by: ['admin'],
    when: (visit, now) =>
      now - visit.changed_at > UNDO_HOURS * 3600_000
        ? `This can be undone for ${UNDO_HOURS} hours only.`
        : undefined,
  },
];

export type TransitionRefusal = {
  code: 'illegal_transition' | 'permission_denied' | 'wrong_time';
  detail: string;
};

/** Why a visit may not get a status from this party now; undefined when it may. The same status again is no change. */
export function refusalOfStatus(
  visit: VisitFacts,
  to: AppointmentStatus,
  party: Party,
  now: number,
): TransitionRefusal | undefined {
  const rule = transitions.find((candidate) => candidate.to === to && candidate.from.includes(visit.status));
  if (!rule) {
    const detail =
      to === 'rescheduled'
        ? 'Move the visit: change its time.'
        : `A ${visit.status} visit cannot become ${to}.`;
    return { code: 'illegal_transition', detail };
  }
  if (!rule.by.includes(party))
    return { code: 'permission_denied', detail: `Your role may not make a visit ${to}.` };
  const reserved = rule.unless?.(visit, party);
  if (reserved !== undefined) return { code: 'permission_denied', detail: reserved };
  const untimely = rule.when?.(visit, now, party);
  return untimely === undefined ? undefined : { code: 'wrong_time', detail: untimely };
}
