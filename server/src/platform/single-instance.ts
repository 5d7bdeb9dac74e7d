import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDirectory } from './secrets.ts';

/** Another Etiba is at work on these data. */
export class AlreadyRunningError extends Error {
  constructor(dataDir: string, pid: number) {
    super(
      `Etiba is running already on ${dataDir} (process ${pid}). Stop it first, or set ETIBA_DATA_DIR to another folder.`,
    );
    this.name = 'AlreadyRunningError';
  }
}

/**
 * Takes the data directory for this process. A lock left by a process that was killed does not count. The lock appears
 * whole and is removed by name only after it was moved aside, so of any number of processes at once exactly one wins.
 * @returns what gives it back
 * @throws AlreadyRunningError
 */
export function takeDataDirectory(dataDir: string): () => void {
  makeDataDirectory(dataDir);
  const path = join(dataDir, 'etiba.lock');
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${process.pid} ${birthOf(process.pid) ?? ''}`, { flag: 'wx', mode: 0o600 });
  try {
    for (;;) {
      if (hasLinked(draft, path)) return untilGivenBack(path);
      const holder = readHolder(path);
      if (isAlive(holder)) throw new AlreadyRunningError(dataDir, holder.pid);
      removeStale(path, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives the lock back when the process exits, or sooner when it is told to. */
function untilGivenBack(path: string): () => void {
  const giveBack = () => {
    process.off('exit', giveBack); // the name may be another's by then
    rmSync(path, { force: true });
  };
  process.once('exit', giveBack);
  return giveBack;
}

/** Whether the file could be given this name; false if the name is taken. */
function hasLinked(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Between our look and our hand another process may have put its own lock there: then it gets it back. */
function removeStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    return ignoreAbsence(error); // another process was faster
  }
  if (isAlive(readHolder(aside))) hasLinked(aside, path);
  rmSync(aside, { force: true });
}

interface Holder {
  pid: number;
  birth: string;
}

function readHolder(path: string): Holder {
  try {
    const [pid, birth = ''] = readFileSync(path, 'utf8').split(' ');
    return { pid: Number(pid), birth };
  } catch (error) {
    ignoreAbsence(error);
    return { pid: 0, birth: '' };
  }
}

function ignoreAbsence(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function isAlive({ pid, birth }: Holder): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || (birthOf(pid) ?? '') !== birth) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, so that a recycled number is not taken for the old one; known on Linux only. */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
