import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';

/** The live sessions of a person, the latest used first; `is_current` marks the actor's own. */
export async function listSessions(deps: Deps, actor: SignedInActor, userId: string) {
  const rows = await deps.db
    .selectFrom('sessions')
    .select(['id', 'user_agent', 'address', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', instant(deps.clock))
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map((row) => ({ ...row, is_current: row.id === actor.session_id }));
}
