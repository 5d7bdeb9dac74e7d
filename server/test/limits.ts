import type { Limits } from '../src/platform/config.ts';
import type { TestEtiba } from './harness.ts';

/** Does the work under other limits than the generous ones of the tests. */
export async function withLimits<T>(
  { deps }: TestEtiba,
  limits: Partial<Limits>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...deps.config.limits };
  Object.assign(deps.config.limits, limits);
  try {
    return await work();
  } finally {
    Object.assign(deps.config.limits, before);
  }
}
