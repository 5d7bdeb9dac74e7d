import { sql } from 'kysely';
import type { Reader } from '../../platform/database.ts';
import type { Likeness } from './lookalikes.schemas.ts';

export interface Someone {
  key: number;
  /** Folded. */
  email?: string | null;
  /** E.164. */
  phone?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  date_of_birth?: string | null;
}

export interface Lookalike {
  key: number;
  /** The strongest that is so, in the order of `Likeness`. */
  by: Likeness;
  /** Null: somebody of the staff. */
  patient_id: string | null;
  /** How much the names have in common: 1 is all, in any order. */
  name_likeness: number;
}

/** Of the trigrams of two names (pg_trgm): with one date of birth few people share so much by chance. */
export const SAME_BIRTH_LIKENESS = 0.5;
/** Families share a telephone and half of a name. */
export const SAME_PHONE_LIKENESS = 0.6;
export const MOST_OF_ONE = 5;

/**
 * Patients who may be the people described: the same e-mail; the same telephone; the same date of birth and a name that
 * is the same or, by its trigrams, nearly so, in whatever order it is written; the same name where one of the two has no
 * date of birth.
 * @param options.except_import whoever this import has made is not meant
 * @returns by key, the surest first, five at most of each
 */
export async function findLookalikes(
  db: Reader,
  people: readonly Someone[],
  { except_import = null }: { except_import?: string | null } = {},
): Promise<Lookalike[]> {
  if (people.length === 0) return [];
  const { rows } = await sql<Lookalike>`
    with wanted as materialized (
      select w.*, search_fold(coalesce(w.last_name, '') || ' ' || coalesce(w.first_name, '')) as name
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as w (
        key integer, email text, phone text, first_name text, last_name text, date_of_birth date))
    select w.key, found.by, found.patient_id, found.name_likeness
    from wanted w
    cross join lateral (
      select (array_agg(hit.by order by hit.rank))[1] as by, min(hit.rank) as rank, hit.patient_id,
        max(similarity(hit.name, w.name)) as name_likeness
      from (
        select 1 as rank, 'email' as by, p.id as patient_id, u.sort_name as name
        from users u left join patients p on p.user_id = u.id
        where u.email = w.email
        union all
        select case when similarity(p.sort_name, w.name) = 1 then 2 else 4 end,
          case when similarity(p.sort_name, w.name) = 1 then 'name_and_birth' else 'similar' end, p.id, p.sort_name
        from patients p
        where p.date_of_birth = w.date_of_birth and similarity(p.sort_name, w.name) >= ${SAME_BIRTH_LIKENESS}
        union all
        select 3, 'phone', p.id, p.sort_name
        from users u join patients p on p.user_id = u.id
        where u.phone = w.phone
        union all
        select 4, 'similar', p.id, p.sort_name
        from patients p
        where p.sort_name = w.name and (p.date_of_birth is null or w.date_of_birth is null)
      ) hit
      where ${except_import}::uuid is null or not exists (
        select from patient_import_rows r where r.patient_id = hit.patient_id and r.import_id = ${except_import}::uuid)
      group by hit.patient_id
      order by rank, name_likeness desc, patient_id
      limit ${sql.lit(MOST_OF_ONE)}
    ) found
    order by w.key, found.rank, found.name_likeness desc`.execute(db);
  return rows;
}

/** Whether it is somebody, as far as one can tell; a telephone alone is also that of a brother. */
export function isTelling({ by, name_likeness }: Pick<Lookalike, 'by' | 'name_likeness'>): boolean {
  return by !== 'phone' || name_likeness >= SAME_PHONE_LIKENESS;
}
