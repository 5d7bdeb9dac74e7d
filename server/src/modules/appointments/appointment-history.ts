import type { Insertable } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { withAudit, type AuditEntry } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import type { AppointmentStatusHistory } from '../../platform/database.generated.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { AppointmentStatus } from './appointments.schemas.ts';
import { planReminders } from './plan-reminders.ts';
import { tellOfVisit } from './visit-messages.ts';
import type { Verb } from './visit-words.ts';

type Change = Omit<Insertable<AppointmentStatusHistory>, 'id' | 'changed_by' | 'changed_at'>;

/** The line of the audit beside a change, less what the change says already. */
type Line = Required<Pick<AuditEntry, 'action' | 'patient_id'>> & Pick<AuditEntry, 'detail'>;

/**
 * Adds a change to a visit's history and to the audit, plans its reminders anew, and tells patient and doctor of it.
 * @param needs_new_time it stands again, at a time at which its doctor no longer works
 */
export async function recordChange(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  change: Change,
  line: Line,
  { needs_new_time = false }: { needs_new_time?: boolean } = {},
): Promise<void> {
  const id = deps.ids.next();
  const row = { id, changed_by: actor.user_id, changed_at: instant(deps.clock), ...change };
  const entry = { object_type: 'appointment', object_id: change.appointment_id, ...line };
  await withAudit(trx, actor, entry).insertInto('appointment_status_history').values(row).execute();
  const verb = needs_new_time ? 'needs_new_time' : verbOf(change);
  await planReminders(deps, trx, change.appointment_id, { isNew: !change.previous_status });
  await tellOfVisit(deps, trx, verb, { appointment_id: change.appointment_id, history_id: id });
}

const VERB_OF: Record<AppointmentStatus, Verb> = {
  scheduled: 'restored',
  confirmed: 'confirmed',
  in_progress: 'started',
  completed: 'completed',
  cancelled: 'cancelled',
  no_show: 'no_show',
  rescheduled: 'moved',
};

/** What people are told of a change. */
export function verbOf(change: Change): Verb {
  const { previous_status, new_status, previous_datetime, new_datetime } = change;
  if (!previous_status) return 'booked';
  const isSameStart = Date.parse(String(previous_datetime)) === Date.parse(String(new_datetime));
  const isSameDoctor = change.previous_doctor_id === change.new_doctor_id;
  if (new_status === 'rescheduled' && isSameStart && isSameDoctor) return 'new_length';
  return VERB_OF[new_status];
}
