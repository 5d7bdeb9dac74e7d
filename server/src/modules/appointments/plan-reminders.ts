import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { minutesBefore } from '../notifications/reminder-times.ts';
import { OPEN } from './calendar.ts';

/** A visit, `a`, that is still to come. */
export const isOpen = sql<boolean>`a.status = any(${`{${OPEN.join()}}`}::appointment_status[])`;

/**
 * Plans the reminders of a visit as it stands now, in the transaction that has just booked, moved, cancelled or undone
 * it. What was sent for the same time stays, so that it is not sent again.
 */
export async function planReminders(
  deps: Deps,
  trx: Trx,
  appointmentId: string,
  { isNew }: { isNew: boolean },
): Promise<void> {
  if (!isNew) await dropReminders(trx, sql`a.id = ${appointmentId}`, sql`false`);
  await addReminders(deps, trx, sql`a.id = ${appointmentId}`);
}

/** After somebody has chosen other times: all visits to come. */
export async function replanReminders(
  deps: Deps,
  trx: Trx,
  _actor: Actor,
  { user_id }: { user_id: string },
): Promise<void> {
  const theirs = sql<boolean>`a.patient_id in (select id from patients where user_id = ${user_id})`;
  const isUnwanted = sql<boolean>`r.minutes_before <> all(coalesce(
    (select minutes_before from reminder_preferences where user_id = ${user_id}), '{1440,120}'))`;
  await dropReminders(trx, theirs, isUnwanted);
  await addReminders(deps, trx, theirs);
}

/** Those of visits that do not take place, or not then, and those that are unwanted and not sent. */
async function dropReminders(trx: Trx, which: RawBuilder<unknown>, isUnwanted: RawBuilder<unknown>) {
  await sql`
    delete from reminders r using appointments a
    where a.id = r.appointment_id and ${which} and (
      not ${isOpen}
      or r.due_at <> a.appointment_datetime - r.minutes_before * interval '1 minute'
      or (r.sent_at is null and ${isUnwanted}))`.execute(trx);
}

/**
 * Those that are wanted, not yet due and not yet there.
 * @returns the visits that had not all of them
 */
export async function addReminders(deps: Deps, db: Reader, which: RawBuilder<unknown>): Promise<Set<string>> {
  const { rows } = await sql<{ appointment_id: string }>`
    insert into reminders (appointment_id, minutes_before, due_at)
    select a.id, wanted.minutes, due.at
    from appointments a
    join patients p on p.id = a.patient_id
    left join reminder_preferences rp on rp.user_id = p.user_id
    cross join unnest(${minutesBefore}) as wanted (minutes)
    cross join lateral (select a.appointment_datetime - wanted.minutes * interval '1 minute') as due (at)
    where ${which} and ${isOpen} and due.at > ${instant(deps.clock)}
    on conflict (appointment_id, minutes_before) do nothing
    returning appointment_id`.execute(db);
  return new Set(rows.map((row) => row.appointment_id));
}
