import { jwtVerify, SignJWT } from 'jose';
import type { Deps } from '../deps.ts';
import { isUuid } from './formats.ts';

export const ACCESS_TOKEN_SECONDS = 600;
/** Seconds by which the clock of another of our machines may be ahead when it issues a token. */
const CLOCK_SKEW = 5;
const LONGEST_TOKEN = 2048;
const ISSUER = 'etiba';

/** A signed access token (RFC 9068 shape) for a session. It names the session only: role and state are read anew. */
export function issueAccessToken(deps: Pick<Deps, 'keys' | 'clock'>, sessionId: string): Promise<string> {
  const now = Math.floor(deps.clock.now() / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt(now)
    .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
    .sign(deps.keys.access_token);
}

interface Verified {
  session_id: string;
  /** Seconds since the epoch. */
  expires_at: number;
}

/**
 * Signatures that were found good, keyed by key and token. Only the signature is remembered, for it never changes;
 * expiry and the session are checked at each request.
 */
const verified = new Map<string, Verified>();
const MOST_REMEMBERED = 10_000;

/** @returns the session's id, or undefined for anything that is not a token that we signed and that still lives */
export async function verifyAccessToken(
  deps: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): Promise<string | undefined> {
  if (token.length > LONGEST_TOKEN) return undefined;
  const now = deps.clock.now() / 1000;
  const id = `${deps.keys.access_token.toString('latin1')}${token}`;
  let known = verified.get(id);
  if (!known) {
    known = await checkSignature(deps, token);
    if (!known) return undefined;
    if (verified.size >= MOST_REMEMBERED) verified.delete(verified.keys().next().value!);
    verified.set(id, known);
  }
  return known.expires_at > now ? known.session_id : undefined;
}

async function checkSignature(
  deps: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): Promise<Verified | undefined> {
  // The last character of a signature has two bits to spare: of the four spellings only one is the token we gave.
  const signature = token.slice(token.lastIndexOf('.') + 1);
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return undefined;
  try {
    const { payload } = await jwtVerify(token, deps.keys.access_token, {
      algorithms: ['HS256'],
      typ: 'at+jwt',
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ['sid', 'iat', 'exp'],
      maxTokenAge: ACCESS_TOKEN_SECONDS,
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(deps.clock.now()),
    });
    const { sid, exp } = payload;
    if (typeof sid !== 'string' || !isUuid(sid) || exp === undefined) return undefined;
    return { session_id: sid, expires_at: exp };
  } catch {
    return undefined; // why it is bad is nobody's business
  }
}
