import type { TSchema } from 'typebox';
import { models } from './schemas.ts';

type AnySchema = TSchema & {
  $ref?: string;
  $id?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  anyOf?: AnySchema[];
  properties?: Record<string, AnySchema>;
  items?: AnySchema;
  minimum?: number;
};

const byFormat: Record<string, string> = {
  uuid: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
  'date-time': '2026-12-01T06:30:00Z',
  date: '2026-12-01',
  'wall-time': '08:00',
  'email-address': 'amina@example.org',
};

/** A value that fits a schema, for the documentation: its own example where it has one, else made from its parts. */
export function exampleOf(schema: TSchema): unknown {
  const {
    $ref,
    examples,
    default: fallback,
    const: constant,
    enum: values,
    anyOf,
    type,
    properties,
    items,
    format,
  } = schema as AnySchema;
  if ($ref) return exampleOf(models.get($ref.replace(/#$/, '')) ?? {});
  if (examples?.length) return examples[0];
  if (fallback !== undefined) return fallback;
  if (constant !== undefined) return constant;
  if (values?.length) return values[0];
  if (anyOf?.[0]) return exampleOf(anyOf[0]);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'object') {
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, part]) => [name, exampleOf(part)]),
    );
  }
  if (kind === 'array') return items ? [exampleOf(items)] : [];
  if (kind === 'integer' || kind === 'number') return (schema as AnySchema).minimum ?? 1;
  if (kind === 'boolean') return false;
  if (kind === 'string') return (format && byFormat[format]) ?? '';
  return null;
}
