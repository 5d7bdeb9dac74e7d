/** The load, in a process of its own: reads a LoadPlan from standard input and prints a LoadResult. */
import autocannon from 'autocannon';
import { json } from 'node:stream/consumers';

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  token?: string;
  body?: object;
}

export interface LoadPlan {
  url: string;
  connections: number;
  seconds: number;
  requests: LoadRequest[];
  /** Every request may be sent once only. */
  once: boolean;
}

export interface LoadResult {
  per_second: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Status → number of answers. */
  statuses: Record<string, number>;
  /** Of `once`: how many of the list were taken. */
  used: number;
}

const { url, connections, seconds, requests, once } = (await json(process.stdin)) as LoadPlan;
const ready = requests.map(({ method, path, token, body }) => ({
  method,
  path,
  headers: {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  },
  ...(body && { body: JSON.stringify(body) }),
}));

let used = 0;
const next = () => ready[used++] ?? fail();
const took: number[] = [];
const statuses: Record<string, number> = {};

const options: autocannon.Options = {
  url,
  connections,
  duration: seconds,
  requests: once ? [{ setupRequest: (request) => ({ ...request, ...next() }) }] : ready,
  setupClient: (client) => {
    // Not all in step through the same list.
    if (!once) client.setRequests([...ready].sort(() => Math.random() - 0.5));
    client.on('response', (status: number, _bytes: number, milliseconds: number) => {
      took.push(milliseconds);
      statuses[status] = (statuses[status] ?? 0) + 1;
    });
  },
};
const started = performance.now();
await autocannon(options);
const elapsed = (performance.now() - started) / 1000;

took.sort((a, b) => a - b);
const quantile = (share: number) => took[Math.floor(share * (took.length - 1))] ?? Number.NaN;
const result: LoadResult = {
  per_second: took.length / elapsed,
  p50: quantile(0.5),
  p99: quantile(0.99),
  statuses,
  used,
};
console.log(JSON.stringify(result));

function fail(): never {
  throw new Error('the list of requests is too short');
}
