import ajvCompiler from '@fastify/ajv-compiler';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import { formats } from './formats.ts';

// What Fastify makes of our schemas. Both depend on schemas alone, so one process makes each of them once: at start
// nearly every route has the same refusals, and in tests one process builds many applications.

type Schemas = Record<string, unknown>;
type Compile = (route: { schema: unknown; httpPart?: string }) => unknown;
type Serialize = (data: unknown) => string;
type Validate = ((data: unknown) => unknown) & { errors?: unknown };

const ajvPool = ajvCompiler() as unknown as (
  schemas: Schemas,
  options: object,
) => (route: Parameters<Compile>[0]) => Validate;
let latest: { schemas: Schemas; compile: Compile } | undefined;

/**
 * Two validators: bodies are taken as they are ("5" is not 5, null is not ""), while everything in a query string is
 * text and must be read as what its schema says. Fastify's default would coerce both and silently drop unknown fields.
 */
export function buildValidator(externalSchemas: unknown): never {
  const schemas = externalSchemas as Schemas;
  // Fastify asks again for each route, and the pool would write all schemas out each time to see that they are known.
  if (!latest || !hasSameValues(latest.schemas, schemas))
    latest = { schemas, compile: validatorsFor(schemas) };
  // Fastify's type describes what @fastify/ajv-compiler returns, not what it calls: a function of a route's part.
  return latest.compile as never;
}

function hasSameValues(one: Schemas, other: Schemas): boolean {
  const ids = Object.keys(one);
  return ids.length === Object.keys(other).length && ids.every((id) => one[id] === other[id]);
}

function validatorsFor(schemas: Schemas): Compile {
  const onCreate = (ajv: { addFormat(name: string, check: (value: string) => boolean): void }) => {
    for (const [name, check] of Object.entries(formats)) ajv.addFormat(name, check);
  };
  const common = {
    allErrors: true,
    removeAdditional: false,
    useDefaults: true,
    allowUnionTypes: true,
    // TypeBox writes the schemas and tsc checks how; to check them again takes half a second of each start.
    meta: false,
    validateSchema: false,
  };
  const strict = ajvPool(schemas, { customOptions: { ...common, coerceTypes: false }, onCreate });
  const coerce = ajvPool(schemas, { customOptions: { ...common, coerceTypes: 'array' }, onCreate });
  return (route) => whenFirstAsked(() => (route.httpPart === 'body' ? strict : coerce)(route));
}

/** A validator that is compiled by the first request which needs it; to compile all takes half a second of a start. */
function whenFirstAsked(compile: () => Validate): Validate {
  let compiled: Validate | undefined;
  const validate: Validate = (data) => {
    compiled ??= compile();
    const isValid = compiled(data);
    validate.errors = compiled.errors;
    return isValid;
  };
  return validate;
}

const serializerFor = SerializerSelector();
// Where an answer is one of two shapes, it is checked which.
const options = { ajv: { formats } };
const serializers = new Map<string, Serialize>();

/** Serializers, each with the models that it speaks of and no others: the library copies all that it is given. */
export function buildSerializer(externalSchemas: unknown): never {
  return (({ schema, ...route }: Parameters<Compile>[0]) => {
    const find = () => {
      const models = modelsIn(schema, externalSchemas as Schemas);
      const key = JSON.stringify([schema, models]);
      const known = serializers.get(key) ?? serializerFor(models, options)({ schema, ...route } as never);
      serializers.set(key, known);
      return known;
    };
    let found: Serialize | undefined;
    return (data: unknown) => (found ??= find())(data);
  }) as Compile as never;
}

/** The models that a schema refers to, directly or through others. */
function modelsIn(schema: unknown, all: Schemas): Schemas {
  const found: Schemas = {};
  const visit = (part: unknown): void => {
    for (const [, id] of JSON.stringify(part).matchAll(/"\$ref":"([^"#]+)#/g)) {
      if (id === undefined || id in found || !(id in all)) continue;
      found[id] = all[id];
      visit(all[id]);
    }
  };
  visit(schema);
  return found;
}
