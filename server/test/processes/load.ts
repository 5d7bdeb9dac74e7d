import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Load {
  /** Statuses, each with how often it came. */
  answers: Map<number, number>;
  /** Why a request got no answer; a connection refused is none, for then nothing was sent. */
  failures: string[];
}

interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Sends requests one after the other on each of so many kept connections, until the port is closed.
 * @param next makes the next request
 */
export async function loadUntilRefused(port: string, connections: number, next: () => Call): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  const load: Load = { answers: new Map(), failures: [] };
  const lane = async () => {
    for (;;) {
      try {
        const status = await send(agent, port, next());
        load.answers.set(status, (load.answers.get(status) ?? 0) + 1);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') return;
        load.failures.push(`${code}: ${message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
  return load;
}

/** @returns the status, once the whole answer is here */
async function send(agent: Agent, port: string, { method, path, headers = {}, body }: Call): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request({ agent, host: '127.0.0.1', port, method, path, headers });
  sent.on('error', reject);
  sent.on('response', (response) => {
    text(response).then(() => resolve(response.statusCode!), reject);
  });
  sent.end(body);
  return promise;
}
