import { createHash } from 'node:crypto';
import type { Actor } from '../actor.ts';
import { problems } from '../problems.ts';

/** A strong validator (RFC 9110, section 8.8.3) of a resource as this actor sees it. */
export function etagOf(resource: unknown): string {
  return `"${createHash('sha1').update(JSON.stringify(resource)).digest('base64url')}"`;
}

/**
 * Refuses a write when the client's If-Match names another state than the present one. Call it with the resource as a
 * GET would answer it to this actor, read under the lock that the write holds.
 * @throws Problem stale
 */
export function requireUnchanged(actor: Actor, current: unknown): void {
  const { if_match } = actor.call;
  if (if_match === null || if_match.trim() === '*') return;
  const wanted = if_match.split(',').map((tag) => tag.trim());
  if (!wanted.includes(etagOf(current))) throw problems.stale();
}
