import { LONGEST_WAIT, type Tally } from './report.ts';
import { linesOf, parseSealLine, type SealLine } from './seal-file.ts';
import { rangesOf, type Seal } from './seals.ts';

interface NumberedLine extends SealLine {
  number: number;
}

/** The seal file read side by side with the seals of the database. */
export class SealLines implements AsyncDisposable {
  readonly #lines: AsyncGenerator<NumberedLine>;
  readonly #exists: boolean;
  /** Lines that Etiba has not written. */
  readonly #foreign: number[];
  #current: NumberedLine | undefined;
  #seen = 0;
  /** The first seal after the end of the file. */
  #firstMissing: Pick<Seal, 'seq' | 'sealed_at'> | undefined;

  constructor(lines: AsyncGenerator<NumberedLine>, exists: boolean, foreign: number[]) {
    this.#lines = lines;
    this.#exists = exists;
    this.#foreign = foreign;
  }

  async start(): Promise<this> {
    await this.#advance();
    return this;
  }

  /** @param seal each of the database's, in their order */
  async compare(tally: Tally, seal: Seal): Promise<void> {
    const first = rangesOf(seal.entry_ids)[0]?.[0];
    while (this.#current && this.#current.seq < seal.seq) {
      if (!this.#current.is_restore)
        tally.find(`the seal file knows seal ${this.#current.seq}, the database does not`, first);
      await this.#advance();
    }
    const line = this.#current;
    if (!line) this.#firstMissing ??= seal;
    else if (line.seq > seal.seq && this.#seen > 1)
      tally.find(`the seal file has no line for seal ${seal.seq}`, first);
    while (this.#current?.seq === seal.seq) {
      if (this.#current.hmac !== seal.hmac.toString('hex'))
        tally.find(
          `line ${this.#current.number} of the seal file says otherwise about seal ${seal.seq}`,
          first,
        );
      await this.#advance();
    }
  }

  /** @param now by the clock of the database */
  async finish(tally: Tally, newest: Pick<Seal, 'seq' | 'highest_id'>, now: string): Promise<void> {
    for (const number of this.#foreign)
      tally.find(`line ${number} of the seal file was not written by Etiba`);
    let last = this.#current;
    for (; this.#current; await this.#advance()) last = this.#current;
    if (last && last.seq > newest.seq) {
      const what = `the database ends at seal ${newest.seq}, the seal file at seal ${last.seq}: what came after was cut off`;
      tally.find(what, newest.highest_id + 1);
    }
    if (!this.#firstMissing) return;
    const { seq, sealed_at } = this.#firstMissing;
    const what = this.#exists ? `the seal file lacks seal ${seq} and what follows` : 'there is no seal file';
    if (Date.parse(now) - Date.parse(sealed_at) > LONGEST_WAIT) tally.find(what);
    else tally.notes.push(`${what} yet`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.return(undefined);
  }

  async #advance(): Promise<void> {
    const next = await this.#lines.next();
    this.#current = next.done ? undefined : next.value;
    this.#seen += 1;
  }
}

/**
 * Opens the file for one pass. Its beginning may have been cut off to save space.
 * @param path a file that does not exist counts as empty
 */
export async function openSealLines(path: string, keys: readonly Buffer[]): Promise<SealLines> {
  const foreign: number[] = [];
  const restores: NumberedLine[] = [];
  let exists = true;
  try {
    for await (const line of parsed(path, keys, foreign)) if (line.is_restore) restores.push(line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    exists = false;
  }
  const lines = exists ? counting(path, keys, restores) : nothing();
  return new SealLines(lines, exists, foreign).start();
}

async function* parsed(
  path: string,
  keys: readonly Buffer[],
  foreign: number[],
): AsyncGenerator<NumberedLine> {
  let number = 0;
  for await (const text of linesOf(path)) {
    number += 1;
    const line = parseSealLine(text, keys);
    if (line) yield { ...line, number };
    else foreign.push(number);
  }
}

/** Without the lines of seals that a restore has left behind. */
async function* counting(
  path: string,
  keys: readonly Buffer[],
  restores: readonly NumberedLine[],
): AsyncGenerator<NumberedLine> {
  for await (const line of parsed(path, keys, [])) {
    const isLeftBehind = restores.some(({ number, seq }) => number > line.number && seq < line.seq);
    if (!isLeftBehind) yield line;
  }
}

async function* nothing(): AsyncGenerator<NumberedLine> {}
