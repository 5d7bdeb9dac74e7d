import { sql } from 'kysely';
import type { SignedInActor } from '../../../platform/actor.ts';
import { recordAudit } from '../../../platform/audit.ts';
import { instant } from '../../../platform/clock.ts';
import { inTransaction, type Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import type { ReceivedFile } from '../../../platform/http/upload.ts';
import { invalidField } from '../../../platform/problems.ts';
import { readCsv, type CsvRow } from '../../../platform/read-csv.ts';
import { fieldOfHeader, REQUIRED_FIELDS, type ImportField } from './import-columns.ts';
import { goOnWithImport } from './import-job.ts';
import { readImport } from './imports.queries.ts';
import type { ImportError, PatientImport, PatientImportUpload } from './imports.schemas.ts';
import type { Cells } from './read-cells.ts';

const MOST_ROWS = 20_000;
const MOST_COLUMNS = 100;
const LONGEST_HEADER = 100;
const BATCH = 1000;

interface Column {
  header: string;
  field: ImportField | null;
}

/**
 * Takes in a file of patients: its rows as they stand, to be checked by a job. Nobody is a patient yet.
 * @throws Problem invalid_input naming `file` for what is no CSV, names no column that is needed, or is too long
 */
export async function uploadImport(
  deps: Deps,
  actor: SignedInActor,
  { name, content }: ReceivedFile,
  { date_format = 'YYYY-MM-DD', calling_code }: PatientImportUpload,
): Promise<PatientImport> {
  return inTransaction(deps, actor, async (trx) => {
    await using rows = readCsv(content.chunks());
    const columns = await readHeader(rows);
    const id = deps.ids.next();
    await trx
      .insertInto('patient_imports')
      .values({
        id,
        file_name: name,
        date_format,
        calling_code: calling_code ?? null,
        columns: JSON.stringify(columns),
        created_by: actor.user_id,
        created_at: instant(deps.clock),
      })
      .execute();
    const total = await keepRows(trx, id, columns, rows);
    if (total === 0) throw invalidField('file', 'has no row under the names of the columns');
    await recordAudit(trx, actor, {
      action: 'patient_import.upload',
      object_type: 'patient_import',
      object_id: id,
      detail: { rows: total },
    });
    await goOnWithImport(deps, trx, id);
    return readImport(deps, trx, id);
  });
}

/** @throws Problem invalid_input */
async function readHeader(rows: AsyncGenerator<CsvRow>): Promise<Column[]> {
  const { value } = await rows.next();
  const headers = (value as CsvRow | undefined)?.cells ?? [];
  if (headers.length > MOST_COLUMNS) throw invalidField('file', `has more than ${MOST_COLUMNS} columns`);
  const columns = headers.map((header) => ({
    header: header.slice(0, LONGEST_HEADER).toWellFormed(),
    field: fieldOfHeader(header) ?? null,
  }));
  const fields = columns.map(({ field }) => field).filter((field) => field !== null);
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice) throw invalidField('file', `has two columns for ${twice}`);
  const missing = REQUIRED_FIELDS.filter((field) => !fields.includes(field));
  if (missing.length > 0) throw invalidField('file', `has no column for ${missing.join(', ')}`);
  return columns;
}

/** @returns how many */
async function keepRows(
  trx: Trx,
  importId: string,
  columns: readonly Column[],
  rows: AsyncGenerator<CsvRow>,
): Promise<number> {
  let total = 0;
  let batch: object[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    await sql`
      insert into patient_import_rows (import_id, line, data, errors)
      select ${importId}, r.line, r.data, r.errors
      from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) as r (line integer, data jsonb, errors jsonb)`.execute(
      trx,
    );
    batch = [];
  };
  for await (const { line, cells } of rows) {
    if (cells.length === 0) continue;
    total += 1;
    if (total > MOST_ROWS)
      throw invalidField('file', `has more than ${MOST_ROWS} rows; cut it into several files`);
    batch.push({ line, data: dataOf(columns, cells), errors: surplus(columns, cells) });
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return total;
}

function dataOf(columns: readonly Column[], cells: readonly string[]): Cells {
  const data: Cells = {};
  for (const [index, { field }] of columns.entries()) if (field && cells[index]) data[field] = cells[index];
  return data;
}

/** A cell with nothing above it: most likely a text with the delimiter in it, and all that follows is out of place. */
function surplus({ length }: readonly Column[], cells: readonly string[]): ImportError[] {
  if (!cells.slice(length).some(Boolean)) return [];
  return [{ column: null, rule: 'too_many_cells', message: 'has more cells than there are columns' }];
}
