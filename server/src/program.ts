import { Command, CommanderError } from 'commander';
import { Problem } from './platform/problems.ts';

// What a command needs is loaded by it alone: the application is two thousand modules.
const program = new Command('etiba')
  .description('The clinic management system. Settings are environment variables, see .env.example.')
  .exitOverride();

program
  .command('start')
  .description(
    'the default, everything in one: database (unless DATABASE_URL is set), migrations, API, worker',
  )
  .action(async () => (await import('./commands/start.ts')).runStart());
program
  .command('api')
  .description('the API alone, on a migrated database')
  .action(async () => (await import('./commands/api.ts')).runApi());
program
  .command('worker')
  .description('the background worker alone, on a migrated database')
  .action(async () => (await import('./commands/worker.ts')).runWorker());
program
  .command('migrate')
  .description('bring the database to the present, as DATABASE_OWNER_URL')
  .action(async () => (await import('./commands/migrate.ts')).runMigrate());
program
  .command('demo')
  .description('a clinic that looks alive, on throw-away data')
  .action(async () => (await import('./commands/demo.ts')).runDemo());
program
  .command('create-admin')
  .description('make an administrator; reads the password from standard input')
  .requiredOption('--email <address>')
  .requiredOption('--first-name <name>')
  .requiredOption('--last-name <name>')
  .action(async (options) => (await import('./commands/create-admin.ts')).runCreateAdmin(options));

const audit = program.command('audit').description('what nobody can have changed, and who did what');
audit
  .command('verify')
  .description('hold every entry against its seal; names the first bad one and exits with 1')
  .action(async () => (await import('./commands/audit.ts')).runAuditVerify());
audit
  .command('export')
  .description('entries to standard output, the oldest first; itself an entry')
  .option('--format <format>', 'jsonl or csv', 'jsonl')
  .option('--from <date>', 'a day of the clinic, included')
  .option('--to <date>', 'a day of the clinic, included')
  .option('--user <id>', 'who acted')
  .option('--patient <id>', 'whose data it was about')
  .option('--action <action>', 'such as session.login')
  .option('--outcome <outcome>', 'success, denied or failure')
  .option('--proof', 'with what proves each entry against its seal (jsonl)')
  .action(async (options) => (await import('./commands/audit.ts')).runAuditExport(options));
program
  .command('verify-files')
  .description('read every stored file and hold it against its hash; names the bad ones and exits with 1')
  .action(async () => (await import('./commands/verify-files.ts')).runVerifyFiles());
program
  .command('after-restore')
  .description('before the first start of a restored copy: ends all sessions, holds back old mails and jobs')
  .action(async () => (await import('./commands/after-restore.ts')).runAfterRestore());

/** Does what the command line says, and ends the process. */
export async function runProgram(words: string[]): Promise<never> {
  // Until a command waits for signals itself: an orderly exit, so that the data directory is given back.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    await program.parseAsync(words.length > 0 ? words : ['start'], { from: 'user' });
    process.exit(); // nothing is to be waited for, and the channel to a cluster's primary would keep us
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode); // commander has said it
    console.error(explain(error));
    process.exit(1);
  }
}

/** One clear line for what the operator can mend; the whole story for what only we can. */
function explain(error: unknown): string {
  if (error instanceof SuppressedError) return explain(error.suppressed);
  if (error instanceof Problem) return `Etiba: ${error.message}`;
  const { name } = error as Error;
  const isMendable = [
    'ConfigError',
    'StartError',
    'AlreadyRunningError',
    'EmbeddedPostgresUnavailable',
  ].includes(name);
  if (isMendable) return `Etiba cannot start. ${(error as Error).message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
