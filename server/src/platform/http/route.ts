import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Permission } from '../../permissions.ts';
import type { Actor, SignedInActor } from '../actor.ts';
import type { Deps } from '../deps.ts';
import { readCall } from './access.ts';
import { Download, FileAnswer, sendDownload } from './download.ts';
import { etagOf } from './etag.ts';
import { exampleOf } from './examples.ts';
import { Closed, ProblemDetails, ref } from './schemas.ts';
import { installUploads } from './upload.ts';

export type Access = 'public' | Permission;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Shape<S> = S extends TSchema ? Static<S> : undefined;

export interface RouteInput<A extends Access, Params, Query, Body> {
  deps: Deps;
  actor: A extends 'public' ? Actor : SignedInActor;
  params: Shape<Params>;
  query: Shape<Query>;
  body: Shape<Body>;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface RouteSpec<A extends Access, Params, Query, Body, Answer extends TSchema> {
  /** `public`, or the permission that the actor's role must have. There is no default: see `registerRoutes`. */
  access: A;
  operation_id: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  answer: Answer;
  /** The body is a form with one `file` (its schema: `Type.String({ format: 'binary' })`) and text: `receivedFile`. */
  upload?: true;
  /** Status of success; 200 unless told. */
  status?: 200 | 201 | 202;
  /** The answer is one mutable resource, or that part of it is: it gets an ETag, and writes honour If-Match. */
  etag?: boolean | ((answer: never) => unknown);
  /** A media type in which the answer also comes, or only: the handler then returns a `Download`, or answers by itself. */
  download?: { media_type: string | readonly string[]; only?: boolean };
  /** Takes a body of whatever type and looks at none of it: mail programs post forms to RFC 8058 addresses. */
  ignores_body?: boolean;
  /** Codes of refusal beyond those that any such route may give, for the documentation. */
  problems?: readonly string[];
}

export interface Route {
  method: Method;
  url: string;
  spec: RouteSpec<Access, TSchema | undefined, TSchema | undefined, TSchema | undefined, TSchema>;
  handler(input: RouteInput<Access, never, never, never>): Promise<unknown>;
}

/**
 * One line of the security map: method, URL, who, what goes in, what comes out, which operation.
 * Methods may be several where the design names them together (`PUT, PATCH`).
 */
export function route<
  const A extends Access,
  Answer extends TSchema,
  const Params extends TSchema | undefined = undefined,
  const Query extends TSchema | undefined = undefined,
  const Body extends TSchema | undefined = undefined,
>(
  method: Method,
  url: string,
  spec: RouteSpec<A, Params, Query, Body, Answer>,
  handler: (input: RouteInput<A, Params, Query, Body>) => Promise<Static<Answer> | Download>,
): Route {
  return { method, url, spec, handler };
}

/** Registers a module's routes under one tag of the documentation. */
export function registerRoutes(
  app: FastifyInstance,
  deps: Deps,
  tag: string,
  routes: readonly Route[],
): void {
  const plain = routes.filter(({ spec }) => !spec.upload && !spec.ignores_body);
  const uploads = routes.filter(({ spec }) => spec.upload);
  const deaf = routes.filter(({ spec }) => spec.ignores_body);
  registerAll(app, deps, tag, plain);
  if (deaf.length > 0) app.register(async (scope) => registerAll(ignoringBodies(scope), deps, tag, deaf));
  if (uploads.length === 0) return;
  app.register(async (scope) => {
    await installUploads(scope, deps);
    registerAll(scope, deps, tag, uploads);
  });
}

function registerAll(app: FastifyInstance, deps: Deps, tag: string, routes: readonly Route[]): void {
  for (const served of routes) {
    const { method, url, spec } = served;
    app.route({
      method,
      url,
      config: { access: spec.access, ...(spec.upload && { upload: true }) },
      schema: documented(tag, method, spec),
      handler: async (request, reply) => {
        const { actor } = request;
        const { params, query, body } = request as unknown as { params: never; query: never; body: never };
        actor.call = readCall(request, method, body);
        const answer = await served.handler({ deps, actor, params, query, body, request, reply });
        if (reply.sent) return reply;
        if (answer instanceof Download) return sendDownload(reply, answer);
        if (actor.call.idempotency?.replayed) reply.header('idempotent-replayed', 'true');
        if (spec.etag) reply.header('etag', etagOf(spec.etag === true ? answer : spec.etag(answer as never)));
        reply.code(spec.status ?? 200);
        return answer ?? null;
      },
    });
  }
}

function ignoringBodies(app: FastifyInstance): FastifyInstance {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined));
  return app;
}

function documented(tag: string, method: Method, spec: Route['spec']) {
  const refusal = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: ref(ProblemDetails) } },
  });
  const isRead = method === 'GET';
  const isProtected = spec.access !== 'public';
  return {
    tags: [tag],
    operationId: spec.operation_id,
    summary: spec.summary,
    description: [
      spec.description,
      isProtected ? `Permission: \`${spec.access}\`.` : 'Open to anyone.',
      spec.problems?.length
        ? `Refusals: ${spec.problems.map((code) => `\`${code}\``).join(', ')}.`
        : undefined,
    ]
      .filter(Boolean)
      .join('\n\n'),
    security: isProtected ? [{ bearer: [] }] : [],
    ...(spec.params && { params: spec.params }),
    querystring: spec.query ?? Closed({}), // an unknown parameter is refused also where there is no known one
    ...(spec.body && { body: spec.body }),
    ...(spec.upload && { consumes: ['multipart/form-data'] }),
    response: {
      [spec.status ?? 200]: { description: 'Done', content: answerOf(spec) },
      400: refusal('Malformed, invalid or unknown input; `errors` names the fields'),
      ...((isProtected || !isRead) && { 401: refusal('No, bad, expired or revoked credential') }),
      ...((isProtected || !isRead) && { 403: refusal('The role lacks the function, or a rule forbids it') }),
      ...(spec.params && { 404: refusal('Absent, or not visible to this actor') }),
      ...(!isRead && { 409: refusal('A conflict of the domain') }),
      ...(spec.etag && !isRead && { 412: refusal('If-Match was given and is stale') }),
      ...(spec.body && {
        413: refusal(`The ${spec.upload ? 'file is too large' : 'body is larger than 256 KB'}`),
      }),
      ...(spec.body && {
        415: refusal(
          spec.upload ? 'No form, or a file that is not accepted' : 'The body is not application/json',
        ),
      }),
      ...(method === 'POST' && { 422: refusal('The Idempotency-Key was used for another request') }),
      429: refusal('Throttled; see Retry-After'),
      503: refusal('A dependency is down; see Retry-After'),
    },
  };
}

function answerOf({ answer, download }: Route['spec']) {
  const files = [download?.media_type ?? []].flat();
  return {
    ...(!download?.only && { 'application/json': { schema: answer, example: exampleOf(answer) } }),
    ...Object.fromEntries(files.map((type) => [type, { schema: FileAnswer }])),
  };
}
