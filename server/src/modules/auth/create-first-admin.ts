import { sql } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { isSetupToken, setupToken } from './account-tokens.ts';
import { createAccount, normalizeEmail, normalizePhone } from './accounts.ts';
import { authProblems } from './auth.problems.ts';
import type { Setup } from './auth.schemas.ts';
import { hashPassword, requireGoodPassword, requireSamePassword } from './passwords.ts';

/**
 * Makes the first administrator with the link that the start has printed. Of many at once exactly one succeeds.
 * @throws Problem token_invalid, already_set_up, email_taken, invalid_input
 */
export async function createFirstAdmin(deps: Deps, actor: Actor, { token, password2, ...input }: Setup) {
  if (!isSetupToken(deps, token)) throw authProblems.token_invalid();
  requireSamePassword(input.password, password2);
  await createAdmin(deps, actor, input, { onlyFirst: true });
  return { message: 'Welcome. You can sign in now.' };
}

export interface NewAdmin {
  email: string;
  password: string;
  first_name: string;
  last_name: string;
  phone?: string;
}

/**
 * Makes an active administrator; for whoever holds the machine, so the address needs no proof.
 * @throws Problem already_set_up, email_taken, invalid_input
 */
export async function createAdmin(
  deps: Deps,
  actor: Actor,
  input: NewAdmin,
  { onlyFirst = false } = {},
): Promise<string> {
  const { first_name, last_name } = input;
  const email = normalizeEmail(input.email);
  const phone = normalizePhone(input.phone);
  requireGoodPassword(input.password, [email, first_name, last_name, phone ?? '']);
  const password_hash = await hashPassword(input.password);
  return inTransaction(deps, actor, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('etiba:first administrator'))`.execute(trx);
    if (onlyFirst && (await hasAdmin(trx))) throw authProblems.already_set_up();
    const person = { email, password_hash, first_name, last_name, phone };
    const id = await createAccount(deps, trx, {
      ...person,
      role: 'ADMIN',
      registered_by: null,
      is_verified: true,
    });
    await recordAudit(trx, actor, {
      action: 'account.create_admin',
      object_type: 'user',
      object_id: id,
      user_id: id,
    });
    return id;
  });
}

/** The one-time link for the first administrator, or undefined once there is one. */
export async function setupLink(deps: Deps): Promise<string | undefined> {
  if (await hasAdmin(deps.db)) return undefined;
  return `${deps.config.public_url}/setup#token=${setupToken(deps)}`;
}

async function hasAdmin(db: Reader): Promise<boolean> {
  const admin = await db.selectFrom('users').select('id').where('role', '=', 'ADMIN').executeTakeFirst();
  return admin !== undefined;
}
