/**
 * One key for one intention: a POST that got no answer is sent again with the same key, by us or because the person
 * presses the button again, so that nothing is booked twice on a slow line.
 */
const open = new Map<string, string>();

/** The key of a request whose outcome is not known yet, or a new one. */
export function keyOf(request: string): string {
  const known = open.get(request);
  if (known !== undefined) return known;
  const key = crypto.randomUUID();
  open.set(request, key);
  return key;
}

/** The outcome is known: the same request means a new intention from now on. */
export function settle(request: string): void {
  open.delete(request);
}

export function forgetKeys(): void {
  open.clear();
}
