import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { sql } from 'kysely';
import type { Role } from '../../platform/actor.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { foldEmail } from '../../platform/http/formats.ts';
import type { Locale } from '../../platform/i18n.ts';
import { invalidField, problems } from '../../platform/problems.ts';
import { authProblems } from './auth.problems.ts';
import type { User } from './auth.schemas.ts';

/** The address as the account has it: two spellings of one address are one account. */
export function normalizeEmail(email: string): string {
  return foldEmail(email).trim(); // folding may bring spaces to light
}

/** As the database demands it; some countries have numbers that are possible and longer. */
const E164 = /^\+[1-9]\d{5,14}$/;

/**
 * @returns E.164, or null for null
 * @throws Problem invalid_input naming `field`
 */
export function normalizePhone(phone: string | null | undefined, field = 'phone'): string | null {
  if (phone === null || phone === undefined) return null;
  const parsed = parsePhoneNumberFromString(phone);
  const number = parsed?.isPossible() ? parsed.number : '';
  if (E164.test(number)) return number;
  throw invalidField(field, 'wants a phone number with country code, such as +254712345678');
}

/** @throws Problem not_found */
export async function readUser(db: Reader, userId: string): Promise<User> {
  return db
    .selectFrom('users')
    .leftJoin('patients', 'patients.user_id', 'users.id')
    .leftJoin('doctors', 'doctors.user_id', 'users.id')
    .select(['users.id', 'email', 'first_name', 'last_name', 'phone', 'role', 'locale'])
    .select(['is_active', 'is_staff', 'email_verified_at', 'deactivated_at', 'date_joined'])
    .select(['patients.id as patient_id', 'doctors.id as doctor_id'])
    .where('users.id', '=', userId)
    .where('users.erased_at', 'is', null)
    .executeTakeFirstOrThrow(() => problems.not_found());
}

export interface NewAccount {
  email: string;
  password_hash: string | null;
  first_name: string;
  last_name: string;
  phone: string | null;
  role: Role;
  /** The clinic's unless somebody chose one. */
  locale?: Locale | undefined;
  /** Who registers somebody else; null: the person themself. */
  registered_by: string | null;
  /** Only for an administrator that the operator makes: the address needs no proof. */
  is_verified?: boolean;
}

/**
 * Adds a user; the profile of the role is the caller's to add in the same transaction.
 * @param account.email already normalised
 * @throws Problem email_taken
 */
export async function createAccount(deps: Deps, trx: Trx, account: NewAccount): Promise<string> {
  const id = await createAccountIfFree(deps, trx, account);
  if (id === undefined)
    throw authProblems.email_taken(undefined, { errors: [{ field: 'email', message: 'is taken' }] });
  return id;
}

/** As `createAccount`, but an address that has an account gives undefined; waits for one that is being made. */
export async function createAccountIfFree(
  deps: Deps,
  trx: Trx,
  account: NewAccount,
): Promise<string | undefined> {
  return (await createAccountsIfFree(deps, trx, [account])).get(account.email);
}

/**
 * As `createAccountIfFree`, several in one statement.
 * @returns address → id of those that were free
 */
export async function createAccountsIfFree(
  deps: Deps,
  trx: Trx,
  accounts: readonly NewAccount[],
): Promise<Map<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = accounts.map(({ is_verified = false, locale, ...row }) => ({
    id: deps.ids.next(),
    ...row,
    locale: locale ?? sql<Locale>`(select locale from clinic_settings)`,
    email_verified_at: is_verified ? sql<string>`now()` : null,
  }));
  const created = await trx
    .insertInto('users')
    // In one order, so that two who bring the same addresses wait for each other and not in a circle.
    .values(rows.toSorted((a, b) => (a.email < b.email ? -1 : 1)))
    .onConflict((conflict) => conflict.constraint('users_email_unique').doNothing())
    .returning(['id', 'email'])
    .execute();
  return new Map(created.map(({ id, email }) => [email, id]));
}
