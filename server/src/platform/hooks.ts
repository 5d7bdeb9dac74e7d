import type { Actor } from './actor.ts';
import type { Trx } from './database.ts';
import type { Deps } from './deps.ts';

type Handler<Payload, Result> = (deps: Deps, trx: Trx, actor: Actor, payload: Payload) => Promise<Result>;

/**
 * A moment in one module's transaction at which a later module must act too, e.g. "a doctor's hours changed" → the
 * bookings concerned are marked. It keeps the import law (doctors know nothing of appointments) without giving up
 * the one transaction. Handlers are wired once, in modules.ts; the start refuses a hook that nobody handles.
 */
export interface Hook<Payload, Result> {
  name: string;
  handle(handler: Handler<Payload, Result>): void;
  run: Handler<Payload, Result>;
  isHandled(): boolean;
}

export function defineHook<Payload, Result>(name: string): Hook<Payload, Result> {
  let handler: Handler<Payload, Result> | undefined;
  return {
    name,
    handle(next) {
      if (handler && handler !== next) throw new Error(`the hook "${name}" has two handlers`);
      handler = next;
    },
    run(deps, trx, actor, payload) {
      if (!handler) throw new Error(`nobody handles the hook "${name}"`);
      return handler(deps, trx, actor, payload);
    },
    isHandled: () => handler !== undefined,
  };
}
