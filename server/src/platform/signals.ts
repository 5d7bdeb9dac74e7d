import type { Logger } from 'pino';
import { randomUUID } from 'node:crypto';
import type { Trx } from './database.ts';

/**
 * Word that something has been committed: what to look at, never what it is. It is only a shortcut. It may be lost, come
 * late, twice or in another order, and whoever waits for something also looks by itself every now and then.
 */
export interface Signal {
  /** Names of jobs that wait for a worker. */
  jobs: ReadonlySet<string>;
  /** Ids of users whose sessions or role are not what they were. */
  users: ReadonlySet<string>;
}

/** A way to the other processes. */
export interface SignalChannel {
  /** @throws Error when the text did not get away in good time */
  publish(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a channel; it connects, and connects again, by itself. */
export type OpenChannel = (onText: (text: string) => void) => SignalChannel;

/** What a transaction will have to say once it has committed. */
const notes = new WeakMap<Trx, { jobs: Set<string>; users: Set<string> }>();

/** Notes, in a transaction, what others should hear of after the commit. */
export function noteForSignal(trx: Trx, { job, user }: { job?: string; user?: string }): void {
  const noted = notes.get(trx) ?? { jobs: new Set(), users: new Set() };
  if (job !== undefined) noted.jobs.add(job);
  if (user !== undefined) noted.users.add(user);
  notes.set(trx, noted);
}

const NOTHING_NAMED: Signal = { jobs: new Set(), users: new Set() };

/** What was noted in a transaction. That it has committed is news by itself. */
export function signalOf(trx: Trx): Signal {
  return notes.get(trx) ?? NOTHING_NAMED;
}

/** Between two messages to other processes; what comes meanwhile goes with the next. */
const GAP_MS = 5;
/** PostgreSQL takes 8,000 bytes. */
const MOST_NAMED = 150;

/**
 * Carries signals within this process at once, and to all others over the first channel that takes them. Nothing is
 * sent from inside a transaction: a transaction that has notified takes a database-wide lock at its commit, which would
 * put all bookings in one line (docs/decisions/0005-jobs-poll.md).
 */
export class Signals {
  readonly #self = randomUUID();
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #channels: SignalChannel[];
  readonly #log: Logger;
  #near: Signal | undefined;
  #far: Signal | undefined;
  #sending: Promise<void> | undefined;
  #isClosed = false;

  /** @param channels in the order in which they are tried; all of them are listened to */
  constructor(log: Logger, channels: readonly OpenChannel[]) {
    this.#log = log;
    this.#channels = channels.map((open) => open((text) => this.#receive(text)));
  }

  /** @returns what ends the listening */
  listen(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** To be called after the commit. What comes in one turn of the event loop goes out together. */
  send(signal: Signal): void {
    if (this.#isClosed) return;
    if (!this.#near) setImmediate(() => this.#flush());
    this.#near = merge(this.#near, signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sending;
    await Promise.all(this.#channels.map((channel) => channel.close()));
  }

  #flush(): void {
    const signal = this.#near!;
    this.#near = undefined;
    this.#deliver(signal);
    this.#far = merge(this.#far, signal);
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
  }

  async #sendAll(): Promise<void> {
    while (this.#far && !this.#isClosed) {
      const text = write(this.#self, this.#far);
      this.#far = undefined;
      await this.#publish(text);
      await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    }
  }

  async #publish(text: string): Promise<void> {
    for (const channel of this.#channels) {
      try {
        return await channel.publish(text);
      } catch {
        // The next one; after the last it is lost, and the others find out by looking.
      }
    }
  }

  #receive(text: string): void {
    const message = read(text);
    if (message && message.from !== this.#self && !this.#isClosed) this.#deliver(message.signal);
  }

  #deliver(signal: Signal): void {
    for (const listener of this.#listeners) {
      try {
        listener(signal);
      } catch (error) {
        this.#log.error({ fault: (error as Error).name }, 'a listener of signals failed');
      }
    }
  }
}

function merge(earlier: Signal | undefined, { jobs, users }: Signal): Signal {
  return earlier ? { jobs: earlier.jobs.union(jobs), users: earlier.users.union(users) } : { jobs, users };
}

/** More names than fit are left out: their readers find out by looking. */
function write(from: string, { jobs, users }: Signal): string {
  const [someJobs, someUsers] = [jobs, users].map((names) => [...names].slice(0, MOST_NAMED));
  return JSON.stringify({ from, jobs: someJobs, users: someUsers });
}

/** @returns undefined for anything that is not a signal; what another version adds is passed over */
function read(text: string): { from: unknown; signal: Signal } | undefined {
  try {
    const { from, jobs, users } = JSON.parse(text) as Record<string, unknown>;
    if (!Array.isArray(jobs) || !Array.isArray(users)) return undefined;
    return { from, signal: { jobs: new Set(jobs as string[]), users: new Set(users as string[]) } };
  } catch {
    return undefined;
  }
}
