import pg from 'pg';
import type { Logger } from 'pino';
import type { OpenChannel } from './signals.ts';

const CHANNEL = 'etiba';
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5_000;
/** A connection that a firewall has dropped says nothing by itself. */
const CHECK_MS = 30_000;

/**
 * LISTEN and NOTIFY on one connection of its own. A NOTIFY is a transaction of its own here and holds up nobody else's.
 */
export function postgresChannel(url: string, log: Logger): OpenChannel {
  return (onText) => {
    let client: pg.Client | undefined;
    let retry = FIRST_RETRY_MS;
    let timer: NodeJS.Timeout | undefined;
    let isClosed = false;

    const lose = (lost: pg.Client) => {
      if (lost !== client) return;
      client = undefined;
      void lost.end().catch(() => {});
      if (isClosed) return;
      if (retry === FIRST_RETRY_MS)
        log.warn('the connection for signals was lost; looking every few seconds');
      timer = setTimeout(() => void connect(), retry).unref();
      retry = Math.min(retry * 2, LAST_RETRY_MS);
    };

    const connect = async () => {
      const next = new pg.Client({
        connectionString: url,
        application_name: 'etiba-signals',
        connectionTimeoutMillis: 5_000,
        query_timeout: 5_000,
        keepAlive: true,
      });
      client = next;
      next.on('error', () => lose(next));
      next.on('end', () => lose(next));
      next.on('notification', ({ payload }) => payload !== undefined && onText(payload));
      try {
        await next.connect();
        await next.query(`listen ${CHANNEL}`);
        retry = FIRST_RETRY_MS;
      } catch {
        lose(next);
      }
    };

    const ask = async (text: string, values?: string[]) => {
      const asked = client;
      if (!asked) throw new Error('not connected');
      try {
        await asked.query(text, values);
      } catch (error) {
        lose(asked);
        throw error;
      }
    };

    const connecting = connect();
    const check = setInterval(() => void ask('select 1').catch(() => {}), CHECK_MS).unref();

    return {
      publish: (text) => ask('select pg_notify($1, $2)', [CHANNEL, text]),
      async close() {
        isClosed = true;
        clearTimeout(timer);
        clearInterval(check);
        await connecting;
        await client?.end().catch(() => {});
      },
    };
  };
}
