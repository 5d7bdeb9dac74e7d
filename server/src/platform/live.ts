import type { SignedInActor } from './actor.ts';
import type { Reader } from './database.ts';
import type { Deps } from './deps.ts';
import type { EventStream, StreamEvent } from './http/event-stream.ts';
import { readIdentities, signedIn, type Identity } from './http/session.ts';
import { currentSnapshot, isAhead, openCursor, sealCursor, type Snapshot, type Span } from './live-cursor.ts';
import { errorLabel } from './jobs.ts';
import { inLanes } from './lanes.ts';
import { problems } from './problems.ts';

/** For one person: what is new, or that it is too much to be told one by one. */
export type News = readonly StreamEvent[] | 'too much';

/** What a module tells on streams. Each event is the present state, so being told twice does no harm. */
export interface LiveSource {
  /** What somebody gets first, by user. */
  greet?(db: Reader, audience: readonly SignedInActor[]): Promise<Map<string, StreamEvent[]>>;
  /**
   * What was committed within the span and these people may know, by user. Asked for at every signal, so it first finds
   * out cheaply whom anything concerns.
   */
  read(db: Reader, span: Span, audience: readonly SignedInActor[]): Promise<Map<string, News>>;
}

/** Without a signal. */
const LOOK_MS = 2_000;
const BEAT_EVERY_LOOKS = 8;
/** Between two looks, however many signals come. */
const GAP_MS = 10;
const MOST_STREAMS = 10_000;
const MOST_STREAMS_OF_ONE = 20;

interface Stream {
  identity: Identity;
  actor: SignedInActor;
  out: EventStream;
  /** Where a stream that has just come wants to begin; undefined once it has. */
  joining: { cursor: string | undefined } | undefined;
}

type LiveDeps = Pick<Deps, 'db' | 'keys' | 'clock' | 'log' | 'signals'>;

/**
 * The open streams of this process. One question to the database serves all of them, at every signal and every other
 * second: what has been committed since the snapshot that all of them stand at? Nothing goes out before the receivers'
 * sessions have been looked up again, and a session that has ended ends its streams (A12, A13).
 */
export class LiveStreams {
  readonly #deps: LiveDeps;
  readonly #sources: readonly LiveSource[];
  readonly #streams = new Set<Stream>();
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** What all streams have been told of; undefined while there are none. */
  #position: Snapshot | undefined;
  #looking: Promise<void> | undefined;
  #checking: Promise<void> | undefined;
  #isStale = false;
  #looks = 0;

