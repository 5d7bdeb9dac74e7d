import cluster from 'node:cluster';
import { buildApp } from '../app.ts';
import { closeDeps } from '../deps.ts';
import { listen } from './listen.ts';
import { findDatabase, openReadyDeps, prepare, untilSignal } from './runtime.ts';

/** `etiba api`: the API alone, on a database that is migrated already. */
export async function runApi(): Promise<void> {
  const runtime = prepare();
  const { url } = await findDatabase(runtime);
  await using opened = new AsyncDisposableStack();
  const deps = opened.adopt(await openReadyDeps(runtime, url, false), closeDeps);
  opened.defer(await listen(await buildApp(deps), runtime.config));
  if (cluster.isPrimary) console.log(`Etiba API is ready at ${runtime.config.public_url}`);
  await untilSignal(runtime.log);
}
