import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { containsText } from '../../platform/search.ts';
import { isInCharge, isVisible } from './doctors.policy.ts';
import type { Doctor, DoctorFilters, DoctorQuery } from './doctors.schemas.ts';
import { doctorsFound, doctorsWorkingOn } from './find-doctors.ts';

type Doctors<Columns = object> = SelectQueryBuilder<DB, 'doctors' | 'users', Columns>;
type DoctorRow = Omit<Doctor, 'license_number'> & { license_number: string | null };

/** @throws Problem not_found */
export async function readDoctor(db: Reader, actor: SignedInActor, doctorId: string): Promise<Doctor> {
  const row = await asDoctor(visibleDoctors(db, actor), actor)
    .where('doctors.id', '=', doctorId)
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  return withoutHidden(row);
}

/** @throws Problem not_found for everybody who is no doctor */
export async function readOwnDoctor(deps: Deps, actor: SignedInActor): Promise<Doctor> {
  if (actor.doctor_id === null) throw problems.not_found();
  return readDoctor(deps.db, actor, actor.doctor_id);
}

/** A page of doctors; those that a search finds come by relevance unless another order is asked for. */
export async function listDoctors(
  deps: Deps,
  actor: SignedInActor,
  query: DoctorQuery,
): Promise<PageOf<Doctor>> {
  const { rows, ordered } = await doctorsListed(deps, deps.db, actor, query);
  const page = await paginate(deps.db, actor, query, rows, (some) => ordered(asDoctor(some, actor)));
  return { ...page, results: page.results.map(withoutHidden) };
}

/** The doctors of a list, before columns, and their order: what a list shows, an export holds. */
export async function doctorsListed(deps: Deps, db: Reader, actor: SignedInActor, query: DoctorFilters) {
  const { search, available_on } = query;
  const found = search === undefined ? undefined : await doctorsFound(deps.db, search);
  const working = available_on === undefined ? undefined : await doctorsWorkingOn(deps, available_on);
  const rows = filtered(visibleDoctors(db, actor), query)
    .$if(found !== undefined, (q) => q.where(isOneOf(found!)))
    .$if(working !== undefined, (q) => q.where(isOneOf(working!)));
  return { rows, ordered: <Columns>(some: Doctors<Columns>) => inOrder(some, query, found) };
}

export interface DoctorInView {
  id: string;
  user_id: string;
  /** Whether the actor may change profile and calendar and read what is not for all. */
  is_in_charge: boolean;
}

/** @throws Problem not_found */
export async function requireVisibleDoctor(
  db: Reader,
  actor: SignedInActor,
  doctorId: string,
): Promise<DoctorInView> {
  const doctor = await visibleDoctors(db, actor)
    .select(['doctors.id', 'doctors.user_id', isInCharge(actor).as('is_in_charge')])
    .where('doctors.id', '=', doctorId)
    .executeTakeFirst();
  if (!doctor) throw problems.not_found();
  return doctor;
}

/**
 * Doctors see each other, so another's profile or calendar is refused openly. Call it before the transaction:
 * the line that the refusal leaves in the audit must stay.
 * @throws Problem not_found, permission_denied
 */
export async function requireDoctorInCharge(
  deps: Deps,
  actor: SignedInActor,
  doctorId: string,
): Promise<DoctorInView> {
  const doctor = await requireVisibleDoctor(deps.db, actor, doctorId);
  if (doctor.is_in_charge) return doctor;
  await recordAudit(deps.db, actor, {
    action: 'access.denied',
    object_type: 'doctor',
    object_id: doctor.id,
    outcome: 'denied',
  });
  throw problems.permission_denied('Only the doctor and administrators may change this.');
}

function visibleDoctors(db: Reader, actor: SignedInActor): Doctors {
  return db.selectFrom('doctors').innerJoin('users', 'users.id', 'doctors.user_id').where(isVisible(actor));
}

/** The columns of the wire shape. What is not for this actor is not even read. */
function asDoctor(rows: Doctors, actor: SignedInActor) {
  const mine = isInCharge(actor);
  return rows
    .select(['doctors.id', 'doctors.created_at', 'doctors.updated_at'])
    .select(['years_of_experience', 'consultation_fee', 'bio', 'office_address', 'is_available'])
    .select(userFor(mine).as('user'))
    .select(sql<string>`concat('Dr. ', first_name, ' ', last_name)`.as('full_name'))
    .select(sql<string | null>`case when ${mine} then license_number end`.as('license_number'))
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('doctor_specializations as held')
          .innerJoin('specializations', 'specializations.id', 'held.specialization_id')
          .select(['specializations.id', 'name', 'board_certified', 'certification_date'])
          .whereRef('held.doctor_id', '=', 'doctors.id')
          .orderBy('name')
          .orderBy('specializations.id'),
      ).as('specializations'),
    );
}

function userFor(mine: RawBuilder<boolean>) {
  return sql<Doctor['user']>`
    jsonb_build_object('id', users.id, 'first_name', first_name, 'last_name', last_name, 'is_active', is_active)
    || case when ${mine} then jsonb_build_object('email', email, 'phone', phone,
      'deactivated_at', wire_instant(deactivated_at)) else '{}' end`;
}

/** A field that the actor may not see is left out, not null. */
function withoutHidden({ license_number, ...doctor }: DoctorRow): Doctor {
  return license_number === null ? doctor : { ...doctor, license_number };
}

function filtered(rows: Doctors, query: DoctorFilters): Doctors {
  const { specialization_id, specialization_name, office_address, is_active = true, is_available } = query;
  const { min_experience, max_experience, min_fee, max_fee } = query;
  return rows
    .where('users.is_active', '=', is_active)
    .$if(is_available !== undefined, (q) => q.where('is_available', '=', is_available!))
    .$if(min_experience !== undefined, (q) => q.where('years_of_experience', '>=', min_experience!))
    .$if(max_experience !== undefined, (q) => q.where('years_of_experience', '<=', max_experience!))
    .$if(min_fee !== undefined, (q) => q.where('consultation_fee', '>=', min_fee!))
    .$if(max_fee !== undefined, (q) => q.where('consultation_fee', '<=', max_fee!))
    .$if(office_address !== undefined, (q) =>
      q.where(containsText(sql<string>`search_fold(office_address)`, office_address!)),
    )
    .$if(specialization_id !== undefined, (q) =>
      q.where('doctors.id', 'in', (eb) =>
        eb
          .selectFrom('doctor_specializations')
          .select('doctor_id')
          .where('specialization_id', '=', specialization_id!),
      ),
    )
    .$if(specialization_name !== undefined, (q) =>
      q.where('doctors.id', 'in', (eb) =>
        eb
          .selectFrom('doctor_specializations as held')
          .innerJoin('specializations', 'specializations.id', 'held.specialization_id')
          .select('doctor_id')
          .where(containsText(sql<string>`search_fold(name)`, specialization_name!)),
      ),
    );
}

function isOneOf(ids: string[]) {
  return sql<boolean>`doctors.id = any(${ids}::uuid[])`;
}

function inOrder<Columns>(
  rows: Doctors<Columns>,
  { ordering }: DoctorFilters,
  found: string[] | undefined,
): Doctors<Columns> {
  if (ordering === undefined && found) return rows.orderBy(sql`array_position(${found}::uuid[], doctors.id)`);
  const [field, direction] = parseOrdering(ordering ?? 'name');
  const column = field === 'name' ? 'users.sort_name' : (`doctors.${field}` as const);
  return rows.orderBy(column, direction).orderBy('doctors.id', direction);
}
