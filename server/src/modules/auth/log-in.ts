import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import {
  addressGroup,
  block,
  consume,
  giveBack,
  throttled,
  type Limit,
} from '../../platform/http/rate-limit.ts';
import { Problem } from '../../platform/problems.ts';
import { loginLimit, QUARTER_HOUR_SECONDS } from './account-limits.ts';
import { normalizeEmail, readUser } from './accounts.ts';
import { authProblems } from './auth.problems.ts';
import type { User } from './auth.schemas.ts';
import { isNewDevice } from './new-device.ts';
import { inSlot, isPassword } from './passwords.ts';
import { tellOfNewDevice } from './security-messages.ts';
import { startSession, type TokenPair } from './sessions.ts';

/** Names a browser that has signed in to this account before (OWASP "device cookies"). */
export const DEVICE_COOKIE = 'etiba_device';

export interface LoginInput {
  email: string;
  password: string;
  /** Value of the device cookie, if the client sent one. */
  device: string | undefined;
}

/**
 * Opens a session for the right password of an active account. Everything wrong gives one answer after the same work;
 * after 10 wrong passwords in 15 minutes an account is throttled for strangers, while a device that has signed in
 * before has a count of its own, so that nobody can lock the owner out.
 * @throws Problem wrong_credentials, account_not_active, throttled
 */
export async function logIn(
  deps: Deps,
  actor: Actor,
  input: LoginInput,
): Promise<TokenPair & { user: User }> {
  const email = normalizeEmail(input.email);
  const candidate = await deps.db
    .selectFrom('users')
    .select(['id', 'password_hash', 'is_active'])
    .where('email', '=', email)
    .executeTakeFirst();
  const audit = (outcome: 'failure' | 'denied') =>
    recordAudit(deps.db, actor, {
      action: 'session.login',
      outcome,
      ...(candidate && { user_id: candidate.id }),
    });
  const device = readDevice(deps, candidate?.id, input.device);
  const attempt = {
    account: device === undefined ? email : `${email} ${device}`,
    password: input.password,
    audit,
  };
  const isRight = await inSlot(() => tryPassword(deps, actor, attempt, candidate?.password_hash ?? null));

  if (!isRight || !candidate) {
    await audit('failure');
    throw authProblems.wrong_credentials();
  }
  if (!candidate.is_active) {
    await audit('denied');
    throw authProblems.account_not_active('Verify your address first, or ask the clinic.');
  }
  return inTransaction(deps, actor, async (trx) => {
    await requireStillRight(trx, candidate);
    const isNew = device === undefined && (await isNewDevice(deps, trx, actor, candidate.id));
    const { session_id, ...tokens } = await startSession(deps, trx, actor, candidate.id);
    await recordAudit(trx, actor, { action: 'session.login', user_id: candidate.id });
    if (isNew) await tellOfNewDevice(deps, trx, session_id);
    return { ...tokens, user: await readUser(trx, candidate.id) };
  });
}

/**
 * A password that was changed while it was being checked opens no session: the change ends those that it can see.
 * @throws Problem wrong_credentials
 */
async function requireStillRight(
  trx: Trx,
  candidate: { id: string; password_hash: string | null },
): Promise<void> {
  const user = await trx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', candidate.id)
    .where('is_active', '=', true)
    .forShare()
    .executeTakeFirst();
  if (user?.password_hash !== candidate.password_hash) throw authProblems.wrong_credentials();
}

interface Attempt {
  /** Whose tries are counted: the address, or the address on a device that has signed in before. */
  account: string;
  password: string;
  audit: (outcome: 'denied') => Promise<void>;
}

/** Counts the try before the password is looked at, so that parallel guesses cannot outrun the count. */
async function tryPassword(
  deps: Deps,
  actor: Actor,
  attempt: Attempt,
  hash: string | null,
): Promise<boolean> {
  const points = deps.config.limits.wrong_passwords_per_address;
  const byAddress: Limit = { name: 'login-address', points, per: QUARTER_HOUR_SECONDS };
  const byAccount = loginLimit(deps);
  const address = addressGroup(actor.call.address);
  await consume(deps, byAddress, address);
  try {
    await consume(deps, byAccount, attempt.account);
  } catch (error) {
    if (error instanceof Problem) throw await growingThrottle(deps, byAccount, attempt);
    throw error;
  }
  const isRight = await isPassword(attempt.password, hash);
  if (isRight) {
    await giveBack(deps, byAddress, address);
    await giveBack(deps, byAccount, attempt.account);
  }
  return isRight;
}

/** Each try during a block makes it a minute longer, up to an hour. The audit hears of the first, not of the flood. */
async function growingThrottle(deps: Deps, limit: Limit, { account, audit }: Attempt): Promise<Problem> {
  const strikes: Limit = { name: 'login-strikes', points: 45, per: 24 * 3600 };
  const left = await consume(deps, strikes, account).catch(() => 0);
  const strike = strikes.points - left;
  if (strike === 1) await audit('denied');
  const seconds = QUARTER_HOUR_SECONDS + 60 * strike;
  await block(deps, limit, account, seconds);
  return throttled(seconds * 1000);
}

/** @returns the device's name if the cookie is ours and belongs to this account */
function readDevice(deps: Deps, userId: string | undefined, cookie: string | undefined): string | undefined {
  const [, name, mac] = /^([\w-]{22})\.([\w-]{43})$/.exec(cookie ?? '') ?? [];
  if (userId === undefined || name === undefined || mac === undefined) return undefined;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(sealDevice(deps, userId, name))) ? name : undefined;
}

/** A new value for the device cookie, to set after a login. */
export function newDevice(deps: Deps, userId: string): string {
  const name = randomBytes(16).toString('base64url');
  return `${name}.${sealDevice(deps, userId, name)}`;
}

function sealDevice(deps: Deps, userId: string, name: string): string {
  return createHmac('sha256', deps.keys.device).update(`${userId} ${name}`).digest('base64url');
}
