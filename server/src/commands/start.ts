import { buildApp } from '../app.ts';
import { closeDeps } from '../deps.ts';
import { jobs } from '../modules.ts';
import { setupLink } from '../modules/auth/create-first-admin.ts';
import type { Config } from '../platform/config.ts';
import type { Deps } from '../platform/deps.ts';
import { startWorkers } from '../platform/jobs.ts';
import { startApiProcesses } from './api-processes.ts';
import { listen } from './listen.ts';
import { sealAuditOf } from './sealing.ts';
import { migrateDatabase, openOwnDatabase, openReadyDeps, prepare, untilSignal } from './runtime.ts';

interface StartOptions {
  overrides?: Partial<Config>;
  /** Runs on the migrated database before the address is printed. */
  prepare?(deps: Deps): Promise<void>;
  /** After everything has stopped. */
  cleanUp?(): Promise<void>;
}

/** `etiba start`: everything in this process, or the API on `ETIBA_PROCESSES` others. */
export async function runStart(options: StartOptions = {}): Promise<void> {
  const runtime = prepare(options.overrides);
  const { config, log } = runtime;
  // Closed in reverse order, at the end as well as when a later step fails.
  await using opened = new AsyncDisposableStack();
  opened.defer(() => options.cleanUp?.());
  const database = opened.use(await openOwnDatabase(runtime));
  await migrateDatabase(database);
  const deps = opened.adopt(await openReadyDeps(runtime, database.url, true), closeDeps);
  opened.defer(sealAuditOf(deps));
  await options.prepare?.(deps);
  const isOne = config.processes === 1;
  opened.defer(
    isOne ? await listen(await buildApp(deps), config) : await startApiProcesses(config, database.url),
  );
  await startWorkers(deps, jobs);
  await announce(deps);
  await untilSignal(log);
}

async function announce(deps: Deps): Promise<void> {
  const { config } = deps;
  console.log(
    `Etiba is ready at ${config.public_url}  (API documentation: ${config.public_url}/api/swagger/)`,
  );
  const link = await setupLink(deps);
  if (link) console.log(`Make the first administrator (this link works once): ${link}`);
}
