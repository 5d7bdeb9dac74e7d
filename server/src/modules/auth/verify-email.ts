import { sql } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { inEvenTime, limitPublicForm } from './account-limits.ts';
import { decodeUid, useAccountToken } from './account-tokens.ts';
import { normalizeEmail } from './accounts.ts';
import { authProblems } from './auth.problems.ts';
import { sendVerification } from './register.ts';

/**
 * Activates an account. Of many requests with one link exactly one succeeds.
 * @throws Problem token_invalid
 */
export async function verifyEmail(deps: Deps, actor: Actor, input: { uidb64: string; token: string }) {
  const user_id = decodeUid(input.uidb64);
  if (user_id === undefined) throw authProblems.token_invalid();
  return inTransaction(deps, actor, async (trx) => {
    const isUsed = await useAccountToken(deps, trx, { user_id, purpose: 'verify_email', token: input.token });
    if (!isUsed) throw authProblems.token_invalid();
    await trx
      .updateTable('users')
      .set({ email_verified_at: sql<string>`coalesce(email_verified_at, now())` })
      .where('id', '=', user_id)
      .execute();
    await recordAudit(trx, actor, {
      action: 'account.verify_email',
      object_type: 'user',
      object_id: user_id,
      user_id,
    });
    return { message: 'Your address is verified. You can sign in now.' };
  });
}

/** Sends a new link if the address waits for one; the answer never tells whether it does. */
export async function resendVerificationEmail(deps: Deps, actor: Actor, input: { email: string }) {
  await limitPublicForm(deps, actor);
  return inEvenTime(() =>
    inTransaction(deps, actor, async (trx) => {
      const user = await trx
        .selectFrom('users')
        .select(['id', 'email'])
        .where('email', '=', normalizeEmail(input.email))
        .where('email_verified_at', 'is', null)
        .where('deactivated_at', 'is', null)
        .where('password_hash', 'is not', null) // an invited person uses the invitation
        .forUpdate()
        .executeTakeFirst();
      if (user) await sendVerification(deps, trx, user);
      return { message: 'If this address waits for verification, a new message is on its way.' };
    }),
  );
}
