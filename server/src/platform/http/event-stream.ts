import type { FastifyReply } from 'fastify';

/** What is kept for a reader who does not read; beyond it the reader is cut off and comes back with its last id. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Milliseconds after which a browser's own EventSource comes back. */
const RETRY_MS = 2_000;

export interface StreamEvent {
  event: string;
  data: unknown;
}

/** One open answer of server-sent events (WHATWG HTML, section 9.2). */
export interface EventStream {
  /** The id stands with the last event: whoever is cut off in between gets all of them again. */
  send(events: readonly StreamEvent[], id: string): void;
  /** A sign of life that also moves the reader's last id on. */
  beat(id: string): void;
  end(): void;
  onClose(listener: () => void): void;
}

/** Answers with a stream that stays open. What goes out has no schema to pass, so it must be chosen field by field. */
export function openEventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no', // nginx would hold it back
  });
  raw.on('error', () => {}); // whoever left is told nothing more
  const write = (text: string) => {
    if (raw.writableEnded || raw.destroyed) return;
    raw.write(text);
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
  };
  write(`retry: ${RETRY_MS}\n\n`);
  return {
    send(events, id) {
      const last = events.length - 1;
      const blocks = events.map(
        ({ event, data }, index) =>
          `event: ${event}\n${index === last ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`,
      );
      write(blocks.join(''));
    },
    beat: (id) => write(`: still here\nid: ${id}\n\n`),
    end: () => void raw.end(),
    onClose: (listener) => void raw.on('close', listener),
  };
}
