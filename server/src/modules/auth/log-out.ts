import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { problems } from '../../platform/problems.ts';
import { endSessions, sessionOfRefreshToken } from './sessions.ts';

const DONE = { message: 'You are signed out.' };

/** Ends the session of the access token and, if it is another of the same person, that of the refresh token. */
export async function logOut(deps: Deps, actor: SignedInActor, refreshToken: string | undefined) {
  const named = await sessionOfRefreshToken(deps, refreshToken);
  return inTransaction(deps, actor, async (trx) => {
    for (const only of new Set([actor.session_id, ...(named === undefined ? [] : [named])])) {
      await endSessions(deps, trx, actor.user_id, 'logout', { only });
    }
    await recordAudit(trx, actor, {
      action: 'session.logout',
      object_type: 'session',
      object_id: actor.session_id,
    });
    return DONE;
  });
}

/** Ends all sessions of the person, this one too. */
export async function logOutEverywhere(deps: Deps, actor: SignedInActor) {
  return inTransaction(deps, actor, async (trx) => {
    const ended = await endSessions(deps, trx, actor.user_id, 'logout_all');
    await recordAudit(trx, actor, { action: 'session.logout_all', detail: { ended } });
    return DONE;
  });
}

/** @throws Problem not_found for a session that is not the actor's own and alive */
export async function endOwnSession(deps: Deps, actor: SignedInActor, sessionId: string) {
  return inTransaction(deps, actor, async (trx) => {
    const ended = await endSessions(deps, trx, actor.user_id, 'ended_by_user', { only: sessionId });
    if (ended === 0) throw problems.not_found();
    await recordAudit(trx, actor, { action: 'session.end', object_type: 'session', object_id: sessionId });
    return { message: 'That session is ended.' };
  });
}
