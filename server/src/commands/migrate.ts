import { lookForDatabase, migrateDatabase, openOwnDatabase, prepare } from './runtime.ts';

/** `etiba migrate`: also on the embedded database, which is started for it when it does not run. */
export async function runMigrate(): Promise<void> {
  const runtime = prepare();
  await using opened = new AsyncDisposableStack();
  const running = await lookForDatabase(runtime);
  const database = running ?? opened.use(await openOwnDatabase(runtime));
  const applied = await migrateDatabase(database);
  console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
}
