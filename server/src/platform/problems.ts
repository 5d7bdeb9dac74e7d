/** One input field that is wrong, with a path in the body or query such as `medications/0/dose`. */
export interface FieldError {
  field: string;
  message: string;
}

export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

interface ProblemOptions {
  errors?: FieldError[];
  /** Members beside the standard ones (RFC 9457, section 3.2), e.g. the next free starts. */
  extra?: Record<string, unknown>;
  /** Seconds after which trying again makes sense. */
  retry_after?: number;
}

/** The one way to refuse: thrown anywhere, written to the wire by the error handler alone. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly options: ProblemOptions;

  constructor(kind: ProblemKind, detail: string | undefined, options: ProblemOptions = {}) {
    super(detail ?? kind.title);
    this.name = 'Problem';
    this.kind = kind;
    this.options = options;
  }
}

export type ProblemFactory = (detail?: string, options?: ProblemOptions) => Problem;
export type ProblemCatalog<Code extends string = string> = Record<Code, ProblemFactory> & {
  readonly [kinds]: ProblemKind[];
};

const kinds: unique symbol = Symbol('problem kinds');

/** Declares a module's problems: `code: [status, title]`. The code is stable and part of the contract. */
export function defineProblems<Code extends string>(
  table: Record<Code, readonly [status: number, title: string]>,
): ProblemCatalog<Code> {
  const list: ProblemKind[] = [];
  const factories = {} as Record<Code, ProblemFactory>;
  for (const code of Object.keys(table) as Code[]) {
    const [status, title] = table[code];
    const kind: ProblemKind = { code, status, title };
    list.push(kind);
    factories[code] = (detail, options) => new Problem(kind, detail, options);
  }
  return Object.assign(factories, { [kinds]: list });
}

/** The kinds of a catalog, for the documentation and the start-up check that no code is defined twice. */
export function problemKinds(catalog: ProblemCatalog): readonly ProblemKind[] {
  return catalog[kinds];
}

/** The problems that any route may answer with. */
export const problems = defineProblems({
  invalid_input: [400, 'Something in the request is not valid'],
  malformed_request: [400, 'The request could not be read'],
  not_authenticated: [401, 'Sign in first'],
  permission_denied: [403, 'Your role may not do this'],
  cross_site_request: [403, 'This request came from another site'],
  not_found: [404, 'There is nothing here'],
  conflict: [409, 'This conflicts with something that exists'],
  stale: [412, 'It has changed since you read it'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The body is of a type that is not taken here'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used for another request'],
  throttled: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong on our side'],
  service_unavailable: [503, 'A part of the service is down; try again shortly'],
});

/** A 400 that names one field. */
export function invalidField(field: string, message: string): Problem {
  return problems.invalid_input(`${field}: ${message}`, { errors: [{ field, message }] });
}

/** A 400 that names several fields. */
export function invalidFields(errors: FieldError[]): Problem {
  const [first] = errors;
  return problems.invalid_input(first && `${first.field}: ${first.message}`, { errors });
}
