import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlreadyRunningError, takeDataDirectory } from './single-instance.ts';

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'etiba-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  rmSync(dataDir, { recursive: true, force: true });
});

const lock = () => join(dataDir, 'etiba.lock');

/** Another process that tries to take the directory and then stays. */
function aProcess(): ChildProcess {
  const child = fork(join(import.meta.dirname, '../../test/fixtures/data-directory-holder.ts'), [dataDir], {
    execArgv: [],
  });
  children.push(child);
  return child;
}

async function outcomeOf(child: ChildProcess): Promise<string> {
  const [message] = await once(child, 'message');
  return String(message);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('takeDataDirectory', () => {
  it('refuses a second process with a line that says what to do', async () => {
    const holder = aProcess();
    expect(await outcomeOf(holder)).toBe('taken');
    expect(() => takeDataDirectory(dataDir)).toThrow(AlreadyRunningError);
    expect(() => takeDataDirectory(dataDir)).toThrow(
      `Etiba is running already on ${dataDir} (process ${holder.pid}). Stop it first, or set ETIBA_DATA_DIR to another folder.`,
    );
    expect(readFileSync(lock(), 'utf8')).toMatch(new RegExp(`^${holder.pid} `));
    expect(readdirSync(dataDir)).toEqual(['etiba.lock']);
  });

  it('refuses a second time in the same process, until it is given back', () => {
    const release = takeDataDirectory(dataDir);
    expect(() => takeDataDirectory(dataDir)).toThrow(AlreadyRunningError);
    release();
    expect(existsSync(lock())).toBe(false);
    takeDataDirectory(dataDir)();
  });

  it('takes over from a process that was killed', async () => {
    const holder = aProcess();
    expect(await outcomeOf(holder)).toBe('taken');
    await kill(holder);
    expect(existsSync(lock())).toBe(true);
    takeDataDirectory(dataDir)();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no number', 'x y'],
    ['the number of a process that began at another time', `${process.pid} 1`],
    ['a number that no process has', '4194304 1'],
    ['a group of processes', '-1 1'],
  ])('takes over a lock that says %s', (_, content) => {
    writeFileSync(lock(), content);
    takeDataDirectory(dataDir)();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('lets exactly one of many processes take over at the same moment', async () => {
    writeFileSync(lock(), '4194304 1');
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(aProcess())));
    expect(outcomes.sort()).toEqual([...Array<string>(5).fill('AlreadyRunningError'), 'taken']);
    expect(readdirSync(dataDir)).toEqual(['etiba.lock']);
  });
});
