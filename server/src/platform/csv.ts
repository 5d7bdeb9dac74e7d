import { stringify } from 'csv-stringify/sync';

/** What a cell may hold; null is an empty one. */
export type Cell = string | number | boolean | null | undefined;

/**
 * Lines of CSV (RFC 4180) as spreadsheets open them: with a byte order mark, by which Excel knows UTF-8, and with no
 * cell that starts a formula, whoever wrote what is in it (OWASP, CSV injection).
 * @param columns names of the first line, in their order; what else a row holds does not go out
 */
export async function* csvLines(
  columns: readonly string[],
  batches: AsyncIterable<readonly Record<string, Cell>[]>,
): AsyncGenerator<string> {
  yield write([], columns, true);
  for await (const batch of batches) if (batch.length > 0) yield write(batch, columns, false);
}

/** As `csvLines`, for rows that are all there. */
export function csvText(columns: readonly string[], rows: readonly Record<string, Cell>[]): string {
  return write(rows, columns, true);
}

function write(rows: readonly object[], columns: readonly string[], isFirst: boolean): string {
  return stringify([...rows], {
    columns: [...columns],
    header: isFirst,
    bom: isFirst,
    record_delimiter: '\r\n',
    escape_formulas: true,
    cast: { boolean: String },
  });
}
