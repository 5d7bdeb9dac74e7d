import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import { foldEmail } from '../../platform/http/formats.ts';
import { invalidField } from '../../platform/problems.ts';
import { telephoneDigits } from '../../platform/search.ts';
import type { Likeness } from './lookalikes.schemas.ts';
import { findLookalikes } from './lookalikes.ts';
import { visiblePatients } from './patients.policy.ts';
import type { DuplicateQuery, PossibleDuplicate } from './patients.schemas.ts';

const MOST = 10;

/**
 * Patients who may be the person whom somebody is about to register, the surest first: by e-mail, telephone, date of
 * birth and name, as far as these are known.
 * @throws Problem invalid_input when nothing is known
 */
export async function findDuplicates(
  deps: Deps,
  actor: SignedInActor,
  query: DuplicateQuery,
): Promise<PossibleDuplicate[]> {
  const { first_name, last_name, date_of_birth, phone, email } = query;
  const hasName = first_name !== undefined && last_name !== undefined;
  if (!hasName && phone === undefined && email === undefined)
    throw invalidField('last_name', 'give first and last name, a phone or an e-mail');
  const found = await findLookalikes(deps.db, [
    {
      key: 0,
      email: email === undefined ? null : foldEmail(email.trim()),
      phone: phone === undefined ? null : `+${telephoneDigits(phone).replace(/\D/g, '')}`,
      first_name: first_name ?? null,
      last_name: last_name ?? null,
      date_of_birth: date_of_birth ?? null,
    },
  ]);
  const reasons = new Map<string, Likeness>();
  for (const { patient_id, by } of found) if (patient_id !== null) reasons.set(patient_id, by);
  if (hasName && date_of_birth === undefined)
    for (const id of await namesakes(deps, `${last_name} ${first_name}`))
      if (!reasons.has(id)) reasons.set(id, 'similar');

  const patients = await readThem(deps, actor, [...reasons.keys()].slice(0, MOST));
  await recordAudit(deps.db, actor, {
    action: 'patient.find_duplicates',
    detail: { count: patients.length },
  });
  return patients.map((patient) => ({ ...patient, by: reasons.get(patient.id)! }));
}

/** By the name alone, when nothing else is known yet; how alike is `%` to say, see `openDatabase`. */
async function namesakes(deps: Deps, name: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from patients, search_fold(${name}) as wanted
    where sort_name % wanted
    order by similarity(sort_name, wanted) desc, id limit ${sql.lit(MOST)}`.execute(deps.db);
  return rows.map(({ id }) => id);
}

/** In the order of the ids. */
async function readThem(deps: Deps, actor: SignedInActor, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return deps.db
    .selectFrom('patients')
    .innerJoin('users', 'users.id', 'patients.user_id')
    .select(['patients.id', 'date_of_birth', 'phone', 'email', 'is_active'])
    .select(sql<string>`first_name || ' ' || last_name`.as('full_name'))
    .where('patients.id', 'in', ids)
    .where(visiblePatients(actor))
    .orderBy(sql`array_position(${ids}::uuid[], patients.id)`)
    .execute();
}
