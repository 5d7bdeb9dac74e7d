import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** For each process: some tests start five, some run side by side, and an outside PostgreSQL lets in 100 by default. */
const DATABASE_POOL_SIZE = '6';

/** A real `node server/src/main.ts …`. */
export interface EtibaProcess {
  pid: number;
  stdout: string;
  stderr: string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has said it; rejects, with all it said, when it ends before. */
  says(text: string): Promise<void>;
}

type Environment = Record<string, string>;

/**
 * Starts processes of Etiba for the tests of one file. What a test leaves running ends with it, what `beforeAll` has
 * started ends with the file.
 */
export function useProcesses() {
  const holder = { folder: '' };
  const running = new Map<number, ChildProcess>();
  let lasting = new Set<number>();

  const end = async (ending: [number, ChildProcess][]) => {
    for (const [, child] of ending) child.kill('SIGKILL');
    await until(() => ending.every(([pid]) => !running.has(pid)));
  };

  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // other tests want the processors too
  beforeAll(async () => {
    holder.folder = await mkdtemp(join(tmpdir(), 'etiba-processes-'));
    await chmod(holder.folder, 0o755); // PostgreSQL may run as another user
  });
  beforeEach(() => void (lasting = new Set(running.keys())));
  afterEach(() => end([...running].filter(([pid]) => !lasting.has(pid))));
  afterAll(async () => {
    await end([...running]);
    await until(async () => (await processesNaming(holder.folder)).length === 0);
    await rm(holder.folder, { recursive: true, force: true });
  });

  return {
    path: (name: string) => join(holder.folder, name),

    /** @param input standard input; none: closed */
    run(words: string[], environment: Environment, input = '', cwd = holder.folder): EtibaProcess {
      const child = spawn(process.execPath, [MAIN, ...words], {
        cwd,
        env: { PATH: process.env['PATH'] ?? '', DATABASE_POOL_SIZE, ...environment },
      });
      running.set(child.pid!, child);
      child.stdin.on('error', () => {}); // it may end without reading
      child.stdin.end(input);
      return observe(child, () => running.delete(child.pid!));
    },
  };
}

function observe(child: ReturnType<typeof spawn>, onEnd: () => void): EtibaProcess {
  const ended = once(child, 'close').then(([code, signal]: (number | string)[]) => {
    onEnd();
    return code ?? signal ?? 'unknown';
  });
  const seen: EtibaProcess = {
    pid: child.pid!,
    stdout: '',
    stderr: '',
    ended,
    signal: (name) => void child.kill(name),
    async says(text) {
      let hasEnded = false;
      void ended.then(() => (hasEnded = true));
      await until(() => seen.stdout.includes(text) || hasEnded, 60_000);
      if (!seen.stdout.includes(text))
        throw new Error(`it ended without "${text}":\n${seen.stdout}${seen.stderr}`);
    },
  };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (seen.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (seen.stderr += text));
  return seen;
}

/** A port that was free a moment ago, as the text of a variable. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 20_000): Promise<void> {
  for (const since = performance.now(); !(await isSo()); await sleep(20)) {
    if (performance.now() - since > milliseconds) throw new Error(`not so after ${milliseconds} ms: ${isSo}`);
  }
}

/** Numbers of the processes that name a folder on their command line: PostgreSQL's. */
export async function processesNaming(folder: string): Promise<number[]> {
  return processesWhere('cmdline', (text) => text.includes(`${folder}/`));
}

export async function childrenOf(pid: number): Promise<number[]> {
  return processesWhere('status', (text) => text.includes(`\nPPid:\t${pid}\n`));
}

async function processesWhere(file: string, fits: (text: string) => boolean): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => fits(texts[index]!)).map(Number);
}
