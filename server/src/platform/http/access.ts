import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { permissions, roleMay } from '../../permissions.ts';
import { anonymousActor, type Actor, type Call } from '../actor.ts';
import { recordAudit } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { invalidField, problems } from '../problems.ts';
import { isUuid } from './formats.ts';
import type { Access, Method } from './route.ts';
import { identify, signedIn } from './session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
  }
  interface FastifyContextConfig {
    /** Who may call the route. A route without it stops the start. */
    access?: Access;
    /** It takes a file, and therefore longer. */
    upload?: true;
  }
}

/**
 * Puts the access rule in front of every route, before a body is read. It must be installed before any route.
 * @throws Error at start, for a route without a rule or with an unknown permission
 */
export function installAccess(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('actor', null as never);

  // Checked when all are known: a plugin's own hook may name the rule of the plugin's routes.
  const all: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void all.push(route));
  app.addHook('onReady', async () => {
    for (const { method, url, config } of all) requireRule(`${String(method)} ${url}`, config?.access);
  });

  app.addHook('onRequest', async (request) => {
    const call = readCall(request, 'GET', undefined);
    const { access } = request.routeOptions.config;
    const { authorization } = request.headers;
    if (access === 'public' || access === undefined) {
      request.actor = anonymousActor(call);
      return;
    }
    const identity = await identify(deps, authorization);
    if (!identity) throw problems.not_authenticated();
    request.actor = signedIn(identity, call);
    if (roleMay(identity.role, access)) return;
    const { method, routeOptions } = request;
    const ids = idsIn(request.params);
    await recordAudit(deps.db, request.actor, {
      action: 'access.denied',
      outcome: 'denied',
      patient_id: ids['patient_id'] ?? null,
      detail: { permission: access, route: `${method} ${routeOptions.url ?? ''}`, ...ids },
    });
    throw problems.permission_denied();
  });
}

/** Which objects the path names. */
function idsIn(params: unknown): Record<string, string> {
  const named = Object.entries((params ?? {}) as Record<string, string>);
  return Object.fromEntries(
    named.filter(([, value]) => isUuid(value)).map(([name, id]) => [name, id.toLowerCase()]),
  );
}

function requireRule(route: string, access: Access | undefined): void {
  if (access === undefined) throw new Error(`route ${route} has no access rule`);
  if (access !== 'public' && !Object.hasOwn(permissions, access)) {
    throw new Error(`route ${route} asks for the unknown permission ${access}`);
  }
}

/** The facts of a request that operations and the audit want. */
export function readCall(request: FastifyRequest, method: Method, body: unknown): Call {
  const { headers, id, ip, url } = request;
  return {
    request_id: id,
    url: url.replace(/^https?:\/\/[^/?]*/i, ''), // a proxy may ask in the absolute form (RFC 9112, section 3.2.2)
    address: ip ?? null, // none on a Unix socket
    user_agent: headers['user-agent']?.slice(0, 300) ?? null,
    if_match: method === 'GET' || method === 'POST' ? null : (headers['if-match'] ?? null),
    idempotency: method === 'POST' ? readIdempotency(request, body) : null,
  };
}

function readIdempotency(request: FastifyRequest, body: unknown): Call['idempotency'] {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('Idempotency-Key', 'wants 1 to 255 visible ASCII characters');
  }
  const { method, routeOptions, params } = request;
  return { key, request: JSON.stringify([method, routeOptions.url, params, body ?? null]), replayed: false };
}
