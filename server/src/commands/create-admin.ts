import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { closeDeps } from '../deps.ts';
import { createAdmin } from '../modules/auth/create-first-admin.ts';
import { systemActor } from '../platform/actor.ts';
import { formats } from '../platform/http/formats.ts';
import { invalidField } from '../platform/problems.ts';
import { lookForDatabase, migrateDatabase, openOwnDatabase, openReadyDeps, prepare } from './runtime.ts';

/**
 * `etiba create-admin`, beside a running Etiba or alone.
 * @throws Problem invalid_input, email_taken
 */
export async function runCreateAdmin(options: {
  email: string;
  firstName: string;
  lastName: string;
}): Promise<void> {
  const { email, firstName: first_name, lastName: last_name } = options;
  const words = [
    { option: '--email', format: 'email-address', value: email },
    { option: '--first-name', format: 'line', value: first_name },
    { option: '--last-name', format: 'line', value: last_name },
  ];
  for (const { option, format, value } of words) {
    if (!formats[format]!(value) || value.length > 254) throw invalidField(option, 'has the wrong form');
  }
  const runtime = prepare({ log_level: 'silent' });
  const password = await readPassword();
  await using opened = new AsyncDisposableStack();
  const running = await lookForDatabase(runtime);
  const database = running ?? opened.use(await openOwnDatabase(runtime));
  if (!running) await migrateDatabase(database);
  const deps = opened.adopt(await openReadyDeps(runtime, database.url, false), closeDeps);
  await createAdmin(deps, systemActor('cli:create-admin'), { email, password, first_name, last_name });
  console.log(`${email} is an administrator.`);
}

/** From a pipe as it is, less the line's end; from a person without showing it. */
async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '');
  process.stderr.write('Password: ');
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: mute, terminal: true });
  const leave = () => process.exit(130); // Ctrl-C and Ctrl-D: nobody would answer the question any more
  terminal.once('close', leave);
  const password = await terminal.question('');
  terminal.off('close', leave);
  terminal.close();
  process.stderr.write('\n');
  return password;
}
