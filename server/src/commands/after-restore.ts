import { closeDeps } from '../deps.ts';
import { afterRestore } from '../modules/admin/after-restore.ts';
import { systemActor } from '../platform/actor.ts';
import { migrateDatabase, openOwnDatabase, openReadyDeps, prepare } from './runtime.ts';

/**
 * `etiba after-restore`, on a copy that does not run yet; brings it to this version too.
 * @throws AlreadyRunningError
 */
export async function runAfterRestore(): Promise<void> {
  const runtime = prepare({ log_level: 'silent' });
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await openOwnDatabase(runtime));
  await migrateDatabase(database);
  const deps = opened.adopt(await openReadyDeps(runtime, database.url, false), closeDeps);
  const { sessions, mails, jobs, lost_seals } = await afterRestore(deps, systemActor('cli:after-restore'));
  console.log(`Ended ${sessions} sessions, held back ${mails} mails and ${jobs} jobs that were due.`);
  if (lost_seals > 0)
    console.log(`The audit goes on; ${lost_seals} seals that came after the copy are lost.`);
}
