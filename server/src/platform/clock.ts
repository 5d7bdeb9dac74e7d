import { randomUUIDv7 } from 'node:crypto';

/** Where time enters. Everything that needs "now" asks this, so tests can stand at any moment. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Where chance enters: identifiers are UUIDv7 (RFC 9562), so they sort by the time of their making. */
export interface Ids {
  next(): string;
}

export const systemClock: Clock = { now: () => Date.now() };
export const randomIds: Ids = { next: () => randomUUIDv7() };

/** The clock's moment as it goes to SQL and over the wire: RFC 3339 in UTC. */
export function instant(clock: Clock, offsetMilliseconds = 0): string {
  return new Date(clock.now() + offsetMilliseconds).toISOString();
}
