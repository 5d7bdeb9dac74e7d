import { recordAudit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/actor.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import { queueMail } from '../../platform/mail.ts';
import { invalidField } from '../../platform/problems.ts';
import { readTimeZone } from '../clinic/clinic.queries.ts';
import { inEvenTime, limitPublicForm, mayMail } from './account-limits.ts';
import { issueAccountToken } from './account-tokens.ts';
import { createAccountIfFree, normalizeEmail, normalizePhone } from './accounts.ts';
import { patientSignedUp } from './auth.hooks.ts';
import type { Registration } from './auth.schemas.ts';
import { knownAddressMail } from './emails/known-address.ts';
import { verifyEmailMail } from './emails/verify-email.ts';
import { hashPassword, requireGoodPassword, requireSamePassword } from './passwords.ts';

const ANSWER = { message: 'Look into your mailbox: we have sent you a message with the next step.' };

/**
 * Signs a person up: an inactive account, a patient profile and a verification mail, or none of them. The answer is
 * the same for an address that is known; its owner gets a mail saying so.
 * @throws Problem invalid_input, throttled
 */
export async function register(deps: Deps, actor: Actor, input: Registration): Promise<{ message: string }> {
  const email = normalizeEmail(input.email);
  const phone = normalizePhone(input.phone);
  requireSamePassword(input.password, input.password2);
  requireGoodPassword(input.password, [email, input.first_name, input.last_name, phone ?? '']);
  await requireBornInThePast(deps, input.date_of_birth);
  await limitPublicForm(deps, actor);
  const password_hash = await hashPassword(input.password); // before the look-up: takes as long for a known address

  const { first_name, last_name, locale, date_of_birth = null, gender = null } = input;
  const person = { email, password_hash, first_name, last_name, phone, locale };
  return inEvenTime(() =>
    inTransaction(deps, actor, async (trx) => {
      const user_id = await signUp(deps, trx, person);
      if (user_id === undefined) return ANSWER;
      await patientSignedUp.run(deps, trx, actor, { user_id, date_of_birth, gender });
      await recordAudit(trx, actor, {
        action: 'account.register',
        object_type: 'user',
        object_id: user_id,
        user_id,
      });
      await sendVerification(deps, trx, { id: user_id, email });
      return ANSWER;
    }),
  );
}

interface Person {
  email: string;
  password_hash: string;
  first_name: string;
  last_name: string;
  phone: string | null;
  locale: Locale | undefined;
}

/** @returns the account that is this sign-up's; undefined where the address has an owner, who is told */
async function signUp(deps: Deps, trx: Trx, { email, ...person }: Person): Promise<string | undefined> {
  const created = await createAccountIfFree(deps, trx, {
    email,
    ...person,
    role: 'PATIENT',
    registered_by: null,
  });
  if (created !== undefined) return created;
  const known = await lockByEmail(trx, email);
  if (known.deactivated_at !== null || !(await mayMail(deps, trx, email))) return undefined;
  if (known.email_verified_at !== null || known.registered_by !== null) {
    await queueMail(deps, trx, knownAddressMail, { user_id: known.id, email }, {});
    return undefined;
  }
  // Signed up before and never verified: the newest sign-up counts, else whoever came first with a stranger's
  // address would own the password of the account that the owner verifies later. Never without a mail of its own:
  // an older link must not verify a newer password.
  await trx.updateTable('users').set(person).where('id', '=', known.id).execute();
  return known.id;
}

async function lockByEmail(trx: Trx, email: string) {
  return trx
    .selectFrom('users')
    .select(['id', 'email_verified_at', 'deactivated_at', 'registered_by'])
    .where('email', '=', email)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Sends a fresh link, within the mailbox's limit. */
export async function sendVerification(
  deps: Deps,
  trx: Trx,
  user: { id: string; email: string },
): Promise<void> {
  if (!(await mayMail(deps, trx, user.email))) return;
  const token_id = await issueAccountToken(deps, trx, user, 'verify_email');
  await queueMail(deps, trx, verifyEmailMail, { user_id: user.id, email: user.email }, { token_id });
}

/** @throws Problem invalid_input naming date_of_birth */
export async function requireBornInThePast(deps: Deps, date: string | null | undefined): Promise<void> {
  if (!date) return;
  const today = Temporal.Instant.fromEpochMilliseconds(deps.clock.now())
    .toZonedDateTimeISO(await readTimeZone(deps.db))
    .toPlainDate()
    .toString();
  const wrong = wrongBirthDate(date, today);
  if (wrong) throw invalidField('date_of_birth', wrong);
}

/** What is wrong with a date of birth, if anything; both `YYYY-MM-DD`. */
export function wrongBirthDate(date: string, today: string) {
  if (date > today) return 'lies in the future';
  return date < '1875-01-01' ? 'lies too far back' : undefined;
}
