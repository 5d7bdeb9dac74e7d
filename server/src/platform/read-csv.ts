import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { invalidField, type Problem } from './problems.ts';

/** One row of a file; a blank one has no cells. */
export interface CsvRow {
  /** As a spreadsheet counts: the first is 1, blank ones count too. */
  line: number;
  cells: string[];
}

/** Characters; beyond this it is a quotation mark that was forgotten. */
const LONGEST_ROW = 128 * 1024;
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads CSV (RFC 4180) as spreadsheets write it, row by row: UTF-8 with or without a byte order mark, cut by commas,
 * semicolons or tabs, whichever its first row has most of. Cells are trimmed; the quote that an export puts before what
 * could be a formula is taken off again.
 * @throws Problem invalid_input naming `file` and the row; nothing of its content
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const { head, text } = await peek(decoded(bytes));
  const parser = parse({
    delimiter: delimiterOf(head),
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      line += 1;
      const cells = record.map(cellText);
      yield { line, cells: cells.some(Boolean) ? cells : [] };
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function cellText(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
}

/** The parser is ahead of whoever takes its rows, so it says where it was. */
function unreadable({ code, records }: CsvError & { records?: unknown }): Problem {
  const isQuote = /QUOTE|MAX_RECORD_SIZE/.test(code);
  const what = isQuote ? 'has a quotation mark out of place' : 'cannot be read';
  return invalidField('file', `row ${Number(records ?? 0) + 1} ${what}`);
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) yield requireText(decoder.decode(chunk, { stream: true }));
    yield requireText(decoder.decode());
  } catch (error) {
    throw error instanceof TypeError ? notText() : error;
  }
}

function requireText(text: string): string {
  if (text.includes('\0')) throw notText();
  return text;
}

function notText(): Problem {
  return invalidField('file', 'is not CSV in UTF-8');
}

/** The beginning, up to the end of the first row, and all of it. */
async function peek(chunks: AsyncGenerator<string>) {
  const taken: string[] = [];
  let head = '';
  while (!/[\r\n]/.test(head) && head.length < LONGEST_ROW) {
    const { done, value } = await chunks.next();
    if (done) break;
    taken.push(value);
    head += value;
  }
  async function* text() {
    yield* taken;
    yield* chunks;
  }
  return { head: head.split(/[\r\n]/, 1)[0]!, text: text() };
}

function delimiterOf(head: string): string {
  const outside = head.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => outside.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0]!;
}
