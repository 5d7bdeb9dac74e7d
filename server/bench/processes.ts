import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LoadPlan, LoadResult } from './load.ts';

const children: ChildProcess[] = [];

/** Starts a script of this folder with Node, after options of Node's own. */
function start(
  command: string[],
  environment: Record<string, string>,
  output: 'pipe' | 'ignore',
): ChildProcess {
  const child = spawn(process.execPath, command, {
    cwd: import.meta.dirname,
    env: { ...process.env, ...environment },
    stdio: ['pipe', output, 'inherit'],
  });
  children.push(child);
  return child;
}

/** Ends all that were started. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    children.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
}

/** The real `etiba api`, its log going nowhere. @returns its address and number, once it is ready */
export async function startEtiba(
  environment: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<{ url: string; pid: number }> {
  const PORT = String(await freePort());
  const child = start([...nodeOptions, '../src/main.ts', 'api'], { ...environment, PORT }, 'ignore');
  const url = `http://127.0.0.1:${PORT}`;
  const isReady = () =>
    fetch(`${url}/api/health/ready/`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error('Etiba did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, pid: child.pid! };
}

/** The real `etiba worker`, once it is ready. */
export async function startWorker(environment: Record<string, string>): Promise<void> {
  const child = start(['../src/main.ts', 'worker'], environment, 'pipe');
  for await (const some of child.stdout!) if (String(some).includes('Etiba worker is ready')) break;
  child.stdout!.resume();
}

/** @returns the address of the bare server */
export async function startBare(planFile: string): Promise<string> {
  const child = start(['bare-server.ts', planFile], {}, 'pipe');
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return line.toString().trim();
}

/** A short run to warm up and one that counts, from a process of its own. */
export async function measure(plan: LoadPlan): Promise<LoadResult> {
  const warm = await load({ ...plan, seconds: 1 });
  return load({ ...plan, requests: plan.once ? plan.requests.slice(warm.used) : plan.requests });
}

async function load(plan: LoadPlan): Promise<LoadResult> {
  const child = start(['load.ts'], {}, 'pipe');
  child.stdin!.end(JSON.stringify(plan));
  return JSON.parse(await text(child.stdout!)) as LoadResult;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
