import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { CHANNELS } from '../../platform/messages.ts';
import { invalidField } from '../../platform/problems.ts';
import { reminderTimesChanged } from './notifications.hooks.ts';
import { isFixed, offeredKinds, readPreferences } from './preferences.queries.ts';
import type { NotificationPreferences, NotificationPreferencesInput } from './preferences.schemas.ts';
import { wants } from './wishes.ts';

/**
 * Replaces what the actor wants to be told, and where; what is left out goes back to the default. Reminders of visits
 * to come are planned anew in the same transaction.
 * @throws Problem invalid_input, stale
 */
export async function setPreferences(
  deps: Deps,
  actor: SignedInActor,
  input: NotificationPreferencesInput,
): Promise<NotificationPreferences> {
  requirePossible(deps, actor, input);
  return inTransaction(deps, actor, async (trx) => {
    await trx.selectFrom('users').select('id').where('id', '=', actor.user_id).forUpdate().execute();
    requireUnchanged(actor, await readPreferences(deps, trx, actor));
    await replaceKinds(trx, actor, input);
    await replaceReminderTimes(deps, trx, actor, input);
    await recordAudit(trx, actor, {
      action: 'notifications.set_preferences',
      object_type: 'user',
      object_id: actor.user_id,
    });
    return readPreferences(deps, trx, actor);
  });
}

function requirePossible(deps: Deps, actor: SignedInActor, input: NotificationPreferencesInput): void {
  const offered = new Map(offeredKinds(deps, actor).map((kind) => [kind.kind, kind]));
  const seen = new Set<string>();
  for (const [index, choice] of input.kinds.entries()) {
    const kind = offered.get(choice.kind);
    if (!kind) throw invalidField(`kinds/${index}/kind`, 'is not a kind of message that you get');
    if (seen.has(choice.kind)) throw invalidField(`kinds/${index}/kind`, 'is there twice');
    seen.add(choice.kind);
    for (const channel of CHANNELS) {
      const isChanged = choice[channel] !== wants(kind, actor.role, null, channel);
      if (isChanged && isFixed(kind, actor, channel))
        throw invalidField(`kinds/${index}/${channel}`, 'cannot be changed for this kind');
    }
  }
  if (input.reminder_minutes_before && actor.role !== 'PATIENT')
    throw invalidField('reminder_minutes_before', 'is for patients');
}

async function replaceKinds(
  trx: Trx,
  { user_id }: SignedInActor,
  { kinds }: NotificationPreferencesInput,
): Promise<void> {
  await trx.deleteFrom('notification_preferences').where('user_id', '=', user_id).execute();
  if (kinds.length === 0) return;
  const rows = kinds.map(({ kind, in_app, mail }) => ({ user_id, kind, in_app, mail }));
  await trx.insertInto('notification_preferences').values(rows).execute();
}

async function replaceReminderTimes(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  { reminder_minutes_before: minutes }: NotificationPreferencesInput,
): Promise<void> {
  const { user_id } = actor;
  await trx.deleteFrom('reminder_preferences').where('user_id', '=', user_id).execute();
  if (minutes) {
    const minutes_before = minutes.toSorted((a, b) => b - a);
    await trx.insertInto('reminder_preferences').values({ user_id, minutes_before }).execute();
  }
  await reminderTimesChanged.run(deps, trx, actor, { user_id });
}
