import { sql } from 'kysely';
import type { Actor, SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { findAnswer } from '../../platform/http/idempotency.ts';
import { consume, giveBack } from '../../platform/http/rate-limit.ts';
import type { Message } from '../../platform/http/schemas.ts';
import { queueMail } from '../../platform/mail.ts';
import { invalidField, problems } from '../../platform/problems.ts';
import { forgetWrongPasswords, inEvenTime, limitPublicForm, mayMail } from './account-limits.ts';
import {
  decodeUid,
  isAccountToken,
  issueAccountToken,
  useAccountToken,
  voidAccountTokens,
} from './account-tokens.ts';
import { normalizeEmail } from './accounts.ts';
import { authProblems } from './auth.problems.ts';
import type { PasswordChange, TokenPassword } from './auth.schemas.ts';
import { resetPasswordMail } from './emails/reset-password.ts';
import { hashPassword, inSlot, isPassword, requireGoodPassword, requireSamePassword } from './passwords.ts';
import { tellOfPassword } from './security-messages.ts';
import { endSessions } from './sessions.ts';

/**
 * New for old; all other sessions of the person end.
 * @throws Problem invalid_input, throttled
 */
export async function changePassword(
  deps: Deps,
  actor: SignedInActor,
  input: PasswordChange,
): Promise<Message> {
  const earlier = await findAnswer(deps.db, deps.keys, actor);
  if (earlier) return earlier.answer as Message;
  const user = await personOf(deps, actor.user_id);
  requireSamePassword(input.new_password, input.new_password2, 'new_password2');
  const limit = { name: 'password-change', points: 10, per: 900 };
  await consume(deps, limit, actor.user_id);
  if (!(await inSlot(() => isPassword(input.old_password, user.password_hash)))) throw wrongOldPassword();
  await giveBack(deps, limit, actor.user_id);
  requireGoodPassword(input.new_password, user.personal, 'new_password');
  const password_hash = await hashPassword(input.new_password);
  return inTransaction(deps, actor, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('users')
      .set({ password_hash })
      .where('id', '=', actor.user_id)
      .where('password_hash', '=', user.password_hash) // still the one that was proved
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw wrongOldPassword();
    await voidAccountTokens(trx, actor.user_id);
    const ended = await endSessions(deps, trx, actor.user_id, 'password_change', {
      except: actor.session_id,
    });
    await recordAudit(trx, actor, { action: 'account.change_password', detail: { ended } });
    await tellOfPassword(deps, trx, actor.user_id);
    return { message: 'Your password is changed; your other sessions are signed out.' };
  });
}

const wrongOldPassword = () => invalidField('old_password', 'is wrong');

/** Mails a link if there is an account that may use it; the answer never tells. */
export async function requestPasswordReset(deps: Deps, actor: Actor, input: { email: string }) {
  await limitPublicForm(deps, actor);
  return inEvenTime(() =>
    inTransaction(deps, actor, async (trx) => {
      const user = await trx
        .selectFrom('users')
        .select(['id', 'email'])
        .where('email', '=', normalizeEmail(input.email))
        .where('deactivated_at', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (user && (await mayMail(deps, trx, user.email))) {
        const token_id = await issueAccountToken(deps, trx, user, 'reset_password');
        await queueMail(deps, trx, resetPasswordMail, { user_id: user.id, email: user.email }, { token_id });
        await recordAudit(trx, actor, { action: 'account.request_reset', user_id: user.id });
      }
      return { message: 'If there is an account with this address, a message is on its way.' };
    }),
  );
}

/**
 * Sets a password with a mailed link; all sessions end. The link proves the address, so it also verifies it.
 * @throws Problem token_invalid, invalid_input
 */
export async function confirmPasswordReset(deps: Deps, actor: Actor, input: TokenPassword) {
  return setPasswordByToken(deps, actor, input, 'reset_password');
}

/**
 * Sets the first password of an invited person.
 * @throws Problem token_invalid, invalid_input
 */
export async function acceptInvitation(deps: Deps, actor: Actor, input: TokenPassword) {
  return setPasswordByToken(deps, actor, input, 'invitation');
}

async function setPasswordByToken(
  deps: Deps,
  actor: Actor,
  input: TokenPassword,
  purpose: 'reset_password' | 'invitation',
): Promise<Message> {
  const earlier = await findAnswer(deps.db, deps.keys, actor);
  if (earlier) return earlier.answer as Message;
  const user_id = decodeUid(input.uidb64);
  const given = { user_id: user_id ?? '', purpose, token: input.token };
  // Before anything else: who holds no token makes us hash nothing and learns nothing about the person.
  if (user_id === undefined || !(await isAccountToken(deps, deps.db, given)))
    throw authProblems.token_invalid();
  const { email, personal } = await personOf(deps, user_id);
  requireSamePassword(input.password, input.password2);
  requireGoodPassword(input.password, personal);
  const password_hash = await hashPassword(input.password);
  const answer = await inTransaction(deps, actor, async (trx) => {
    if (!(await useAccountToken(deps, trx, given))) throw authProblems.token_invalid();
    await trx
      .updateTable('users')
      .set({ password_hash, email_verified_at: sql<string>`coalesce(email_verified_at, now())` })
      .where('id', '=', user_id)
      .execute();
    await voidAccountTokens(trx, user_id);
    await endSessions(deps, trx, user_id, 'password_reset');
    const action = purpose === 'invitation' ? 'account.accept_invitation' : 'account.reset_password';
    await recordAudit(trx, actor, { action, object_type: 'user', object_id: user_id, user_id });
    if (purpose === 'reset_password') await tellOfPassword(deps, trx, user_id);
    return { message: 'Your password is set. You can sign in now.' };
  });
  await forgetWrongPasswords(deps, email);
  return answer;
}

async function personOf(deps: Deps, userId: string) {
  const { phone, ...user } = await deps.db
    .selectFrom('users')
    .select(['email', 'password_hash', 'first_name', 'last_name', 'phone'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow(() => problems.not_found());
  return { ...user, personal: [user.email, user.first_name, user.last_name, phone ?? ''] };
}
