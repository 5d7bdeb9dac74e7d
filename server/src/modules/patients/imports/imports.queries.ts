import { sql } from 'kysely';
import type { SignedInActor } from '../../../platform/actor.ts';
import { recordAudit } from '../../../platform/audit.ts';
import { instant } from '../../../platform/clock.ts';
import type { Reader, Trx } from '../../../platform/database.ts';
import type { Deps } from '../../../platform/deps.ts';
import { paginate, type PageOf } from '../../../platform/http/paging.ts';
import { problems } from '../../../platform/problems.ts';
import type { ImportListQuery, ImportRowQuery, PatientImport, PatientImportRow } from './imports.schemas.ts';

export const UNDO_HOURS = 24;

/**
 * An import with how far it is.
 * @throws Problem not_found
 */
export async function readImport(deps: Deps, db: Reader, importId: string): Promise<PatientImport> {
  const found = await imports(deps, db).where('i.id', '=', importId).executeTakeFirst();
  if (!found) throw problems.not_found();
  return found;
}

/** The newest first. */
export async function listImports(
  deps: Deps,
  actor: SignedInActor,
  query: ImportListQuery,
): Promise<PageOf<PatientImport>> {
  const rows = deps.db.selectFrom('patient_imports as i').innerJoin('users as u', 'u.id', 'i.created_by');
  return paginate(deps.db, actor, query, rows, () =>
    imports(deps, deps.db).orderBy('i.created_at', 'desc').orderBy('i.id', 'desc'),
  );
}

/**
 * Rows of an import in the order of the file, with what is wrong with them and whom they look like.
 * @throws Problem not_found
 */
export async function listImportRows(
  deps: Deps,
  actor: SignedInActor,
  importId: string,
  query: ImportRowQuery,
): Promise<PageOf<PatientImportRow>> {
  await readImport(deps, deps.db, importId);
  const { state, kept } = query;
  const filtered = deps.db
    .selectFrom('patient_import_rows as r')
    .leftJoin('patients as p', 'p.id', 'r.patient_id')
    .leftJoin('users as u', 'u.id', 'p.user_id')
    .where('r.import_id', '=', importId)
    .$if(state !== undefined, (q) => q.where('r.state', '=', state!))
    .$if(kept !== undefined, (q) => q.where('r.kept_because', kept ? 'is not' : 'is', null));
  const page = await paginate(deps.db, actor, query, filtered, (rows) =>
    rows
      .select(['r.line', 'r.state', 'r.patient_id'])
      .select((eb) => eb.ref('r.errors').$castTo<PatientImportRow['errors']>().as('errors'))
      .select((eb) => eb.ref('r.kept_because').$castTo<PatientImportRow['kept_because']>().as('kept_because'))
      .select([
        fullName.as('full_name'),
        sql<string | null>`coalesce(u.email, r.data->>'email')`.as('email'),
        sql<string | null>`coalesce(p.date_of_birth::text, r.data->>'date_of_birth')`.as('date_of_birth'),
        duplicates.as('duplicates'),
        sql<boolean>`r.state = 'duplicate' and ${isOnlyAlike}`.as('may_be_imported'),
      ])
      .orderBy('r.line'),
  );
  await recordAudit(deps.db, actor, {
    action: 'patient_import.read_rows',
    object_type: 'patient_import',
    object_id: importId,
    detail: { count: page.results.length },
  });
  return page;
}

/** Of a row, `r`: none of those whom it looks like has its e-mail. */
export const isOnlyAlike = sql<boolean>`not r.duplicates @> '[{"by": "email"}]'`;

const fullName = sql<string>`coalesce(u.first_name || ' ' || u.last_name,
  concat_ws(' ', r.data->>'first_name', r.data->>'last_name'))`;

const duplicates = sql<PatientImportRow['duplicates']>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'by', d.value->'by',
    'line', d.value->'line',
    'patient', case when dp.id is not null then jsonb_build_object('id', dp.id,
      'full_name', du.first_name || ' ' || du.last_name, 'date_of_birth', dp.date_of_birth) end) order by d.ordinality), '[]')
  from jsonb_array_elements(r.duplicates) with ordinality d
  left join patients dp on dp.id = (d.value->>'patient_id')::uuid
  left join users du on du.id = dp.user_id)`;

function imports(deps: Deps, db: Reader) {
  return db
    .selectFrom('patient_imports as i')
    .innerJoin('users as u', 'u.id', 'i.created_by')
    .select(['i.id', 'i.file_name', 'i.status', 'i.calling_code', 'i.with_invitations'])
    .select(['i.created_at', 'i.started_at', 'i.finished_at', 'i.undone_at'])
    .select((eb) => [
      eb.ref('i.date_format').$castTo<PatientImport['date_format']>().as('date_format'),
      eb.ref('i.columns').$castTo<PatientImport['columns']>().as('columns'),
    ])
    .select([
      sql<
        PatientImport['created_by']
      >`jsonb_build_object('id', u.id, 'full_name', u.first_name || ' ' || u.last_name)`.as('created_by'),
      counts.as('rows'),
      sql<string | null>`case when ${mayUndo(deps)} then ${undoUntil} end`.as('undo_until'),
    ]);
}

const counts = sql<PatientImport['rows']>`(
  select jsonb_build_object(
    'total', count(*),
    'waiting', count(*) filter (where r.state = 'waiting'),
    'ready', count(*) filter (where r.state = 'ready'),
    'invalid', count(*) filter (where r.state = 'invalid'),
    'duplicate', count(*) filter (where r.state = 'duplicate'),
    'imported', count(*) filter (where r.state = 'imported'),
    'undone', count(*) filter (where r.state = 'undone'),
    'kept', count(r.kept_because))
  from patient_import_rows r where r.import_id = i.id)`;

const undoUntil = sql<string>`(coalesce(i.finished_at, i.started_at) + ${sql.lit(UNDO_HOURS)} * interval '1 hour')`;

function mayUndo({ clock }: Pick<Deps, 'clock'>) {
  return sql<boolean>`(i.status in ('importing', 'imported') and ${undoUntil} > ${instant(clock)}::timestamptz)`;
}

/**
 * Holds an import, so that of all who work on it one does.
 * @returns undefined where it was deleted
 */
export async function lockImport(trx: Trx, importId: string) {
  return trx
    .selectFrom('patient_imports')
    .selectAll()
    .where('id', '=', importId)
    .forUpdate()
    .executeTakeFirst();
}