  constructor(deps: LiveDeps, sources: readonly LiveSource[]) {
    this.#deps = deps;
    this.#sources = sources;
    this.#stopListening = deps.signals.listen(({ users }) => {
      if (this.#streams.size === 0) return;
      if (users.size > 0) void this.#dropDead((stream) => users.has(stream.identity.user_id));
      this.#look();
    });
  }

  /**
   * Keeps an answer open for somebody who is signed in.
   * @param cursor the id of the last event that they have had
   * @param open begins the answer
   * @throws Problem throttled, service_unavailable
   */
  add(actor: SignedInActor, cursor: string | undefined, open: () => EventStream): void {
    const own = [...this.#streams].filter(({ identity }) => identity.user_id === actor.user_id);
    if (own.length >= MOST_STREAMS_OF_ONE)
      throw problems.throttled('You have too many streams open.', { retry_after: 30 });
    if (this.#streams.size >= MOST_STREAMS) throw problems.service_unavailable();
    const { role, user_id, session_id, patient_id, doctor_id } = actor;
    const identity = { role, user_id, session_id, patient_id, doctor_id };
    const out = open();
    const stream: Stream = { identity, actor: signedIn(identity, NO_CALL), out, joining: { cursor } };
    this.#streams.add(stream);
    out.onClose(() => this.#forget(stream));
    this.#timer ??= setInterval(() => this.#onTimer(), LOOK_MS).unref();
    this.#look();
  }

  /** Ends all streams; their readers come back to another process. */
  endAll(): void {
    for (const stream of this.#streams) this.#end(stream);
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.endAll();
    await Promise.all([this.#looking, this.#checking]);
  }

  #end(stream: Stream): void {
    stream.out.end();
    this.#forget(stream);
  }

  #forget(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#position = undefined;
  }

  #onTimer(): void {
    this.#checking ??= this.#dropDead(() => true).finally(() => (this.#checking = undefined));
    this.#look();
    this.#looks += 1;
    if (this.#looks % BEAT_EVERY_LOOKS !== 0 || this.#position === undefined) return;
    const id = sealCursor(this.#deps.keys, this.#position);
    for (const { out, joining } of this.#streams) if (!joining) out.beat(id);
  }

  /** Looks once more after the look that may be under way. */
  #look(): void {
    this.#isStale = true;
    this.#looking ??= this.#lookWhileStale().finally(() => (this.#looking = undefined));
  }

  async #lookWhileStale(): Promise<void> {
    while (this.#isStale && this.#streams.size > 0) {
      this.#isStale = false;
      try {
        await this.#tellAll();
      } catch (error) {
        this.#deps.log.warn({ error: errorLabel(error) }, 'streams: looking again shortly');
        return; // nothing was sent and the position stands: the next look finds the same
      }
      await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    }
  }

  async #tellAll(): Promise<void> {
    const { db, keys } = this.#deps;
    const since = this.#position;
    const until = await currentSnapshot(db);
    const [joining, settled] = partition([...this.#streams], (stream) => stream.joining !== undefined);
    const news = new Map<Stream, News>();
    if (since !== undefined && since !== until && settled.length > 0)
      await this.#collect(news, { since, until }, settled);
    await this.#welcome(news, until, joining);

    const lives = await this.#whoLives([...news.keys()]);
    // From here on nothing waits, so all streams stand at the same place again.
    const id = sealCursor(keys, until);
    for (const [stream, events] of news) {
      if (!this.#streams.has(stream)) continue;
      if (!lives(stream) || events === 'too much') this.#end(stream);
      else stream.out.send(events, id);
      stream.joining = undefined;
    }
    if (this.#streams.size > 0) this.#position = until;
  }

  async #collect(news: Map<Stream, News>, span: Span, streams: readonly Stream[]): Promise<void> {
    const audience = [...new Map(streams.map(({ actor }) => [actor.user_id, actor])).values()];
    for (const source of this.#sources) {
      const found = await source.read(this.#deps.db, span, audience);
      if (found.size === 0) continue;
      for (const stream of streams) {
        const more = found.get(stream.identity.user_id);
        if (more) news.set(stream, join(news.get(stream), more));
      }
    }
  }

  /** `ready` says whether everything since the cursor follows; if not, lists are to be read anew. */
  async #welcome(news: Map<Stream, News>, until: Snapshot, streams: readonly Stream[]): Promise<void> {
    if (streams.length === 0) return;
    const missed = new Map<Stream, News>();
    const resumed = streams.filter(({ joining }) => joining?.cursor !== undefined);
    await inLanes(resumed, async (stream) => {
      const since = openCursor(this.#deps.keys, stream.joining!.cursor!);
      if (since === undefined || isAhead(since, until)) return;
      const own = new Map<Stream, News>([[stream, []]]);
      await this.#collect(own, { since, until }, [stream]);
      missed.set(stream, own.get(stream)!);
    });
    const newcomers = streams.map(({ actor }) => actor);
    const greetings = [];
    for (const source of this.#sources) greetings.push(await source.greet?.(this.#deps.db, newcomers));
    for (const stream of streams) {
      const since = missed.get(stream);
      const isResumed = since !== undefined && since !== 'too much';
      news.set(stream, [
        { event: 'ready', data: { resumed: isResumed } },
        ...greetings.flatMap((greeting) => greeting?.get(stream.identity.user_id) ?? []),
        ...(isResumed ? since : []),
      ]);
    }
  }

  async #dropDead(which: (stream: Stream) => boolean): Promise<void> {
    const streams = [...this.#streams].filter(which);
    try {
      const lives = await this.#whoLives(streams);
      for (const stream of streams) if (!lives(stream)) this.#end(stream);
    } catch (error) {
      this.#deps.log.warn({ error: errorLabel(error) }, 'streams: sessions are looked up again shortly');
    }
  }

  /** Whose session lives and who is still who they were when the stream began. */
  async #whoLives(streams: readonly Stream[]): Promise<(stream: Stream) => boolean> {
    if (streams.length === 0) return () => true;
    const sessions = new Set(streams.map(({ identity }) => identity.session_id));
    const found = await readIdentities(this.#deps, [...sessions]);
    return ({ identity }) => {
      const now = found.get(identity.session_id);
      return (
        now?.role === identity.role &&
        now.patient_id === identity.patient_id &&
        now.doctor_id === identity.doctor_id
      );
    };
  }
}

const NO_CALL = {
  request_id: 'stream',
  url: '',
  address: null,
  user_agent: null,
  if_match: null,
  idempotency: null,
};

function join(earlier: News | undefined, more: News): News {
  return earlier === 'too much' || more === 'too much' ? 'too much' : [...(earlier ?? []), ...more];
}

function partition<T>(list: readonly T[], fits: (item: T) => boolean): [T[], T[]] {
  return [list.filter(fits), list.filter((item) => !fits(item))];
}
