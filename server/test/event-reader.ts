import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { until } from './processes/etiba-process.ts';

export interface SeenEvent {
  event: string;
  // A test reads what the documentation says is there.
  // oxlint-disable-next-line no-explicit-any
  data: any;
  /** Milliseconds, by `performance.now()`. */
  at: number;
}

/** A reader of a stream over the network, as the web application is one. */
export async function readStream(
  url: string,
  by: { access: string },
  lastEventId?: string,
): Promise<EventReader> {
  const headers = {
    authorization: `Bearer ${by.access}`,
    ...(lastEventId && { 'last-event-id': lastEventId }),
  };
  const asked = request(`${url}/api/notifications/stream/`, { headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return new EventReader(response);
}

export class EventReader {
  readonly response: IncomingMessage;
  readonly events: SeenEvent[] = [];
  readonly comments: string[] = [];
  lastId = '';
  isOver = false;
  #rest = '';

  constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    response.on('error', () => {});
    response.on('close', () => (this.isOver = true));
  }

  /** Resolves with the first event that fits, also if it has been there for long. */
  async sees(event: string, fits: (data: SeenEvent['data']) => boolean = () => true): Promise<SeenEvent> {
    const find = () => this.events.find((seen) => seen.event === event && fits(seen.data));
    await until(() => find() !== undefined || this.isOver);
    const found = find();
    if (!found) throw new Error(`the stream ended without ${event}: ${JSON.stringify(this.events)}`);
    return found;
  }

  of(event: string): SeenEvent['data'][] {
    return this.events.filter((seen) => seen.event === event).map(({ data }) => data as unknown);
  }

  async ends(): Promise<void> {
    await until(() => this.isOver);
  }

  leave(): void {
    this.response.destroy();
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop()!;
    for (const block of blocks) {
      let event = 'message';
      let data: string | undefined;
      for (const line of block.split('\n')) {
        const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (field === '') this.comments.push(value);
        if (field === 'event') event = value;
        if (field === 'id') this.lastId = value;
        if (field === 'data') data = (data === undefined ? '' : `${data}\n`) + value;
      }
      if (data !== undefined) this.events.push({ event, data: JSON.parse(data), at: performance.now() });
    }
  }
}
