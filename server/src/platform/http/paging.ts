import { sql, type QueryExecutorProvider, type SelectQueryBuilder } from 'kysely';
import { Type, type TObject, type TSchema } from 'typebox';
import type { Actor } from '../actor.ts';
import { invalidField } from '../problems.ts';
import { Closed, Nullable, OneOf } from './schemas.ts';

/** Counting further costs more than anybody gains; a list longer than this wants a filter. */
export const COUNT_CAP = 10_000;

/** Query fields of every list; spread them beside the filters. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
};

/** `ordering=field` or `-field` from an allow-list. */
export const ordering = <const Fields extends readonly string[]>(fields: Fields) =>
  Type.Optional(
    OneOf(
      fields.flatMap((field) => [field, `-${field}`] as const) as (Fields[number] | `-${Fields[number]}`)[],
    ),
  );

export const Page = <T extends TSchema>(item: T) =>
  Closed({
    count: Type.Integer({ examples: [1] }),
    count_is_capped: Type.Optional(Type.Boolean({ examples: [false] })),
    next: Nullable(Type.String({ examples: ['/api/patients/?page=2'] })),
    previous: Nullable(Type.String({ examples: ['/api/patients/?page=1'] })),
    results: Type.Array(item),
  });

export interface PageOf<T> {
  count: number;
  count_is_capped?: boolean;
  next: string | null;
  previous: string | null;
  results: T[];
}

/** The query of an export: the filters and the order of a list, without its pages. */
export function withoutPages<Fields extends Record<string, TSchema>>({ properties }: TObject<Fields>) {
  const { page: _page, page_size: _size, ...filters } = properties as Record<string, TSchema>;
  return Closed(filters as Omit<Fields, keyof typeof pageQuery>);
}

/** The direction and name in an `ordering` value. */
export function parseOrdering<Field extends string>(value: Field | `-${Field}`): [Field, 'asc' | 'desc'] {
  return value.startsWith('-') ? [value.slice(1) as Field, 'desc'] : [value as Field, 'asc'];
}

/**
 * One page of a query.
 * @param filtered tables and conditions, no columns: it is counted and read
 * @param read the columns and the order (which must end in a unique column), given `filtered`
 * @throws Problem invalid_input for a page that begins past the cap
 */
export async function paginate<Schema, Tables extends keyof Schema, Item>(
  db: QueryExecutorProvider,
  actor: Actor,
  query: { page?: number; page_size?: number },
  filtered: SelectQueryBuilder<Schema, Tables, object>,
  read: (rows: SelectQueryBuilder<Schema, Tables, object>) => SelectQueryBuilder<Schema, Tables, Item>,
): Promise<PageOf<Item>> {
  const page = query.page ?? 1;
  const size = query.page_size ?? 20;
  const offset = (page - 1) * size;
  if (offset >= COUNT_CAP) throw invalidField('page', `lists end at row ${COUNT_CAP}; narrow the filter`);

  const results = await read(filtered).limit(size).offset(offset).execute();
  // A page that is not full is the last one: it says itself how many there are.
  const isLast = results.length < size && (results.length > 0 || page === 1);
  const counted = isLast ? offset + results.length : await countOf(db, filtered);
  const isCapped = counted > COUNT_CAP;
  const count = Math.min(counted, COUNT_CAP);
  return {
    count,
    ...(isCapped && { count_is_capped: true }),
    next: offset + size < count ? withPage(actor.call.url, page + 1) : null,
    previous: page > 1 ? withPage(actor.call.url, page - 1) : null,
    results,
  };
}

/** How many rows a query has, up to one more than the cap. */
async function countOf<Schema, Tables extends keyof Schema>(
  db: QueryExecutorProvider,
  filtered: SelectQueryBuilder<Schema, Tables, object>,
): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*) as rows from ${filtered.select(sql`1`.as('one')).limit(COUNT_CAP + 1)} as capped`.execute(
    db,
  );
  return rows[0]?.rows ?? 0;
}

function withPage(url: string, page: number): string {
  const [path = '', search] = url.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('page', String(page));
  return `${path}?${parameters}`;
}
