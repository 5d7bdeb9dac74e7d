import { sql } from 'kysely';
import type { SystemActor } from '../../../platform/actor.ts';
import { recordAudits } from '../../../platform/audit.ts';
import { instant } from '../../../platform/clock.ts';
import type { Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import type { Import } from './imports.jobs.ts';

const PIECE = 250;

/** Takes back the patients of the next rows; those to whom something has happened since stay, and the row says why. */
export async function takeBackRows(deps: Deps, trx: Trx, actor: SystemActor, file: Import): Promise<boolean> {
  const next = await trx
    .selectFrom('patient_import_rows')
    .select('line')
    .where('import_id', '=', file.id)
    .where('state', '=', 'imported')
    .where('kept_because', 'is', null)
    .where('patient_id', 'is not', null)
    .orderBy('line')
    .limit(PIECE)
    .execute();
  if (next.length === 0) {
    await trx
      .updateTable('patient_imports')
      .set({ status: 'undone', undone_at: instant(deps.clock) })
      .where('id', '=', file.id)
      .execute();
    return false;
  }
  const tried = await takeBack(
    trx,
    file.id,
    next.map(({ line }) => line),
  );
  const gone = tried.filter(({ kept_because }) => kept_because === null);
  await recordAudits(
    trx,
    actor,
    gone.map(({ patient_id }) => ({
      action: 'patient.take_back',
      object_type: 'patient',
      object_id: patient_id,
      patient_id,
      detail: { import_id: file.id },
    })),
  );
  return true;
}

interface Tried {
  line: number;
  patient_id: string;
  kept_because: string | null;
}

/** The function is the owner's, for the application may delete nobody; see the migration. */
async function takeBack(trx: Trx, importId: string, lines: readonly number[]): Promise<Tried[]> {
  const { rows } = await sql<Tried>`
    select * from take_back_imported_patients(${importId}, ${lines}::integer[])`.execute(trx);
  // A patient who has become something else is not found there.
  const tried = new Map(rows.map((row) => [row.line, row]));
  const outcomes = lines.map((line) => tried.get(line) ?? { line, kept_because: 'in_use' });
  await sql`
    update patient_import_rows r
    set state = case when n.kept_because is null then 'undone'::patient_import_row_state else r.state end,
      kept_because = n.kept_because
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as n (line integer, kept_because text)
    where r.import_id = ${importId} and r.line = n.line`.execute(trx);
  return rows;
}
