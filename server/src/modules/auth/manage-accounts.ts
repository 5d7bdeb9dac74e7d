import { sql } from 'kysely';
import type { Role, SignedInActor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import { queueMail } from '../../platform/mail.ts';
import { problems } from '../../platform/problems.ts';
import { noteForSignal } from '../../platform/signals.ts';
import { mayMail } from './account-limits.ts';
import { issueAccountToken, voidAccountTokens } from './account-tokens.ts';
import { createAccount, normalizeEmail, normalizePhone } from './accounts.ts';
import { authProblems } from './auth.problems.ts';
import { invitationMail } from './emails/invitation.ts';
import { hashPassword, requireGoodPassword, requireSamePassword } from './passwords.ts';
import { sendVerification } from './register.ts';
import { endSessions, type EndReason } from './sessions.ts';

export interface PersonInput {
  email: string;
  first_name: string;
  last_name: string;
  phone?: string | null | undefined;
  password?: string | undefined;
  password2?: string | undefined;
  locale?: Locale | undefined;
}

/**
 * Checks the person that staff registers and hashes the password, before the transaction.
 * @throws Problem invalid_input
 */
export async function preparePerson(input: PersonInput) {
  const { first_name, last_name, password, password2, locale } = input;
  const email = normalizeEmail(input.email);
  const phone = normalizePhone(input.phone);
  if (password === undefined) return { email, first_name, last_name, phone, locale, password_hash: null };
  requireSamePassword(password, password2);
  requireGoodPassword(password, [email, first_name, last_name, phone ?? '']);
  return { email, first_name, last_name, phone, locale, password_hash: await hashPassword(password) };
}

/**
 * Adds an inactive account for somebody else. With a password the address must still be verified; without one the
 * person gets an invitation to set it. The profile of the role is the caller's to add in the same transaction.
 * @throws Problem email_taken
 */
export async function registerPerson(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  role: Role,
  person: Awaited<ReturnType<typeof preparePerson>>,
): Promise<string> {
  const id = await createAccount(deps, trx, { ...person, role, registered_by: actor.user_id });
  const user = { id, email: person.email };
  if (person.password_hash === null) await sendInvitation(deps, trx, user);
  else await sendVerification(deps, trx, user);
  return id;
}

export async function sendInvitation(
  deps: Deps,
  trx: Trx,
  user: { id: string; email: string },
): Promise<void> {
  const token_id = await issueAccountToken(deps, trx, user, 'invitation');
  await queueMail(deps, trx, invitationMail, { user_id: user.id, email: user.email }, { token_id });
}

/**
 * A new invitation for somebody who has never set a password; earlier ones are void.
 * @param user locked
 * @throws Problem invitation_not_needed, account_deactivated, throttled
 */
export async function renewInvitation(
  deps: Deps,
  trx: Trx,
  user: { id: string; email: string; password_hash: string | null; deactivated_at: string | null },
): Promise<void> {
  if (user.deactivated_at !== null) throw authProblems.account_deactivated();
  if (user.password_hash !== null) throw authProblems.invitation_not_needed();
  if (!(await mayMail(deps, trx, user.email))) throw problems.throttled(undefined, { retry_after: 3600 });
  await sendInvitation(deps, trx, user);
}

/** Names and phone, as a profile's update changes them. */
export async function updatePerson(
  trx: Trx,
  userId: string,
  change: { first_name?: string; last_name?: string; phone?: string | null },
): Promise<void> {
  const { phone, ...names } = change;
  const values = { ...names, ...(phone !== undefined && { phone: normalizePhone(phone) }) };
  if (Object.keys(values).length > 0)
    await trx.updateTable('users').set(values).where('id', '=', userId).execute();
}

/**
 * Switches an account off, ends its sessions and voids its links. Idempotent.
 * @throws Problem last_administrator
 */
export async function deactivateAccount(
  deps: Deps,
  trx: Trx,
  userId: string,
  reason: EndReason = 'deactivated',
) {
  await requireAnotherAdmin(trx, userId);
  await trx
    .updateTable('users')
    .set({ deactivated_at: sql<string>`coalesce(deactivated_at, now())` })
    .where('id', '=', userId)
    .execute();
  await voidAccountTokens(trx, userId);
  await endSessions(deps, trx, userId, reason);
}

/** The person may sign in again if the address was verified; otherwise the account waits for that as before. */
export async function reactivateAccount(trx: Trx, userId: string): Promise<void> {
  await trx.updateTable('users').set({ deactivated_at: null }).where('id', '=', userId).execute();
}

/** The profile of the role, and that an administrator remains, are the caller's to check. */
export async function setRole(trx: Trx, userId: string, role: Role): Promise<void> {
  await trx.updateTable('users').set({ role }).where('id', '=', userId).execute();
  noteForSignal(trx, { user: userId });
}

/**
 * Refuses to take the last active administrator away. All administrators are locked in one order, so two who demote
 * each other at the same moment are seen one after the other.
 * @throws Problem last_administrator
 */
export async function requireAnotherAdmin(trx: Trx, userId: string): Promise<void> {
  const admins = await trx
    .selectFrom('users')
    .select(['id', 'is_active'])
    .where('role', '=', 'ADMIN')
    .orderBy('id')
    .forUpdate()
    .execute();
  if (!admins.some((admin) => admin.id === userId && admin.is_active)) return;
  if (!admins.some((admin) => admin.id !== userId && admin.is_active))
    throw authProblems.last_administrator();
}

/** @throws Problem not_found */
export async function lockUser(trx: Trx, userId: string) {
  const user = await trx
    .selectFrom('users')
    .selectAll()
    .where('id', '=', userId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!user) throw problems.not_found();
  return user;
}
