import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../platform/config.ts';
import { prepareGracefulStop } from './graceful-stop.ts';
import { StartError } from './start-errors.ts';

type Address = Pick<Config, 'host' | 'port'>;

/**
 * @returns what stops it without failing a request: no new connection, the requests under way are answered
 * @throws StartError when the port is taken or may not be used
 */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<() => Promise<void>> {
  const stop = prepareGracefulStop(app);
  // For "localhost" Fastify would make two servers, one for each family of addresses, and we would know one of them.
  const address = { host: host === 'localhost' ? '127.0.0.1' : host, port };
  await withClearPort(address, () => app.listen(address));
  return stop;
}

/** @throws StartError when one could not listen there */
export async function requireFreePort({ host, port }: Address): Promise<void> {
  const probe = createServer();
  await withClearPort({ host, port }, () => once(probe.listen(port, host), 'listening'));
  probe.close();
  await once(probe, 'close');
}

async function withClearPort(address: Address, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']?.(address);
    throw reason === undefined ? error : new StartError(reason);
  }
}

const noSuchAddress = () => 'HOST: this machine has no such address.';
const reasons: Record<string, (address: Address) => string> = {
  EADDRINUSE: ({ host, port }) => `PORT: ${port} is in use on ${host}; choose another.`,
  EACCES: ({ port }) => `PORT: this user may not listen on ${port}; choose one above 1023.`,
  EADDRNOTAVAIL: noSuchAddress,
  ENOTFOUND: noSuchAddress,
  EAI_AGAIN: noSuchAddress,
};
