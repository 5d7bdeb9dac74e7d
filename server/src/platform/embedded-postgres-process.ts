/** Below `embedded-postgres.ts`: the binaries, a child that dies with us, and what a former one left. */
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { lstat, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CLEAN_ENV,
  EmbeddedPostgresUnavailable,
  makeExecutable,
  type RunAs,
} from './embedded-postgres-account.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Some of what PostgreSQL reads, to check that its account may. */
  samples: string[];
}

/** Finds PostgreSQL in node_modules and makes it runnable, also when npm ran no install scripts. */
export async function prepareBinaries(runAs: RunAs | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedPostgresUnavailable(
      `The package ${name} with PostgreSQL is not installed. Run "npm ci" without --omit=optional; ` +
        'where no such package exists, set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  // npm packs no symbolic links. The package's install script makes them, and npm 12 runs none by itself.
  const links = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const bin = join(root, 'native/bin');
  try {
    for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
      const link = join(root, target);
      if (await lstat(link).catch(() => undefined)) continue;
      await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    }
    for (const binary of ['initdb', 'postgres']) await makeExecutable(join(bin, binary), runAs);
  } catch (error) {
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL in "${root}" is not completely installed and cannot be completed ` +
        `(${(error as Error).message}). Run "npm rebuild ${name}" as a user who may write there.`,
    );
  }
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    samples: [join(root, 'native/share/postgresql/postgres.bki'), join(root, 'native/lib/postgresql')],
  };
}

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export interface LogFile {
  descriptor: number;
  /**
   * Remembers the end of the log; the function it returns reads what came since (the last 2,000 characters).
   */
  follow(): () => string;
  close(): void;
}

/**
 * Opens PostgreSQL's log to append. One that has grown past 10 MB becomes `<path>.1`, replacing the former.
 */
export function openLogFile(path: string): LogFile {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  const descriptor = openSync(path, 'a', 0o600);
  return {
    descriptor,
    follow() {
      const start = statSync(path).size;
      return () => readFileSync(path).subarray(start).toString().slice(-2_000).trim();
    },
    close: () => closeSync(descriptor),
  };
}

/** How a process ended; `error` when it could not even be started. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

export interface TiedProcess {
  exited: Promise<Ending>;
  isRunning(): boolean;
  /** SIGINT: PostgreSQL's fast shutdown. */
  interrupt(): void;
}

/**
 * The shell leaves a watcher behind and becomes the program. The watcher waits for a line on descriptor 3.
 * End of file instead means that our process is gone, however it died. The watcher is nobody's child, because
 * the postmaster would wonder about a child that it did not start.
 */
const TIED = '( ( read -r _ <&3 || kill -INT $$ ) >/dev/null 2>&1 & ); exec 3<&-; exec "$@"';

/**
 * Starts a program that gets SIGINT when this process ends for whatever reason, kill -9 included, and that a
 * terminal's Ctrl-C does not reach. Both its outputs go to the file descriptor `output`.
 */
export function spawnTied(
  command: string[],
  options: { runAs: RunAs | undefined; output: number },
): TiedProcess {
  const { runAs, output } = options;
  const [file, ...args] = [...(runAs?.prefix ?? []), '/bin/sh', '-c', TIED, 'sh', ...command];
  const child = spawn(file!, args, {
    cwd: '/',
    detached: true,
    env: CLEAN_ENV,
    stdio: ['ignore', output, output, 'pipe'],
    ...(runAs?.prefix.length === 0 && { uid: runAs.uid, gid: runAs.gid }),
  });
  const leash = child.stdio[3] as Writable | null;
  leash?.on('error', () => {});
  let isRunning = true;
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (code, killedBy) => resolve({ code, signal: killedBy }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  }).finally(() => {
    isRunning = false;
    leash?.end('\n');
  });
  return {
    exited,
    isRunning: () => isRunning,
    interrupt: () => void (isRunning && child.kill('SIGINT')),
  };
}

/** The lines of postmaster.pid: [0] is the process, [4] the socket's directory; undefined without one. */
export async function readPidFile(pgDir: string): Promise<string[] | undefined> {
  const text = await readFile(join(pgDir, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.split('\n').map((line) => line.trim());
}

/**
 * Waits until no PostgreSQL of a former Etiba runs on this data directory, helping with SIGINT after a
 * second. Throws when it is still there after `patience` milliseconds: killing it harder could hurt the data.
 */
export async function formerServerGone(pgDir: string, patience = 20_000): Promise<void> {
  const since = performance.now();
  let hasAsked = false;
  for (;;) {
    const pid = Number((await readPidFile(pgDir))?.[0]);
    if (!(pid > 0) || !signal(pid, 0)) return;
    if (!(await isServerOf(pid, pgDir))) {
      // The machine went down hard and the number now belongs to another program, which PostgreSQL would
      // mistake for its former self.
      await rm(join(pgDir, 'postmaster.pid'), { force: true });
      return;
    }
    const waited = performance.now() - since;
    if (waited > patience) {
      throw new EmbeddedPostgresUnavailable(
        `PostgreSQL of a former start still runs on "${pgDir}" as process ${pid} and does not end. Look at ` +
          `postgres.log beside it, stop it with "kill -INT ${pid}", then start Etiba again.`,
      );
    }
    if (waited > 1_000 && !hasAsked) {
      hasAsked = true;
      signal(pid, 'SIGINT');
    }
    await sleep(50);
  }
}

/** False when there is no such process; one that we may not signal is there. */
function signal(pid: number, name: 'SIGINT' | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether that process is a postmaster of this very directory; a copied one still names the original's. */
async function isServerOf(pid: number, pgDir: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    const ps = promisify(execFile)('ps', ['-ww', '-p', String(pid), '-o', 'command=']);
    const shown = await ps.catch(() => ({ stdout: '' }));
    return shown.stdout.includes(`postgres -D ${pgDir} `);
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const [program = '', ...args] = commandLine.split('\0');
  const directory = args[args.indexOf('-D') + 1];
  if (basename(program) !== 'postgres' || !args.includes('-D') || !directory) return false;
  return (await realpath(directory).catch(() => '')) === (await realpath(pgDir));
}
