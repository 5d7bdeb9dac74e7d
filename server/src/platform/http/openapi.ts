import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { ProblemKind } from '../problems.ts';
import { exampleOf } from './examples.ts';
import { models } from './schemas.ts';

const assets = join(import.meta.dirname, '../../../assets');

/** Collects the document from the routes; must be registered before them. */
export async function installOpenapi(app: FastifyInstance, kinds: readonly ProblemKind[]): Promise<void> {
  const codes = kinds.map(({ code, status, title }) => `| \`${code}\` | ${status} | ${title} |`).join('\n');
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Etiba',
        version: '1.0.0',
        license: { name: 'MIT', identifier: 'MIT' },
        description: [
          'The clinic management system: patients, doctors, schedules, appointments, medical records, notifications.',
          'Every path works with and without the trailing slash. Instants go in with an offset and come out in UTC; ' +
            'wall times and dates are those of the clinic. Errors are RFC 9457 problems with a stable `code`:',
          `| code | status | title |\n|---|---|---|\n${codes}`,
        ].join('\n\n'),
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `def-${index}`,
    },
    transform: ({ schema, url }) => ({ schema: (schema ?? { hide: true }) as never, url }),
    transformObject: (document) => withDetails(document as { openapiObject: OpenapiDocument }) as never,
  });
}

interface Operation {
  parameters?: object[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema?: { $ref?: string } & object; example?: unknown }>;
  };
  responses: Record<string, unknown>;
}

interface OpenapiDocument {
  paths?: Record<string, Record<string, Operation>>;
}

/** What the collector does not say: examples of bodies, bodies that may be left out, the headers that we understand. */
function withDetails({ openapiObject }: { openapiObject: OpenapiDocument }): OpenapiDocument {
  for (const operations of Object.values(openapiObject.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      const json = operation.requestBody?.content['application/json'];
      if (operation.requestBody && json?.schema) {
        const name = json.schema.$ref?.replace('#/components/schemas/', '');
        const schema = (name ? models.get(name) : json.schema) as TSchema & { required?: string[] };
        json.example = exampleOf(schema);
        operation.requestBody.required = Boolean(schema.required?.length);
      }
      const headers = [
        ...(method === 'post' ? [idempotencyKey] : []),
        ...('412' in operation.responses ? [ifMatch] : []),
      ];
      if (headers.length > 0) operation.parameters = [...(operation.parameters ?? []), ...headers];
    }
  }
  return openapiObject;
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The effect happens once for a key; a repeated call gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the state that this change is meant for.',
  schema: { type: 'string' },
};

/** Swagger UI, ReDoc and the document itself, all from this server: no outside request. */
export async function installDocs(app: FastifyInstance): Promise<void> {
  const open = { config: { access: 'public' as const }, schema: { hide: true } };
  app.get('/api/openapi.json', open, async () => app.swagger());

  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await docs.register(swaggerUi, {
      routePrefix: '/api/swagger',
      // No staticCSP: its policy names outside hosts and asks for TLS; ours is enough.
      uiConfig: { docExpansion: 'list', deepLinking: true, persistAuthorization: false },
      theme: { title: 'Etiba API' },
    });
  });
  const page = await readFile(join(assets, 'redoc/index.html'), 'utf8');
  const bundle = await readFile(join(assets, 'redoc/redoc.standalone.js'), 'utf8');
  const script = bundle.replace(/https:\/\/cdn\.redoc\.ly[^"]*/g, 'data:,'); // its logo
  app.get('/api/redoc/', open, async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get('/api/redoc/assets/redoc.standalone.js', open, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=3600').send(script),
  );
}
