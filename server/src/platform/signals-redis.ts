import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { OpenChannel } from './signals.ts';

/** Longer than this is as good as down: the signal goes another way. */
const LONGEST_PUBLISH_MS = 250;
/** After a failure, so that a slow Redis does not slow every signal. */
const REST_MS = 5_000;
const LAST_RETRY_MS = 5_000;

/**
 * Publish and subscribe of a Redis that only this is asked of: nothing is kept there, so it may be wiped, and whoever is
 * cut off looks by itself.
 * @param key of the installation: one Redis may serve several
 */
export function redisChannel(url: string, key: Buffer, log: Logger): OpenChannel {
  const name = `etiba:${createHmac('sha256', key).update('channel').digest('base64url')}`;
  return (onText) => {
    let clients: { publisher: RedisClient; subscriber: RedisClient } | undefined;
    let restUntil = 0;
    let isClosed = false;

    const opening = loadRedis().then((redis) => {
      if (isClosed) return;
      const [publisher, subscriber] = [openClient(redis, url, log), openClient(redis, url, log)];
      subscriber.on('ready', () => void subscriber.subscribe(name, onText).catch(() => {}));
      clients = { publisher, subscriber };
    });

    return {
      async publish(text) {
        if (!clients?.publisher.isReady || performance.now() < restUntil) throw new Error('not connected');
        try {
          await withinTime(clients.publisher.publish(name, text));
        } catch (error) {
          restUntil = performance.now() + REST_MS;
          throw error;
        }
      },
      async close() {
        isClosed = true;
        await opening;
        for (const client of Object.values(clients ?? {})) if (client.isOpen) client.destroy();
      },
    };
  };
}

/** Only where it is used: it is the largest library of all. */
function loadRedis() {
  return import('redis');
}

type RedisClient = ReturnType<typeof openClient>;

/** Connects, and connects again for as long as it takes. */
function openClient({ createClient }: Awaited<ReturnType<typeof loadRedis>>, url: string, log: Logger) {
  const reconnectStrategy = (retries: number) => Math.min(100 * 2 ** Math.min(retries, 10), LAST_RETRY_MS);
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 10_000,
    socket: { reconnectStrategy, connectTimeout: 2_000 },
  });
  let isLost = false;
  client.on('ready', () => (isLost = false));
  client.on('error', () => {
    if (!isLost) log.warn('no connection to Redis; signals go over PostgreSQL');
    isLost = true;
  });
  client.connect().catch(() => {});
  return client;
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('too slow')), LONGEST_PUBLISH_MS);
  work.catch(() => {}); // it may fail after we have stopped waiting
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
