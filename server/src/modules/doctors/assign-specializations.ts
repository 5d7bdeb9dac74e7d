import { sql } from 'kysely';
import type { Trx } from '../../platform/database.ts';
import { invalidField } from '../../platform/problems.ts';

interface SpecializationFields {
  specialization_ids: string[] | undefined;
  specializations:
    | { id: string; board_certified?: boolean; certification_date?: string | null }[]
    | undefined;
}

/** The whole set that a doctor shall have. */
export interface WantedSpecializations {
  /** The field of the body that it came from. */
  field: keyof SpecializationFields;
  /** Without `certification`, that of a specialization which the doctor has already stays. */
  list: { id: string; certification?: { board_certified: boolean; certification_date: string | null } }[];
}

/**
 * The set that a body asks for, in either of the two ways; undefined when it speaks of none.
 * @throws Problem invalid_input for both ways at once and for a specialization that is there twice
 */
export function wantedSpecializations(input: SpecializationFields): WantedSpecializations | undefined {
  const { specialization_ids, specializations } = input;
  if (specialization_ids && specializations) {
    throw invalidField('specialization_ids', 'give either this or specializations');
  }
  if (specialization_ids) {
    const list = specialization_ids.map((id) => ({ id }));
    return distinct('specialization_ids', list);
  }
  if (specializations) {
    const list = specializations.map(({ id, board_certified = false, certification_date = null }) => ({
      id,
      certification: { board_certified, certification_date },
    }));
    return distinct('specializations', list);
  }
  return undefined;
}

function distinct(
  field: keyof SpecializationFields,
  wanted: WantedSpecializations['list'],
): WantedSpecializations {
  const list = wanted.map((one) => ({ ...one, id: one.id.toLowerCase() }));
  const ids = list.map(({ id }) => id);
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (repeated >= 0) throw invalidField(`${field}/${repeated}`, 'is there twice');
  return { field, list };
}

/**
 * Gives a doctor these specializations and takes all others away. The caller holds the doctor's row.
 * @throws Problem invalid_input when one does not exist
 */
export async function assignSpecializations(
  trx: Trx,
  doctorId: string,
  { field, list }: WantedSpecializations,
): Promise<void> {
  const ids = list.map(({ id }) => id);
  await requireSpecializations(trx, field, ids);
  await trx
    .deleteFrom('doctor_specializations')
    .where('doctor_id', '=', doctorId)
    .where(sql<boolean>`specialization_id <> all(${ids}::uuid[])`)
    .execute();
  for (const { id, certification } of list) {
    await trx
      .insertInto('doctor_specializations')
      .values({ doctor_id: doctorId, specialization_id: id, ...certification })
      .onConflict((conflict) => {
        const held = conflict.columns(['doctor_id', 'specialization_id']);
        return certification ? held.doUpdateSet(certification) : held.doNothing();
      })
      .execute();
  }
}

/** Also keeps them from being deleted before the commit: the foreign key has nothing left to refuse. */
async function requireSpecializations(trx: Trx, field: string, ids: string[]): Promise<void> {
  const known = await trx
    .selectFrom('specializations')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .orderBy('id')
    .forKeyShare()
    .execute();
  const missing = ids.findIndex((id) => !known.some((row) => row.id === id));
  if (missing >= 0) throw invalidField(field, `names no specialization at index ${missing}`);
}
