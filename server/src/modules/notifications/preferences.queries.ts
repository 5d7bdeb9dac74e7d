import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { CHANNELS, type AnyMessageKind } from '../../platform/messages.ts';
import type { NotificationPreferences } from './preferences.schemas.ts';
import { DEFAULT_MINUTES_BEFORE } from './reminder-times.ts';
import { wants } from './wishes.ts';

/** What the actor's role is offered, and what the actor has chosen. */
export async function readPreferences(
  deps: Deps,
  db: Reader,
  actor: SignedInActor,
): Promise<NotificationPreferences> {
  const chosen = await db
    .selectFrom('notification_preferences')
    .select(['kind', 'in_app', 'mail'])
    .where('user_id', '=', actor.user_id)
    .execute();
  const reminders = await db
    .selectFrom('reminder_preferences')
    .select('minutes_before')
    .where('user_id', '=', actor.user_id)
    .executeTakeFirst();
  const kinds = offeredKinds(deps, actor).map((kind) => {
    const choice = chosen.find((row) => row.kind === kind.kind) ?? null;
    return {
      kind: kind.kind,
      in_app: wants(kind, actor.role, choice, 'in_app'),
      mail: wants(kind, actor.role, choice, 'mail'),
      fixed: CHANNELS.filter((channel) => isFixed(kind, actor, channel)),
    };
  });
  const minutes = reminders?.minutes_before ?? [...DEFAULT_MINUTES_BEFORE];
  return { kinds, reminder_minutes_before: actor.role === 'PATIENT' ? minutes : null };
}

export function offeredKinds(deps: Deps, { role }: SignedInActor): AnyMessageKind[] {
  return [...deps.messages.values()].filter((kind) => kind.offers[role] !== undefined);
}

export function isFixed(
  kind: AnyMessageKind,
  { role }: SignedInActor,
  channel: (typeof CHANNELS)[number],
): boolean {
  const offer = kind.offers[role]?.[channel];
  return offer === 'always' || offer === 'never';
}
