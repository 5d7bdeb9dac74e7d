import type { Problem } from './generated/types.gen.ts';

/** What stands for a request that got no answer at all. */
export const UNREACHABLE = 'unreachable';

/** A request that did not do what was asked: a problem of the API's, or no answer. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: string;
  /** 0 without an answer. */
  readonly status: number;
  readonly request_id: string | undefined;
  /** What is wrong with single fields; a nested one is written `medications/0/name`. */
  readonly fields: readonly { field: string; message: string }[];
  /** Seconds until another try makes sense, where the server said so. */
  readonly retry_after: number | undefined;
  /** Members of the problem that only some codes have, such as `next_free`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Problem> & Record<string, unknown>, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? 'no answer');
    const {
      code,
      status,
      request_id,
      errors,
      type: _type,
      title: _title,
      detail: _detail,
      ...extra
    } = problem;
    this.code = code ?? UNREACHABLE;
    this.status = status ?? 0;
    this.request_id = request_id;
    this.fields = errors ?? [];
    this.retry_after = retryAfter;
    this.extra = extra;
  }
}

/** Whether the same request may go through a moment later: nothing is known about what became of it. */
export function isPassing(error: unknown): boolean {
  return error instanceof Refusal && (error.status === 0 || error.status === 503);
}

/** @param thrown what the generated client throws: the parsed body, text, or the error of `fetch` */
export function toRefusal(thrown: unknown, response: Response | undefined): unknown {
  if (thrown instanceof Refusal || isAbort(thrown)) return thrown;
  if (!response) return new Refusal({});
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  if (isProblem(thrown)) return new Refusal(thrown, retryAfter);
  // Not ours: a proxy's page, or an answer that broke off.
  return response.ok
    ? new Refusal({})
    : new Refusal({ code: 'service_unavailable', status: response.status }, retryAfter);
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

function isProblem(thrown: unknown): thrown is Problem & Record<string, unknown> {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'status' in thrown;
}
