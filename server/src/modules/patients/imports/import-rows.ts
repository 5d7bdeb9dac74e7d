import { sql } from 'kysely';
import type { SystemActor } from '../../../platform/actor.ts';
import { recordAudits } from '../../../platform/audit.ts';
import { instant } from '../../../platform/clock.ts';
import type { Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { createAccountsIfFree } from '../../auth/accounts.ts';
import { sendInvitation } from '../../auth/manage-accounts.ts';
import { findLookalikes, isTelling } from '../lookalikes.ts';
import { pick, PROFILE_FIELDS } from '../patient-fields.ts';
import { asDuplicate, keepDuplicates, readingOptions } from './check-rows.ts';
import type { Import } from './imports.jobs.ts';
import type { ImportedPatient } from './imports.schemas.ts';
import { readCells, type Cells } from './read-cells.ts';

const PIECE = 250;

interface Row {
  line: number;
  is_wanted: boolean;
  patient: ImportedPatient;
}

/**
 * Makes patients of the next rows: account, profile, a line of the audit, and the invitation where that was chosen. What
 * came between check and import counts: whoever was registered meanwhile makes a duplicate of a row, and of two who take
 * an address at the same moment one has it.
 */
export async function importRows(deps: Deps, trx: Trx, actor: SystemActor, file: Import): Promise<boolean> {
  const rows = await nextRows(deps, trx, file);
  if (rows.length === 0) {
    await finish(deps, trx, file);
    return false;
  }
  const left = await withoutNewDuplicates(trx, file, rows);
  const added = await addPatients(deps, trx, file, left);
  await recordAudits(
    trx,
    actor,
    added.map(({ id }) => ({
      action: 'patient.register',
      object_type: 'patient',
      object_id: id,
      patient_id: id,
      detail: { import_id: file.id },
    })),
  );
  if (file.with_invitations)
    for (const { user_id, row } of added)
      await sendInvitation(deps, trx, { id: user_id, email: row.patient.email });
  await markImported(trx, file.id, added);
  return true;
}

async function nextRows(deps: Deps, trx: Trx, file: Import): Promise<Row[]> {
  const rows = await trx
    .selectFrom('patient_import_rows')
    .select(['line', 'is_wanted'])
    .select((eb) => eb.ref('data').$castTo<Cells>().as('data'))
    .where('import_id', '=', file.id)
    .where('state', '=', 'ready')
    .orderBy('line')
    .limit(PIECE)
    .execute();
  if (rows.length === 0) return [];
  const options = await readingOptions(deps, trx, file);
  return rows.map(({ line, is_wanted, data }) => {
    const { patient } = readCells(data, options);
    if (!patient) throw new Error('a row that was valid is so no more');
    return { line, is_wanted, patient };
  });
}

/** Of this import's own patients no row that is ready looks like one, or it is wanted nevertheless. */
async function withoutNewDuplicates(trx: Trx, file: Import, rows: readonly Row[]): Promise<Row[]> {
  const unsure = rows.filter(({ is_wanted }) => !is_wanted);
  const found = await findLookalikes(
    trx,
    unsure.map(({ line, patient }) => ({ ...patient, key: line })),
    { except_import: file.id },
  );
  const telling = found.filter(isTelling);
  await keepDuplicates(trx, file.id, telling.map(asDuplicate));
  const lines = new Set(telling.map(({ key }) => key));
  return rows.filter(({ line }) => !lines.has(line));
}

interface Added {
  id: string;
  user_id: string;
  row: Row;
}

async function addPatients(deps: Deps, trx: Trx, file: Import, rows: readonly Row[]): Promise<Added[]> {
  const userIds = await createAccountsIfFree(
    deps,
    trx,
    rows.map(({ patient }) => ({
      email: patient.email,
      password_hash: null,
      first_name: patient.first_name,
      last_name: patient.last_name,
      phone: patient.phone ?? null,
      role: 'PATIENT',
      locale: patient.locale,
      registered_by: file.created_by,
    })),
  );
  const added: Added[] = [];
  const taken: Row[] = [];
  for (const row of rows) {
    const user_id = userIds.get(row.patient.email);
    if (user_id === undefined) taken.push(row);
    else added.push({ id: deps.ids.next(), user_id, row });
  }
  if (added.length > 0) {
    const profiles = added.map(({ id, user_id, row }) => ({
      id,
      user_id,
      ...pick(row.patient, PROFILE_FIELDS),
    }));
    await trx.insertInto('patients').values(profiles).execute();
  }
  await markTaken(trx, file.id, taken);
  return added;
}

/** Their addresses were free a moment ago. */
async function markTaken(trx: Trx, importId: string, rows: readonly Row[]): Promise<void> {
  const people = rows.map(({ line, patient }) => ({ key: line, email: patient.email }));
  await keepDuplicates(trx, importId, (await findLookalikes(trx, people)).map(asDuplicate));
}

/** What the row said stands in the patient now. */
async function markImported(trx: Trx, importId: string, added: readonly Added[]): Promise<void> {
  const rows = added.map(({ id, row }) => ({ line: row.line, patient_id: id }));
  await sql`
    update patient_import_rows r
    set state = 'imported', patient_id = n.patient_id, imported_at = clock_timestamp(), data = '{}', duplicates = '[]',
      email = null, phone = null, name = null, date_of_birth = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (line integer, patient_id uuid)
    where r.import_id = ${importId} and r.line = n.line`.execute(trx);
}

async function finish(deps: Deps, trx: Trx, file: Import): Promise<void> {
  await trx
    .updateTable('patient_imports')
    .set({ status: 'imported', finished_at: instant(deps.clock) })
    .where('id', '=', file.id)
    .execute();
}
