import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { isPassing, Refusal } from '../../api/refusal.ts';
import { isSameContent, type Content } from './draft-form.ts';

type Draft = Content & Pick<MedicalRecord, 'status'>;

const PAUSE_MS = 900;
const RETRY_MS = 4000;

/** How what is typed stands to what the server has. */
export type Keeping<Kept> =
  | { state: 'empty' }
  | { state: 'saved' }
  /** Typed, and on its way or about to be. */
  | { state: 'unsaved' }
  /** No connection; it is tried again and again. */
  | { state: 'unreachable' }
  | { state: 'refused'; error: unknown }
  /** Somebody has changed the record meanwhile: nothing is sent until the person has chosen. */
  | { state: 'conflict'; mine: Content; theirs: Kept };

interface Options<Kept extends Draft> {
  /** What the server has already, if anything. */
  kept?: Kept | undefined;
  create(content: Content): Promise<Kept>;
  /** Refused as `stale` when the record is no longer as `seen`. */
  update(content: Content, seen: Kept): Promise<Kept>;
  read(seen: Kept): Promise<Kept>;
}

/**
 * Keeps a draft on the server while it is typed, without losing a word and without overwriting one: one request at a
 * time, each with the ETag of what was kept last; what was typed meanwhile goes with the next. A first request whose
 * answer was lost is sent again as it was, so that there are never two drafts.
 */
export class DraftKeeper<Kept extends Draft> {
  #options: Options<Kept>;
  #kept: Kept | undefined;
  /** What the server is known to have of ours. */
  #base: Content | undefined;
  #latest: Content | undefined;
  #first: Content | undefined;
  #keeping: Keeping<Kept>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  #listeners = new Set<() => void>();

  constructor(options: Options<Kept>) {
    this.#options = options;
    this.#kept = options.kept;
    this.#base = options.kept;
    this.#keeping = { state: options.kept ? 'saved' : 'empty' };
  }

  /** The record as the server answered last. */
  get kept(): Kept | undefined {
    return this.#kept;
  }

  readonly keeping = (): Keeping<Kept> => this.#keeping;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Something was typed. */
  change(content: Content): void {
    this.#latest = content;
    if (this.#keeping.state === 'conflict') return;
    if (!this.#isBehind()) return;
    if (this.#keeping.state !== 'unreachable') this.#set({ state: 'unsaved' });
    this.#schedule(PAUSE_MS);
  }

  /** Sends now what is not kept yet. @returns whether all is kept */
  readonly flush = async (): Promise<boolean> => {
    clearTimeout(this.#timer);
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
    await this.#sending;
    return !this.#isBehind() && this.#keeping.state !== 'conflict';
  };

  /** The person has seen both sides and chosen. */
  resolve(content: Content): void {
    if (this.#keeping.state !== 'conflict') return;
    this.#kept = this.#keeping.theirs;
    this.#base = this.#keeping.theirs;
    this.#latest = content;
    this.#set({ state: 'unsaved' });
    void this.flush();
  }

  /** The record was changed by an act of ours beside the typing, such as an upload. */
  seen(record: Kept): void {
    this.#kept = record;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #send(): Promise<void> {
    while (this.#isBehind() && this.#keeping.state !== 'conflict') {
      const content = this.#kept ? this.#latest! : (this.#first ??= this.#latest!);
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        this.#accept(await this.#keep(content), content);
      } catch (error) {
        this.#fail(error);
        return;
      }
    }
    if (this.#keeping.state !== 'conflict' && this.#base) this.#set({ state: 'saved' });
  }

  async #keep(content: Content): Promise<Kept | undefined> {
    const seen = this.#kept;
    if (!seen) return this.#options.create(content);
    try {
      return await this.#options.update(content, seen);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error;
      const theirs = await this.#options.read(seen);
      // Ours, of a try whose answer was lost; or nothing of what is typed was changed.
      if (isSameContent(theirs, content)) return theirs;
      if (this.#base && isSameContent(theirs, this.#base) && theirs.status === seen.status) {
        this.#kept = theirs;
        return this.#options.update(content, theirs);
      }
      this.#set({ state: 'conflict', mine: this.#latest!, theirs });
      return undefined;
    }
  }

  #accept(kept: Kept | undefined, content: Content): void {
    if (!kept) return;
    this.#kept = kept;
    this.#base = content;
    this.#first = undefined;
  }

  #fail(error: unknown): void {
    if (isPassing(error)) {
      this.#set({ state: 'unreachable' });
      this.#schedule(RETRY_MS);
    } else this.#set({ state: 'refused', error });
  }

  #isBehind(): boolean {
    return this.#latest !== undefined && !(this.#base && isSameContent(this.#latest, this.#base));
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #set(keeping: Keeping<Kept>): void {
    if (keeping.state === this.#keeping.state && keeping.state === 'unsaved') return;
    this.#keeping = keeping;
    for (const listener of this.#listeners) listener();
  }
}
