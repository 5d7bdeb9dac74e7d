import type { Actor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { instant } from '../../platform/clock.ts';
import { addressGroup, consume, forget, type Limit } from '../../platform/http/rate-limit.ts';

const HOUR = 3600_000;
export const QUARTER_HOUR_SECONDS = 900;

/** Tries to sign in to one account, from wherever; a right password gives its try back. */
export function loginLimit(deps: Deps): Limit {
  return {
    name: 'login-account',
    points: deps.config.limits.wrong_passwords_per_account,
    per: QUARTER_HOUR_SECONDS,
  };
}

/** Who has proved to own the mailbox may try anew at once. */
export async function forgetWrongPasswords(deps: Deps, email: string): Promise<void> {
  await forget(deps, loginLimit(deps), email);
}

/**
 * Public forms that cause mail: so many per address and hour.
 * @throws Problem throttled
 */
export async function limitPublicForm(deps: Deps, actor: Actor): Promise<void> {
  const limit = { name: 'public-form', points: deps.config.limits.registrations_per_address, per: 3600 };
  await consume(deps, limit, addressGroup(actor.call.address));
}

/**
 * Whether another mail about an account may go to this mailbox within the hour; no stranger fills somebody's mailbox
 * through us. What the clinic has to tell does not count: it must not keep anybody from a new password.
 */
export async function mayMail(deps: Deps, trx: Trx, email: string): Promise<boolean> {
  const { sent } = await trx
    .selectFrom('mails')
    .innerJoin('users', 'users.id', 'mails.user_id')
    .select((eb) => eb.fn.countAll<number>().as('sent'))
    .where('users.email', '=', email)
    .where('mails.dedupe_key', 'is', null)
    .where('mails.created_at', '>', instant(deps.clock, -HOUR))
    .executeTakeFirstOrThrow();
  return sent < deps.config.limits.mails_per_recipient;
}

/** The least time that an answer takes which must not tell known from unknown addresses. */
const EVEN_TIME = 150;

/** Runs `work` and answers no sooner than after 150 ms, whatever it found. */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const left = EVEN_TIME - (performance.now() - started);
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }
}
