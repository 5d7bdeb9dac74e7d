import { sql, type SelectQueryBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { containsText, matchesSearch, searchRank, telephoneDigits } from '../../platform/search.ts';
import { clinicToday } from '../clinic/clinic.queries.ts';
import { visiblePatients } from './patients.policy.ts';
import type { Patient, PatientFilters, PatientQuery } from './patients.schemas.ts';

type Patients<Columns = object> = SelectQueryBuilder<DB, 'patients' | 'users', Columns>;

const searchText = sql<string>`patients.search_text`;

/**
 * A patient as the actor sees them, for operations that answer with the resource.
 * @throws Problem not_found
 */
export async function readPatient(
  deps: Deps,
  db: Reader,
  actor: SignedInActor,
  patientId: string,
): Promise<Patient> {
  const patient = await asPatient(deps, actor, patientRows(db, actor))
    .where('patients.id', '=', patientId)
    .executeTakeFirst();
  if (!patient) throw problems.not_found();
  return patient;
}

/**
 * Opens a profile, which holds clinical text: staff leave a line in the audit.
 * @throws Problem not_found
 */
export async function openPatient(deps: Deps, actor: SignedInActor, patientId: string): Promise<Patient> {
  const { id } = await requireVisiblePatient(deps, actor, patientId);
  if (actor.role !== 'PATIENT') {
    await recordAudit(deps.db, actor, {
      action: 'patient.read',
      object_type: 'patient',
      object_id: id,
      patient_id: id,
    });
  }
  return readPatient(deps, deps.db, actor, id);
}

/** A page of patients; those that a search finds come by relevance unless another order is asked for. */
export async function listPatients(
  deps: Deps,
  actor: SignedInActor,
  query: PatientQuery,
): Promise<PageOf<Patient>> {
  const rows = patientsFound(deps.db, actor, query);
  const page = await paginate(deps.db, actor, query, rows, (some) =>
    inOrder(asPatient(deps, actor, some), query),
  );
  await recordAudit(deps.db, actor, { action: 'patient.list', detail: { count: page.results.length } });
  return page;
}

/** The patients of a list, before columns and order: what a list shows, an export holds. */
export function patientsFound(db: Reader, actor: SignedInActor, query: PatientFilters): Patients {
  return filtered(patientRows(db, actor), query);
}

/**
 * The ids of a patient that the actor may see. Call it before the transaction of a write: the line that a patient who
 * tries another's profile leaves in the audit must stay.
 * @throws Problem not_found
 */
export async function requireVisiblePatient(deps: Deps, actor: SignedInActor, patientId: string) {
  const patient = await patientRows(deps.db, actor)
    .select(['patients.id', 'patients.user_id'])
    .where('patients.id', '=', patientId)
    .executeTakeFirst();
  if (patient) return patient;
  if (actor.role === 'PATIENT') {
    await recordAudit(deps.db, actor, {
      action: 'access.denied',
      object_type: 'patient',
      object_id: patientId,
      outcome: 'denied',
    });
  }
  throw problems.not_found();
}

/** @throws Problem not_found for somebody without a profile */
export function ownPatientId(actor: SignedInActor): string {
  if (actor.patient_id === null) throw problems.not_found();
  return actor.patient_id;
}

function patientRows(db: Reader, actor: SignedInActor): Patients {
  return db
    .selectFrom('patients')
    .innerJoin('users', 'users.id', 'patients.user_id')
    .where(visiblePatients(actor));
}

/** The columns of the wire shape. */
function asPatient<Columns>(deps: Deps, actor: SignedInActor, rows: Patients<Columns>) {
  // What is clinical of an erased patient is kept, and closed but in an emergency access.
  const isOpen = sql`case when erased_at is null then true
    else has_emergency_access(patients.id, ${actor.user_id}, ${instant(deps.clock)}) end`;
  const clinical = (column: 'medical_history' | 'allergies' | 'current_medications') =>
    sql<string>`case when ${isOpen} then ${sql.ref(column)} else '' end`.as(column);
  return rows
    .select(['patients.id', 'date_of_birth', 'gender', 'address', 'emergency_contact'])
    .select(['insurance_provider', 'insurance_number'])
    .select([clinical('medical_history'), clinical('allergies'), clinical('current_medications')])
    .select(['patients.created_at', 'patients.updated_at'])
    .select([
      sql<Patient['user']>`jsonb_build_object('id', users.id, 'email', email, 'first_name', first_name,
        'last_name', last_name, 'phone', phone, 'is_active', is_active, 'deactivated_at', wire_instant(deactivated_at),
        'erased_at', wire_instant(erased_at))`.as('user'),
      sql<string>`first_name || ' ' || last_name`.as('full_name'),
      sql<number | null>`extract(year from age(${clinicToday(deps)}, date_of_birth))::integer`.as('age'),
    ]);
}

function filtered(rows: Patients, query: PatientFilters): Patients {
  const { search, first_name, last_name, email, phone, insurance_provider, insurance_number } = query;
  const { gender, date_of_birth, born_after, born_before, is_active } = query;
  return rows
    .$if(search !== undefined, (q) => q.where(matchesSearch(searchText, search!)))
    .$if(first_name !== undefined, (q) => q.where(isPartOf('users.first_name', first_name!)))
    .$if(last_name !== undefined, (q) => q.where(isPartOf('users.last_name', last_name!)))
    .$if(email !== undefined, (q) => q.where(isPartOf('users.email', email!)))
    .$if(phone !== undefined, (q) => q.where(isPartOf('users.phone', telephoneDigits(phone!))))
    .$if(insurance_number !== undefined, (q) =>
      q.where(isPartOf('patients.insurance_number', insurance_number!)),
    )
    .$if(insurance_provider !== undefined, (q) =>
      q.where(containsText(sql<string>`search_fold(insurance_provider)`, insurance_provider!)),
    )
    .$if(gender !== undefined, (q) => q.where('gender', '=', gender!))
    .$if(date_of_birth !== undefined, (q) => q.where('date_of_birth', '=', date_of_birth!))
    .$if(born_after !== undefined, (q) => q.where('date_of_birth', '>=', born_after!))
    .$if(born_before !== undefined, (q) => q.where('date_of_birth', '<=', born_before!))
    .$if(is_active !== undefined, (q) => q.where('users.is_active', '=', is_active!));
}

/** For a column that is part of `search_text`: its index narrows the search down, the column itself decides. */
function isPartOf(column: `${'users' | 'patients'}.${string}`, piece: string) {
  const folded = sql<string>`search_fold(${sql.ref(column)})`;
  return sql<boolean>`(${containsText(searchText, piece)} and ${containsText(folded, piece)})`;
}

export function inOrder<Columns>(
  rows: Patients<Columns>,
  { ordering, search }: PatientFilters,
): Patients<Columns> {
  if (ordering === undefined && search !== undefined) {
    return rows
      .orderBy(searchRank(searchText, search), 'desc')
      .orderBy('patients.sort_name')
      .orderBy('patients.id');
  }
  const [field, direction] = parseOrdering(ordering ?? 'name');
  const column = field === 'name' ? 'patients.sort_name' : (`patients.${field}` as const);
  // Unknown dates of birth come last either way. Elsewhere nothing is unknown, and the plain order is the index's.
  return rows
    .orderBy(column, (by) => (ordering === '-date_of_birth' ? by.desc().nullsLast() : by[direction]()))
    .orderBy('patients.id', direction);
}
