import { createHash } from 'node:crypto';
import type { SignedInActor } from '../../platform/actor.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { Problem } from '../../platform/problems.ts';

/** What came of one of many. */
export type Outcome<T> = { done: T } | { refusal: Problem };

/**
 * Many acts in one request, one after the other, each by the operation that does it alone: its own transaction, its own
 * checks, its own Idempotency-Key made from the request's. So what is refused stops nothing else, and a request that
 * is sent again does only what was not done. See docs/decisions/0014-bulk.md.
 * @param act with the actor for this one
 * @returns outcomes in the order of the items
 * @throws Problem idempotency_key_reused; whatever is no refusal of a single act, when what was done stays done
 */
export async function actOnMany<Item extends { id: string; if_match?: string }, T>(
  deps: Deps,
  actor: SignedInActor,
  items: readonly Item[],
  act: (one: SignedInActor, item: Item) => Promise<T>,
): Promise<Outcome<T>[]> {
  // Claims the key: with another body it is refused before anything is done.
  await inTransaction(deps, actor, async () => null);
  const outcomes: Outcome<T>[] = [];
  for (const item of items) {
    try {
      outcomes.push({ done: await act(actorForOne(actor, item), item) });
    } catch (error) {
      if (!(error instanceof Problem) || error.kind.status >= 500) throw error;
      outcomes.push({ refusal: error });
    }
  }
  return outcomes;
}

function actorForOne(actor: SignedInActor, item: { id: string; if_match?: string }): SignedInActor {
  const { idempotency } = actor.call;
  const own = idempotency && {
    key: createHash('sha256').update(`${idempotency.key} ${item.id}`).digest('hex'),
    request: `${idempotency.request} ${item.id}`,
    replayed: false,
  };
  return { ...actor, call: { ...actor.call, if_match: item.if_match ?? null, idempotency: own } };
}
