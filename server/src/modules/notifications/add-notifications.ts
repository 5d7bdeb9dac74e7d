import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { About } from '../../platform/messages.ts';

export interface NewNotification extends About {
  /** Id of the user who is told. */
  recipient: string;
  verb: string;
  /** In the recipient's language; never a diagnosis or the reason of a visit. */
  description: string;
  timestamp: string;
  /** The event and the recipient: written once, however often the job runs. */
  dedupe_key: string;
}

/**
 * Writes notifications, each once. The only place where rows come from, so whoever wants to announce them does it here.
 * @returns those that were not there yet
 */
export async function addNotifications(
  deps: Deps,
  trx: Trx,
  list: readonly NewNotification[],
): Promise<{ id: string; recipient: string }[]> {
  if (list.length === 0) return [];
  const rows = list.map(({ actor, target, action_object, ...rest }) => ({
    id: deps.ids.next(),
    ...rest,
    actor: actor && JSON.stringify(actor),
    target: target && JSON.stringify(target),
    action_object: action_object && JSON.stringify(action_object),
  }));
  return trx
    .insertInto('notifications')
    .values(rows)
    .onConflict((conflict) => conflict.constraint('notifications_once').doNothing())
    .returning(['id', 'recipient'])
    .execute();
}
