import { closeDeps } from '../deps.ts';
import { jobs } from '../modules.ts';
import { startWorkers } from '../platform/jobs.ts';
import { sealAuditOf } from './sealing.ts';
import { findDatabase, openReadyDeps, prepare, untilSignal } from './runtime.ts';

/** `etiba worker`: jobs alone; any number may run. */
export async function runWorker(): Promise<void> {
  const runtime = prepare();
  const { url } = await findDatabase(runtime);
  await using opened = new AsyncDisposableStack();
  const deps = opened.adopt(await openReadyDeps(runtime, url, true), closeDeps);
  opened.defer(sealAuditOf(deps));
  await startWorkers(deps, jobs);
  console.log('Etiba worker is ready');
  await untilSignal(runtime.log);
}
