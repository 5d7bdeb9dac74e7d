import { sql } from 'kysely';
import type { Call, SignedInActor } from '../actor.ts';
import type { Deps } from '../deps.ts';
import { verifyAccessToken } from './tokens.ts';

export type Identity = Omit<SignedInActor, 'call'>;

/**
 * Who a request is from: the bearer token names a session, the session row says whose it is and whether it lives, the
 * user row says the present role. Nothing of this is cached, so logout and demotion hold from the next request on,
 * on every process.
 * @param authorization the Authorization header
 */
export async function identify(deps: Deps, authorization: string | undefined): Promise<Identity | undefined> {
  const token = authorization && /^bearer +([\w.-]+)$/i.exec(authorization)?.[1];
  const session = token ? await verifyAccessToken(deps, token) : undefined;
  return session === undefined ? undefined : lookUps(deps).load(session);
}

/** Who has this session, if it still lives, as of now. */
export function readIdentity(deps: Deps, sessionId: string): Promise<Identity | undefined> {
  return lookUps(deps).load(sessionId);
}

export function signedIn(identity: Identity, call: Call): SignedInActor {
  return { ...identity, call };
}

/**
 * Sessions asked for in the same turn of the event loop share one query. A query that is already on its way is never
 * joined: it may have been answered before the session ended.
 */
class SessionLookUps {
  readonly #deps: Deps;
  #waiting: Map<string, PromiseWithResolvers<Identity | undefined>> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  load(sessionId: string): Promise<Identity | undefined> {
    if (!this.#waiting) {
      this.#waiting = new Map();
      setImmediate(() => void this.#ask());
    }
    const known = this.#waiting.get(sessionId) ?? Promise.withResolvers<Identity | undefined>();
    this.#waiting.set(sessionId, known);
    return known.promise;
  }

  async #ask(): Promise<void> {
    const waiting = this.#waiting!;
    this.#waiting = undefined;
    try {
      const identities = await readIdentities(this.#deps, [...waiting.keys()]);
      for (const [id, { resolve }] of waiting) resolve(identities.get(id));
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
    }
  }
}

const lookUpsOf = new WeakMap<Deps, SessionLookUps>();

function lookUps(deps: Deps): SessionLookUps {
  const known = lookUpsOf.get(deps) ?? new SessionLookUps(deps);
  lookUpsOf.set(deps, known);
  return known;
}

/** Who the sessions belong to that live; the others are not in the answer. */
export async function readIdentities(
  deps: Pick<Deps, 'db' | 'clock'>,
  sessionIds: string[],
): Promise<Map<string, Identity>> {
  const rows = await deps.db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .leftJoin('patients', 'patients.user_id', 'users.id')
    .leftJoin('doctors', 'doctors.user_id', 'users.id')
    .select(['sessions.id as session_id', 'users.id as user_id', 'users.role'])
    .select(['patients.id as patient_id', 'doctors.id as doctor_id'])
    .where('sessions.id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', new Date(deps.clock.now()).toISOString())
    .where('users.is_active', '=', true)
    .execute();
  return new Map(rows.map((row) => [row.session_id, row]));
}
