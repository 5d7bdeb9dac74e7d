import type { TSchema } from 'typebox';
import { exampleOf } from '../src/platform/http/examples.ts';
import { models } from '../src/platform/http/schemas.ts';

// Words that nobody writes by chance, for everything that people type in. Where one turns up, its field is known.

/** In what says who somebody is: may stand in mails and notifications. */
export const PERSONAL = 'quokkaby';
/** In what says why somebody comes: stands in the record and nowhere else. */
export const CLINICAL = 'zebrafinch';
export const SECRET = 'wolverene';
const STEMS = new RegExp([PERSONAL, CLINICAL, SECRET].join('|'), 'i');
/** A telephone number and a date cannot hold a word. */
export const PHONE = '+254799000371';
export const BIRTH = '1937-02-11';
const EVERYTHING = new RegExp(`${STEMS.source}|799000371|${BIRTH}`, 'i');

const PERSONAL_FIELDS = [
  'email',
  'first_name',
  'last_name',
  'phone',
  'address',
  'office_address',
  'emergency_contact',
  'insurance_provider',
  'insurance_number',
  'license_number',
  'bio',
  'search',
  'device',
];

let count = 0;

/** A word for a field, different each time. */
export function canary(field: string): string {
  if (/password/.test(field)) return `${SECRET} umbrella 77`;
  count += 1;
  const stem = PERSONAL_FIELDS.includes(field) ? PERSONAL : CLINICAL;
  return `${stem} ${field.replaceAll('_', ' ')} ${count}`;
}

type AnySchema = TSchema & {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: AnySchema[];
  properties?: Record<string, AnySchema>;
  items?: AnySchema;
  maxLength?: number;
  pattern?: string;
};

/**
 * Input that fits a schema, with a canary in every field that takes words.
 * @param ids what stands for a field that wants an id, by the field's name
 */
export function canaryInput(
  schema: TSchema,
  ids: (field: string) => string | undefined,
  field = '',
): unknown {
  const { $ref, type, enum: values, anyOf, properties, items } = schema as AnySchema;
  if ($ref) return canaryInput(models.get($ref.replace(/#$/, ''))!, ids, field);
  if (anyOf?.[0]) return canaryInput(anyOf[0], ids, field);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'object')
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, part]) => [name, canaryInput(part, ids, name)]),
    );
  if (kind === 'array') return items ? [canaryInput(items, ids, field)] : [];
  if (kind !== 'string' || values) return exampleOf(schema);
  return canaryText(schema, ids, field);
}

function canaryText(schema: AnySchema, ids: (field: string) => string | undefined, field: string): unknown {
  const { format, maxLength = 100, pattern } = schema;
  if (format === 'binary') return `${canary('filename')}.pdf`;
  if (format === 'uuid') return ids(field) ?? exampleOf(schema);
  if (format === 'email-address') return `${canary('email').replaceAll(' ', '.')}@example.org`;
  if (format === 'date') return /birth|born/.test(field) ? BIRTH : exampleOf(schema);
  if (/phone/.test(field)) return PHONE;
  if (/^(line|line-or-empty|text)$/.test(format ?? '') || (!format && !pattern)) {
    const text = canary(field);
    return text.length <= maxLength ? text : text.replaceAll(' ', '').slice(0, maxLength);
  }
  return exampleOf(schema);
}

/** The same input with every word too long, of another type, or under another name: it is refused. */
export function brokenInputs(input: unknown): unknown[] {
  if (typeof input !== 'object' || input === null) return [];
  const entries = Object.entries(input);
  const each = (change: (value: unknown) => unknown) =>
    Object.fromEntries(entries.map(([name, value]) => [name, change(value)]));
  return [
    each((value) => (typeof value === 'string' ? `${value} `.repeat(3000) : value)),
    each((value) => [value]),
    each((value) => (typeof value === 'string' ? `${value}\u0000` : value)),
    { ...each((value) => value), stranger: canary('stranger') },
    entries.map(([, value]) => value),
  ];
}

/** Where a text says what it must not, with what stands around it. */
export function canariesIn(text: string, pattern: RegExp = EVERYTHING): string[] {
  return [...text.matchAll(new RegExp(pattern.source, 'gi'))]
    .slice(0, 5)
    .map(({ index }) => text.slice(Math.max(0, index - 80), index + 60));
}
