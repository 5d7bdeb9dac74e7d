import { parse as parseQuery } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidField, problems } from '../problems.ts';
import { LONGEST_FIELD } from './error-handler.ts';

/** Bytes. */
export const BODY_LIMIT = 256 * 1024;
const DEEPEST = 32;

/** What every request must be before a schema looks at it; the schemas' own rules are those of compilers.ts. */
export function installInput(app: FastifyInstance): void {
  installParsers(app);
  app.addHook('preValidation', async (request) => {
    // No body is an empty one: then what is missing in it is named, and a route whose fields are all optional goes on.
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {};
    refuseBrokenText(request.query, 'query');
    refuseBrokenText(request.params, 'path');
    refuseBrokenText(request.body, 'body');
  });
  app.addHook('preHandler', async (request) => refuseUnexpectedBody(request));
}

/** Bytes that are not UTF-8 become U+FFFD, which `refuseBrokenText` finds; the router's default keeps them as `%ff`. */
export function readQuery(search: string): Record<string, unknown> {
  return parseQuery(search, '&', '=', { maxKeys: 0 });
}

function installParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined); // clients send the header on a bodyless POST
    let text: string;
    try {
      text = utf8.decode(body as Buffer);
    } catch {
      return done(problems.malformed_request('The body is not UTF-8.'));
    }
    return parse(request, text, done);
  });
}

/**
 * NUL cannot be stored and a lone surrogate is not text: both are the client's mistake, wherever they hide. Nothing of
 * ours is nested deeply, so whoever walks a body may recurse.
 */
export function refuseBrokenText(value: unknown, field: string, depth = 0): void {
  if (depth > DEEPEST) throw problems.malformed_request(`The ${field} is nested too deeply.`);
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed() || value.includes('\ufffd')) {
      throw invalidField(field, 'has characters that are not text');
    }
  } else if (Array.isArray(value)) {
    for (const item of value) refuseBrokenText(item, field, depth + 1);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      refuseBrokenText(name, field, depth + 1);
      refuseBrokenText(item, depth === 0 ? name.slice(0, LONGEST_FIELD) : field, depth + 1);
    }
  }
}

/** A route that takes no body refuses one, as a route with a body refuses unknown fields. */
function refuseUnexpectedBody(request: FastifyRequest): void {
  const { body, routeOptions } = request;
  if (routeOptions.schema?.body || body === undefined || body === null) return;
  const [field] = typeof body === 'object' ? Object.keys(body) : ['body'];
  if (field !== undefined) throw invalidField(field.slice(0, LONGEST_FIELD), 'is not a field here');
}
