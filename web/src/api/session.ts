/**
 * Who is signed in on this browser. The access token lives in this module's memory and nowhere else; the refresh token
 * is a cookie that no script can read.
 */
import { forgetKeys } from './idempotency.ts';

/** Says that a refresh makes sense, so that a visitor who never signed in causes no refused request. */
const MARK = 'etiba.signed-in';
/** Milliseconds before its end at which a token is renewed. */
const RENEW_BEFORE = 45_000;

interface Access {
  token: string;
  session_id: string;
  /** Milliseconds since the epoch, by this device's clock. */
  renew_at: number;
}

let access: Access | undefined;
let renewing: Promise<boolean> | undefined;
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('etiba.session');

tabs?.addEventListener('message', ({ data }: MessageEvent<{ session_id: string | null }>) => {
  if (data.session_id === null) forget();
  else if (access && access.session_id !== data.session_id) location.reload(); // somebody else signed in in another tab
});

/** Called when the session has ended, here or in another tab. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function isSignedIn(): boolean {
  return access !== undefined;
}

/** Takes over the session that a sign-in has opened. */
export function beginSession(token: string): void {
  access = readToken(token);
  setMark(true);
  tabs?.postMessage({ session_id: access.session_id });
}

/** Forgets the session, in all tabs. */
export function endSession(): void {
  forget();
  tabs?.postMessage({ session_id: null });
}

/** Finds the session of an earlier visit or of another tab. Without a connection it throws, for nothing is known then. */
export async function restoreSession(): Promise<boolean> {
  if (access) return true;
  return hasMark() && renew();
}

/** A token that still lives, renewed before it ends. */
export async function accessToken(): Promise<string | undefined> {
  if (access && Date.now() >= access.renew_at) await renew();
  return access?.token;
}

/**
 * Exchanges the cookie for a new access token. Tabs do this one after the other, for they share the cookie.
 * @returns whether there is a session
 * @throws TypeError without a connection
 */
export async function renew(): Promise<boolean> {
  renewing ??= exclusively(exchange).finally(() => (renewing = undefined));
  return renewing;
}

async function exchange(): Promise<boolean> {
  const response = await fetch('/api/auth/token/refresh/', { method: 'POST' });
  if (response.ok) {
    const { access: token } = (await response.json()) as { access: string };
    const next = readToken(token);
    if (access && access.session_id !== next.session_id) location.reload();
    access = next;
    setMark(true);
    return true;
  }
  if (response.status !== 401 && response.status !== 403)
    throw new TypeError('no session can be renewed now');
  endSession();
  return false;
}

function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
  return 'locks' in navigator ? navigator.locks.request('etiba.session', work) : work();
}

function forget(): void {
  access = undefined;
  forgetKeys();
  setMark(false);
  for (const listener of listeners) listener();
}

function readToken(token: string): Access {
  const [, claims = ''] = token.split('.');
  const { sid, iat, exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as {
    sid: string;
    iat: number;
    exp: number;
  };
  return { token, session_id: sid, renew_at: Date.now() + (exp - iat) * 1000 - RENEW_BEFORE };
}

function hasMark(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

function setMark(isSet: boolean): void {
  try {
    if (isSet) localStorage.setItem(MARK, '1');
    else localStorage.removeItem(MARK);
  } catch {
    // a browser that keeps nothing: then each visit asks
  }
}
