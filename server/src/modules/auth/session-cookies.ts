import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../../platform/deps.ts';
import { problems } from '../../platform/problems.ts';
import { DEVICE_COOKIE } from './log-in.ts';

const REFRESH_COOKIE = 'etiba_refresh';
const DAY = 24 * 3600;
const protection = { httpOnly: true, secure: true, sameSite: 'strict', path: '/api/auth' } as const;

export function setRefreshCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(REFRESH_COOKIE, token, { ...protection, maxAge: 30 * DAY });
}

export function clearRefreshCookie(reply: FastifyReply): void {
  reply.clearCookie(REFRESH_COOKIE, protection);
}

export function setDeviceCookie(reply: FastifyReply, device: string): void {
  reply.setCookie(DEVICE_COOKIE, device, { ...protection, maxAge: 365 * DAY });
}

export function readDeviceCookie(request: FastifyRequest): string | undefined {
  return request.cookies[DEVICE_COOKIE];
}

/**
 * The refresh token from the body or else from the cookie; a cookie counts only on a request of our own pages.
 * @throws Problem cross_site_request
 */
export function readRefreshToken(deps: Deps, request: FastifyRequest, fromBody: string | undefined) {
  if (fromBody !== undefined) return { token: fromBody, isCookie: false };
  const token = request.cookies[REFRESH_COOKIE];
  if (token !== undefined) refuseCrossSite(deps, request);
  return { token, isCookie: token !== undefined };
}

/**
 * Browsers say where a request comes from (Fetch Metadata, or at least Origin); other clients send neither and carry
 * no cookies that a stranger could use.
 * @throws Problem cross_site_request
 */
export function refuseCrossSite(deps: Deps, request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (site !== undefined && site !== 'same-origin') throw problems.cross_site_request();
  if (origin !== undefined && !isOwnOrigin(deps, request, origin)) throw problems.cross_site_request();
}

function isOwnOrigin(deps: Deps, request: FastifyRequest, origin: string): boolean {
  return origin === deps.config.public_url || origin === `${request.protocol}://${request.host}`;
}
