import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { containsText } from '../../platform/search.ts';
import type { Specialization, SpecializationQuery } from './specializations.schemas.ts';

const COLUMNS = ['id', 'name', 'description', 'created_at', 'updated_at'] as const;

/** @throws Problem not_found */
export async function readSpecialization(db: Reader, id: string): Promise<Specialization> {
  const row = await db.selectFrom('specializations').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  if (!row) throw problems.not_found();
  return row;
}

/** All specializations are for everybody to see. */
export async function listSpecializations(
  deps: Deps,
  actor: SignedInActor,
  query: SpecializationQuery,
): Promise<PageOf<Specialization>> {
  const { search, ordering = 'name' } = query;
  const [field, direction] = parseOrdering(ordering);
  const column = field === 'name' ? sql`search_fold(name)` : sql.ref(field);
  const rows = deps.db
    .selectFrom('specializations')
    .$if(search !== undefined, (q) => q.where(containsText(sql<string>`search_fold(name)`, search!)));
  return paginate(deps.db, actor, query, rows, (some) =>
    some.select(COLUMNS).orderBy(column, direction).orderBy('id', direction),
  );
}
