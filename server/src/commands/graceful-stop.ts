import cluster from 'node:cluster';
import { once } from 'node:events';
import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

type HttpServer = FastifyInstance['server'];

/** Nobody is before the door when nobody came in for so many looks, a millisecond apart … */
const QUIET_LOOKS = 25;
/** … and where somebody always comes, the port is closed after so many looks. */
const MOST_LOOKS = 500;
/** When no kept connection has sent a request for so long, they are taken for idle. The answer to each is its last … */
const QUIET_MS = 1_000;
/** … and this is how long it is waited for at most. */
const LINGER_MS = 10_000;
/** What is still under way after this, for example a request that never arrives whole, is cut off. */
const LONGEST_REQUEST_MS = 10_000;

/**
 * Prepares an app that does not listen yet for an end that fails no request: whoever was let in is answered, on a
 * connection that says `connection: close`, and whoever comes later finds the port closed.
 * @returns what ends it
 */
export function prepareGracefulStop(app: FastifyInstance): () => Promise<void> {
  const { server } = app;
  let gate: Promise<void> | undefined;
  let entered = 0;
  server.on('connection', () => (entered += 1));
  let asked = 0;
  server.on('request', () => (asked += 1));
  app.addHook('onRequest', (_request, _reply, done) => (gate ? void gate.then(() => done()) : done()));
  let empty: Promise<unknown> = Promise.resolve();
  app.addHook('preClose', () => drain(server, empty, () => asked));

  return async () => {
    const { promise, resolve: open } = Promise.withResolvers<void>();
    gate = promise;
    // Closing a port resets the connections that wait to be taken in, of which each turn of the event loop takes one.
    // While requests wait at the gate their clients send no others, and soon nobody is left before the door.
    for (let looks = 0, quiet = 0; quiet < QUIET_LOOKS && looks < MOST_LOOKS; looks += 1) {
      const before = entered;
      await sleep(1);
      quiet = entered === before ? quiet + 1 : 0;
    }
    empty = once(server, 'close');
    await closePort(server);
    open();
    await app.close();
  };
}

async function closePort(server: HttpServer): Promise<void> {
  Server.prototype.close.call(server); // half of http.Server's own close(), which ends the kept connections too
  if (!cluster.isWorker) return;
  // The port is the primary's. When our message is answered, it has had the one about the port, too.
  process.send?.('closed');
  await once(process, 'message');
}

/** Ends the kept connections, not at the moment when a client sends its next request. */
async function drain(server: HttpServer, empty: Promise<unknown>, asked: () => number): Promise<void> {
  const latest = performance.now() + LINGER_MS;
  for (let before = -1; before !== asked() && performance.now() < latest;) {
    before = asked();
    await Promise.race([empty, sleep(QUIET_MS)]);
  }
  server.closeIdleConnections();
  await Promise.race([empty, sleep(LONGEST_REQUEST_MS)]);
  server.closeAllConnections();
}
