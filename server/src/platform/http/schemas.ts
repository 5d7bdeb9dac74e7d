import { Type, type Static, type TSchema } from 'typebox';

/** All models, by name. */
export const models = new Map<string, TSchema & { $id: string }>();

/** A schema that becomes a named component of openapi.json; refer to it with `ref`. */
export const model = <const Id extends string, T extends TSchema>($id: Id, schema: T) => {
  const named = Object.assign(schema, { $id }) as T & { $id: Id };
  if (models.has($id)) throw new Error(`two models are called ${$id}`);
  models.set($id, named);
  return named;
};

/** A typed reference to a `model`: the document then names the component instead of repeating it. */
export const ref = <T extends TSchema & { $id: string }>(schema: T) =>
  Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` });

export const Nullable = <T extends TSchema>(schema: T) => {
  const { type, enum: values } = schema as TSchema & { type?: string; enum?: unknown[] };
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [type, 'null'],
    ...(values && { enum: [...values, null] }),
  });
};

/** One of a list of words. */
export const OneOf = <const T extends readonly string[]>(values: T, options: object = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });

/** An object that knows all its fields: anything else in it is refused by name. */
export const Closed = <T extends Record<string, TSchema>>(fields: T, options: object = {}) =>
  Type.Object(fields, { additionalProperties: false, ...options });

/** A single line of people's text: no control characters, no bidirectional overrides, not only blanks. */
export const Line = (maxLength: number, options: object = {}) =>
  Type.String({ minLength: 1, maxLength, format: 'line', ...options });

/** A single line that may be empty. */
export const OptionalLine = (maxLength: number, options: object = {}) =>
  Type.String({ maxLength, format: 'line-or-empty', ...options });

/** Several lines of people's text. */
export const Text = (maxLength: number, options: object = {}) =>
  Type.String({ maxLength, format: 'text', ...options });

export const Uuid = (options: object = {}) =>
  Type.String({ format: 'uuid', examples: ['019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'], ...options });

/** RFC 3339 with an offset. */
export const Instant = (options: object = {}) =>
  Type.String({ format: 'date-time', examples: ['2026-12-01T06:30:00Z'], ...options });

/** `YYYY-MM-DD`. */
export const PlainDate = (options: object = {}) =>
  Type.String({ format: 'date', examples: ['2026-12-01'], ...options });

/** `HH:MM` in the clinic's time zone; `HH:MM:SS` is accepted. */
export const WallTime = (options: object = {}) =>
  Type.String({ format: 'wall-time', examples: ['08:00'], ...options });

export const EmailInput = (options: object = {}) =>
  Type.String({
    minLength: 3,
    maxLength: 254,
    format: 'email-address',
    examples: ['amina@example.org'],
    ...options,
  });

export const Message = model('Message', Closed({ message: Type.String({ examples: ['Done.'] }) }));
export type Message = Static<typeof Message>;

/** What a route answers that gives a file for a spreadsheet only; see `Download`. */
export const CsvFile = Type.String({ examples: ['id,name'] });

export const ProblemDetails = model(
  'Problem',
  Type.Object({
    type: Type.String({ examples: ['/api/problems/slot_taken'] }),
    title: Type.String({ examples: ['That time is taken'] }),
    status: Type.Integer({ examples: [409] }),
    detail: Type.String({ examples: ['That time is taken.'] }),
    code: Type.String({ examples: ['slot_taken'] }),
    request_id: Type.String({ examples: ['019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'] }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String({ examples: ['email'] }),
          message: Type.String({ examples: ['wants an e-mail address'] }),
        }),
      ),
    ),
  }),
);
