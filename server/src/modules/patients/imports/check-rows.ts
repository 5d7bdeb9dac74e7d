import { sql } from 'kysely';
import type { SystemActor } from '../../../platform/actor.ts';
import type { Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { clinicToday } from '../../clinic/clinic.queries.ts';
import {
  findLookalikes,
  isTelling,
  MOST_OF_ONE,
  SAME_BIRTH_LIKENESS,
  SAME_PHONE_LIKENESS,
  type Someone,
} from '../lookalikes.ts';
import type { Likeness } from '../lookalikes.schemas.ts';
import type { Import } from './imports.jobs.ts';
import type { DateFormat, ImportError } from './imports.schemas.ts';
import { readCells, type Cells, type ReadingOptions } from './read-cells.ts';

const PIECE = 500;

/** Of a row: somebody whom it looks like. */
export interface Duplicate {
  by: Likeness;
  line: number | null;
  patient_id: string | null;
}

/** Says of the next rows what is wrong with them and whom they look like: patients, and earlier rows of the file. */
export async function checkRows(deps: Deps, trx: Trx, _actor: SystemActor, file: Import): Promise<boolean> {
  const rows = await trx
    .selectFrom('patient_import_rows')
    .select(['line'])
    .select((eb) => [
      eb.ref('data').$castTo<Cells>().as('data'),
      eb.ref('errors').$castTo<ImportError[]>().as('errors'),
    ])
    .where('import_id', '=', file.id)
    .where('state', '=', 'waiting')
    .orderBy('line')
    .limit(PIECE)
    .execute();
  if (rows.length === 0) {
    await trx.updateTable('patient_imports').set({ status: 'checked' }).where('id', '=', file.id).execute();
    return false;
  }
  const options = await readingOptions(deps, trx, file);
  const read = rows.map(({ line, data, errors }) => {
    const { patient, errors: more } = readCells(data, options);
    return { line, patient: errors.length > 0 ? undefined : patient, errors: [...errors, ...more] };
  });
  await keepReading(trx, file.id, read);

  const people: Someone[] = read.flatMap(({ line, patient }) => (patient ? [{ ...patient, key: line }] : []));
  const found = [
    ...(await findLookalikes(trx, people)).filter(isTelling).map(asDuplicate),
    ...(await findEarlierRows(trx, file.id, people)),
  ];
  await keepDuplicates(trx, file.id, found);
  return true;
}

/** How the file is to be read. */
export async function readingOptions(deps: Deps, trx: Trx, file: Import): Promise<ReadingOptions> {
  const { date_format, calling_code } = file;
  const { today } = await trx
    .selectNoFrom(sql<string>`${clinicToday(deps)}`.as('today'))
    .executeTakeFirstOrThrow();
  return { date_format: date_format as DateFormat, calling_code, today };
}

export function asDuplicate(likeness: { key: number; by: Likeness; patient_id: string | null }) {
  const { key, by, patient_id } = likeness;
  return { key, duplicate: { by, line: null, patient_id } satisfies Duplicate };
}

type Read = { line: number; patient: Omit<Someone, 'key'> | undefined; errors: ImportError[] };

async function keepReading(trx: Trx, importId: string, read: readonly Read[]): Promise<void> {
  const rows = read.map(({ line, patient, errors }) => {
    const { email, phone, first_name, last_name, date_of_birth } = patient ?? {};
    const name = patient && `${last_name} ${first_name}`;
    return { line, state: patient ? 'ready' : 'invalid', errors, email, phone, name, date_of_birth };
  });
  await sql`
    update patient_import_rows r
    set state = n.state::patient_import_row_state, errors = n.errors, email = n.email, phone = n.phone,
      name = search_fold(n.name), date_of_birth = n.date_of_birth
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
      line integer, state text, errors jsonb, email text, phone text, name text, date_of_birth date)
    where r.import_id = ${importId} and r.line = n.line`.execute(trx);
}

/** By the same rules as patients; only valid rows have a name here, and the first of two wins. */
async function findEarlierRows(trx: Trx, importId: string, people: readonly Someone[]) {
  const { rows } = await sql<{ key: number; by: Likeness; line: number }>`
    with own as materialized (
      select * from patient_import_rows
      where import_id = ${importId} and line = any(${people.map(({ key }) => key)}::integer[]))
    select own.line as key, found.by, found.line
    from own cross join lateral (
      select (array_agg(hit.by order by hit.rank))[1] as by, min(hit.rank) as rank, hit.line
      from (
        select 1 as rank, 'email' as by, e.line from patient_import_rows e
        where e.import_id = own.import_id and e.email = own.email
        union all
        select case when similarity(e.name, own.name) = 1 then 2 else 4 end,
          case when similarity(e.name, own.name) = 1 then 'name_and_birth' else 'similar' end, e.line
        from patient_import_rows e
        where e.import_id = own.import_id and e.date_of_birth = own.date_of_birth
          and similarity(e.name, own.name) >= ${SAME_BIRTH_LIKENESS}
        union all
        select 3, 'phone', e.line from patient_import_rows e
        where e.import_id = own.import_id and e.phone = own.phone
          and similarity(e.name, own.name) >= ${SAME_PHONE_LIKENESS}
        union all
        select 4, 'similar', e.line from patient_import_rows e
        where e.import_id = own.import_id and e.name = own.name
          and (e.date_of_birth is null or own.date_of_birth is null)
      ) hit
      where hit.line < own.line
      group by hit.line
      order by rank, hit.line
      limit ${sql.lit(MOST_OF_ONE)}
    ) found
    order by own.line, found.rank, found.line`.execute(trx);
  return rows.map(({ key, by, line }) => ({
    key,
    duplicate: { by, line, patient_id: null } satisfies Duplicate,
  }));
}

/** Makes duplicates of rows that are ready. */
export async function keepDuplicates(
  trx: Trx,
  importId: string,
  found: readonly { key: number; duplicate: Duplicate }[],
): Promise<void> {
  if (found.length === 0) return;
  const rows = [...Map.groupBy(found, ({ key }) => key)].map(([line, list]) => ({
    line,
    duplicates: list.map(({ duplicate }) => duplicate),
  }));
  await sql`
    update patient_import_rows r set state = 'duplicate', duplicates = n.duplicates
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (line integer, duplicates jsonb)
    where r.import_id = ${importId} and r.line = n.line`.execute(trx);
}
