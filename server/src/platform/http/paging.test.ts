import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { anonymousActor } from '../actor.ts';
import { COUNT_CAP, paginate, parseOrdering } from './paging.ts';

const etiba = useEtiba();
afterEach(() => etiba.deps.db.deleteFrom('throttles').execute());

const fill = (rows: number) =>
  sql`insert into throttles (key, points) select 'k' || lpad(i::text, 6, '0'), i from generate_series(1, ${rows}::int) i`.execute(
    etiba.deps.db,
  );

async function aPage(query: { page?: number; page_size?: number }, url = '/api/things/', where = 0) {
  const actor = anonymousActor({
    request_id: 'x',
    url,
    address: null,
    user_agent: null,
    if_match: null,
    idempotency: null,
  });
  const filtered = etiba.deps.db.selectFrom('throttles').where('points', '>', where);
  return paginate(etiba.deps.db, actor, query, filtered, (rows) => rows.select('points').orderBy('key'));
}

describe('paginate', () => {
  it('gives every row once, and says where the next and the previous are', async () => {
    await fill(45);
    const seen: number[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const { count, next, previous, results } = await aPage({ page });
      expect(count).toBe(45);
      expect(next).toBe(page < 3 ? `/api/things/?page=${page + 1}` : null);
      expect(previous).toBe(page > 1 ? `/api/things/?page=${page - 1}` : null);
      seen.push(...results.map((row) => row.points));
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
  });

  it('keeps the filters in its links, and only paths', async () => {
    await fill(3);
    const { next, previous } = await aPage(
      { page: 2, page_size: 1 },
      '/api/things/?search=a%26b+%C3%A9&page=2&page_size=1',
    );
    expect(next).toBe('/api/things/?search=a%26b+%C3%A9&page=3&page_size=1');
    expect(previous).toBe('/api/things/?search=a%26b+%C3%A9&page=1&page_size=1');
  });

  it('counts what the filter leaves', async () => {
    await fill(30);
    expect(await aPage({ page_size: 100 }, '/', 25)).toMatchObject({ count: 5, next: null, previous: null });
    expect(await aPage({}, '/', 1000)).toEqual({ count: 0, next: null, previous: null, results: [] });
  });

  it('is empty past the end', async () => {
    await fill(3);
    expect(await aPage({ page: 5 })).toMatchObject({ count: 3, next: null, results: [] });
  });

  it('counts to ten thousand and leads no further', async () => {
    await fill(COUNT_CAP);
    const exact = await aPage({ page: 100, page_size: 100 });
    expect(exact).toMatchObject({ count: COUNT_CAP, next: null });
    expect(exact.count_is_capped).toBeUndefined();
    await sql`insert into throttles (key) values ('z')`.execute(etiba.deps.db);
    await etiba.deps.db.updateTable('throttles').set({ points: 1 }).where('key', '=', 'z').execute();
    expect(await aPage({ page: 100, page_size: 100 })).toMatchObject({
      count: COUNT_CAP,
      count_is_capped: true,
      next: null,
    });
    await expect(aPage({ page: 101, page_size: 100 })).rejects.toMatchObject({
      kind: { code: 'invalid_input' },
      options: { errors: [{ field: 'page' }] },
    });
    await expect(aPage({ page: 1_000_000, page_size: 1 })).rejects.toThrow('narrow the filter');
  });
});

describe('an ordering', () => {
  it('names a field and a direction', () => {
    expect(parseOrdering('name')).toEqual(['name', 'asc']);
    expect(parseOrdering('-created_at')).toEqual(['created_at', 'desc']);
  });
});
