const etags = new WeakMap<object, string>();

/** Keeps with an answer the ETag that it came with. */
export function rememberEtag(data: unknown, response: Response): void {
  const etag = response.headers.get('etag');
  if (etag !== null && typeof data === 'object' && data !== null) etags.set(data, etag);
}

/**
 * The headers of a change to something that the person has seen: it is refused (412) if it has changed since.
 * @param seen the answer as a query or a call gave it, not a copy and not an item of a list
 */
export function ifUnchanged(seen: object): { 'If-Match'?: string } {
  const etag = etags.get(seen);
  return etag === undefined ? {} : { 'If-Match': etag };
}

/** For the query cache: the known answer while nothing has changed, else the new one as it came, with its ETag. */
export function keepIfEqual(known: unknown, fresh: unknown): unknown {
  return JSON.stringify(known) === JSON.stringify(fresh) ? known : fresh;
}
