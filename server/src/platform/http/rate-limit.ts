import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Deps } from '../deps.ts';
import { problems } from '../problems.ts';

export interface Limit {
  /** Distinguishes the counters of different limits. */
  name: string;
  points: number;
  /** Seconds. */
  per: number;
}

/**
 * Counts one use. The counter lies in PostgreSQL: one for all processes, and a restart does not clear it.
 * @returns how many uses remain
 * @throws Problem throttled, with the seconds to wait, once the limit is passed
 */
export async function consume(deps: Deps, limit: Limit, subject: string): Promise<number> {
  try {
    const state = await limiter(deps, limit).consume(keyOf(deps, subject));
    return state.remainingPoints;
  } catch (error) {
    if (error instanceof RateLimiterRes) throw throttled(error.msBeforeNext);
    throw error;
  }
}

/** Gives one use back: it was not what the limit is for. */
export async function giveBack(deps: Deps, limit: Limit, subject: string): Promise<void> {
  await limiter(deps, limit).reward(keyOf(deps, subject), 1);
}

/** Clears the count. */
export async function forget(deps: Deps, limit: Limit, subject: string): Promise<void> {
  await limiter(deps, limit).delete(keyOf(deps, subject));
}

/** Refuses the subject for so many seconds from now on. */
export async function block(deps: Deps, limit: Limit, subject: string, seconds: number): Promise<void> {
  await limiter(deps, limit).block(keyOf(deps, subject), seconds);
}

export function throttled(waitMilliseconds: number) {
  const seconds = Math.max(1, Math.ceil(waitMilliseconds / 1000));
  return problems.throttled(undefined, { retry_after: seconds });
}

// Some proxies write the port behind the address.
const IPV4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i;
const IPV6 = /^\[?([\da-f:.]+)(?:%\w+)?\]?(?:(?<=\]):\d+)?$/i;

/** What counts as one address: an IPv6 customer has a whole /64. */
export function addressGroup(address: string | null): string {
  const v4 = IPV4.exec(address ?? '')?.[1];
  if (v4 !== undefined) return v4;
  const v6 = IPV6.exec(address ?? '')?.[1];
  if (v6 === undefined || !isIPv6(v6)) return 'unknown';
  const [head = '', tail] = v6.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/** Keyed, so that the table names nobody. */
function keyOf(deps: Deps, subject: string): string {
  return createHmac('sha256', deps.keys.throttle).update(subject).digest('base64url');
}

const limiters = new WeakMap<object, Map<string, RateLimiterPostgres>>();

function limiter(deps: Deps, { name, points, per }: Limit): RateLimiterPostgres {
  const ofPool = limiters.get(deps.pool) ?? new Map<string, RateLimiterPostgres>();
  limiters.set(deps.pool, ofPool);
  const id = `${name}:${points}:${per}`;
  const known = ofPool.get(id);
  if (known) return known;
  const made = new RateLimiterPostgres({
    storeClient: deps.pool,
    tableName: 'throttles',
    tableCreated: true,
    clearExpiredByTimeout: false, // a scheduled job does it
    keyPrefix: name,
    points,
    duration: per,
  });
  ofPool.set(id, made);
  return made;
}
