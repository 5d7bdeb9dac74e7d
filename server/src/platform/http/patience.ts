import type { FastifyInstance } from 'fastify';
import { answerMalformedHttp } from './error-handler.ts';

/** Milliseconds that a body may take, unless it is a file. */
const BODY_PATIENCE = 30_000;

/** Hangs up on bodies that trickle. The server itself waits as long as the slowest upload may take. */
export function installPatience(app: FastifyInstance, patience = BODY_PATIENCE): void {
  app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
    const hasBody = length !== '0' || encoding !== undefined;
    if (!hasBody || routeOptions.config.upload) return;
    const timer = setTimeout(() => {
      const error = Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      answerMalformedHttp(error, raw.socket);
    }, patience).unref();
    const stop = () => clearTimeout(timer);
    raw.once('end', stop).once('close', stop);
    reply.raw.once('finish', stop); // refused, and the body never read
  });
}
