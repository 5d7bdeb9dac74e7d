import cookie from '@fastify/cookie';
import { randomUUIDv7 } from 'node:crypto';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { problems, type ProblemFactory } from '../problems.ts';
import { installAccess } from './access.ts';
import { buildSerializer, buildValidator } from './compilers.ts';
import { answerMalformedHttp, answerUnroutable, installErrorHandler } from './error-handler.ts';
import { installHeaders } from './headers.ts';
import { installPatience } from './patience.ts';
import { BODY_LIMIT, installInput, readQuery } from './input.ts';
import { models } from './schemas.ts';
import { UPLOAD_PATIENCE } from './upload.ts';

/** Requests that wait for a database connection; beyond this the honest answer is 503. */
const MOST_WAITING = 400;
/** Says that the process is well, so it may not fall silent because the database is slow. */
const LIVE = '/api/health/live/';

/** A Fastify instance with Etiba's manners and no route yet. */
export async function createServer(
  deps: Deps,
  constraints: Record<string, ProblemFactory>,
): Promise<FastifyInstance> {
  const { config } = deps;
  const app = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUIDv7(),
    trustProxy: config.trusted_proxies.length > 0 ? config.trusted_proxies : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: UPLOAD_PATIENCE, // the longest; `installPatience` has less
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    clientErrorHandler: answerMalformedHttp,
    frameworkErrors: answerUnroutable,
    return503OnClosing: false, // what arrived on a kept connection before the stop is still served
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200, querystringParser: readQuery },
    schemaController: { compilersFactory: { buildValidator, buildSerializer } },
  }) as unknown as FastifyInstance;

  for (const schema of models.values()) app.addSchema(schema);
  installErrorHandler(app, constraints);
  // Headers come before whatever may refuse, so that refusals have them too.
  await installHeaders(app, config);
  await app.register(cookie);
  app.addHook('onRequest', async (request) => {
    const isOverloaded = deps.pool.waitingCount > MOST_WAITING;
    if (isOverloaded && request.routeOptions.url !== LIVE) throw problems.service_unavailable();
  });
  installPatience(app);
  installAccess(app, deps);
  installInput(app);
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id } = request;
    const took = Math.round(reply.elapsedTime * 10) / 10;
    const line = {
      request_id: id,
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: took,
    };
    deps.log.info({ ...line, user_id: request.actor?.user_id }, 'request');
  });
  return app;
}
