/**
 * Where one is in a list: what may stand in the URL of a page with a table. Names and search terms never do.
 */

export interface ListPlace<Ordering extends string> {
  /** From 1; left out for the first. */
  page?: number | undefined;
  ordering?: Ordering | undefined;
}

/**
 * For `validateSearch`: page and order as far as they are possible, without anything else.
 * @param sorts the names that the list may be ordered by
 */
export function listPlace<const Sort extends string>(
  search: Record<string, unknown>,
  sorts: readonly Sort[],
): ListPlace<Sort | `-${Sort}`> {
  const { page, ordering } = search;
  return {
    page: typeof page === 'number' && Number.isInteger(page) && page > 1 ? page : undefined,
    ordering: oneOf(
      ordering,
      sorts.flatMap((sort) => [sort, `-${sort}`] as const),
    ),
  };
}

/** Around what `validateSearch` gives: a link to the list need not say any of it. */
export function notNeeded<Place extends object>(place: Place): Partial<Place> {
  return place;
}

/** A value of a URL if it is among these. */
export function oneOf<const Value extends string>(
  value: unknown,
  values: readonly Value[],
): Value | undefined {
  return values.find((possible) => possible === value);
}

/** An id in a URL. */
export function idIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)
    ? value
    : undefined;
}

/** A date in a URL, `YYYY-MM-DD`. */
export function dateIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

/** Yes or no in a URL. */
export function flagIn(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The path of the API that exports what a list shows, with the list's filters. */
export function withQuery(
  path: string,
  query: Record<string, string | number | boolean | undefined>,
): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}
