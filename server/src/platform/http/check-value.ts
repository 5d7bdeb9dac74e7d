import type { TSchema } from 'typebox';
import type { FieldError } from '../problems.ts';
import { buildValidator } from './compilers.ts';
import { toFieldError } from './error-handler.ts';

/** A rule of a schema that a value does not keep. */
export interface FailedRule extends FieldError {
  /** JSON Schema's keyword, or the name of the format. */
  rule: string;
}

type Check = ((value: unknown) => boolean) & { errors?: Parameters<typeof toFieldError>[0][] | null };

/**
 * For values that do not come as the body of a request: the same rules and the same words as for those that do. The
 * schema refers to no model.
 */
export function compileCheck(schema: TSchema): (value: unknown) => FailedRule[] {
  let check: Check | undefined;
  return (value) => {
    check ??= (buildValidator({}) as (route: object) => Check)({ schema, httpPart: 'body' });
    if (check(value)) return [];
    return check.errors!.map((failed) => ({
      ...toFieldError(failed),
      rule: failed.keyword === 'format' ? String(failed.params['format']) : failed.keyword,
    }));
  };
}
