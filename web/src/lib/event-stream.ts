/** Server-sent events as they come in, read from an answer of `fetch` (WHATWG HTML, section 9.2). */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * Reads the text of a stream piece by piece, wherever it was cut.
 * @returns a function that takes the next piece and gives the events that are whole with it, and the last id
 */
export function eventReader(): (piece: string) => { events: ServerEvent[]; id: string | undefined } {
  let rest = '';
  let id: string | undefined;
  return (piece) => {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    const events: ServerEvent[] = [];
    for (const block of blocks) {
      const read = readBlock(block);
      id = read.id ?? id;
      if (read.data !== undefined) events.push({ event: read.event ?? 'message', data: read.data });
    }
    return { events, id };
  };
}

/** One field a line, `name: value`; a line that begins with a colon is a comment. */
function readBlock(block: string): { event?: string; data?: string; id?: string } {
  const fields = block.split('\n').map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name, value.join(':').replace(/^ /u, '')] as const;
  });
  return Object.fromEntries(fields);
}
