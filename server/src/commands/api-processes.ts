import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../platform/config.ts';
import { requireFreePort } from './listen.ts';
import { StartError } from './start-errors.ts';

/** One that cannot live is not to be made as fast as the machine can. */
const REPLACE_AFTER_MS = 1_000;

/**
 * The same API on several processes that share the port; one that dies is replaced.
 * @returns what stops them all
 * @throws StartError when the port is not free or a process does not start; the process itself has said why
 */
export async function startApiProcesses(config: Config, databaseUrl: string): Promise<() => Promise<void>> {
  await requireFreePort(config);
  cluster.setupPrimary({ exec: fileURLToPath(new URL('../main.ts', import.meta.url)), args: ['api'] });
  const environment = {
    DATABASE_URL: databaseUrl,
    DATABASE_URL_FILE: '',
    ETIBA_DATA_DIR: config.data_dir,
    ETIBA_DEV_PAGES: config.dev_pages ? 'on' : 'off',
    ETIBA_DATA_DIR_FILE: '',
  };
  let isStopping = false;
  const fork = () => {
    const worker = cluster.fork(environment);
    worker.on('message', (message) => worker.send(message)); // see closePort: it asks whether we have heard
    return worker;
  };
  const replace = () => setTimeout(() => isStopping || fork(), REPLACE_AFTER_MS);

  // The last goes when the others have gone, so that there is always one to go to for whom they send away.
  const stop = async () => {
    isStopping = true;
    const [last, ...others] = Object.values(cluster.workers ?? {});
    await Promise.all(others.map(end));
    await end(last);
  };
  try {
    await Promise.all(Array.from({ length: config.processes }, () => untilListening(fork())));
  } catch (error) {
    await stop();
    throw error;
  }
  cluster.on('exit', replace);
  return stop;
}

async function untilListening(worker: Worker): Promise<void> {
  const died = once(worker, 'exit').then(() => {
    throw new StartError('A process of the API did not start.');
  });
  await Promise.race([once(worker, 'listening'), died]);
}

async function end(worker: Worker | undefined): Promise<void> {
  if (!worker || worker.isDead()) return;
  const gone = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  await gone;
}
