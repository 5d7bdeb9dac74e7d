import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { allProblemKinds, routes } from '../../modules.ts';
import { exampleOf } from './examples.ts';
import { buildValidator } from './compilers.ts';
import { models } from './schemas.ts';

const etiba = useEtiba();

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: object; example?: unknown }> }
  >;
}
let document: {
  openapi: string;
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
let operations: [string, Operation][];

beforeAll(async () => {
  document = (await etiba.anyone.get('/api/openapi.json')).body;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
});

/** All values of `$ref` anywhere in a part of the document. */
function referencesIn(part: unknown): string[] {
  if (part === null || typeof part !== 'object') return [];
  return Object.entries(part).flatMap(([name, value]) =>
    name === '$ref' ? [String(value)] : referencesIn(value),
  );
}

type Check = ((value: unknown) => boolean) & { errors?: unknown };
function validatorOf(schema: object): Check {
  const compile = buildValidator(Object.fromEntries(models)) as unknown as (part: object) => Check;
  return compile({ schema, method: 'POST', url: '/', httpPart: 'body' });
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and has every route of ours, under its tag', () => {
    expect(document.openapi).toBe('3.1.0');
    const wanted = Object.entries(routes).flatMap(([tag, list]) =>
      list.map(({ method, url }) => `${tag}: ${method} ${url.replace(/:(\w+)/g, '{$1}')}`),
    );
    const found = operations.map(([name, { tags }]) => `${tags[0]}: ${name}`);
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  it('names every operation once, in a word that code can use', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it('says of every operation who may call it, what it answers with an example, and how it refuses', () => {
    for (const [name, { summary, security, responses }] of operations) {
      const codes = Object.keys(responses);
      const answers = responses[codes.find((code) => code.startsWith('2')) ?? '']?.content ?? {};
      // Its own, or a file.
      const success = answers['application/json'] ?? { ...Object.values(answers)[0], example: 'a file' };
      const wanted = security.length > 0 ? ['400', '401', '403', '429', '503'] : ['400', '429', '503'];
      expect({ name, summary, security, success, codes }).toEqual({
        name,
        summary: expect.stringMatching(/./),
        security: expect.any(Array),
        success: { schema: expect.anything(), example: expect.anything() },
        codes: expect.arrayContaining(wanted),
      });
      for (const [code, { description, content }] of Object.entries(responses)) {
        expect(description).not.toBe('');
        const refusal = ['application/problem+json'];
        expect(Object.keys(content ?? {})).toEqual(code.startsWith('2') ? Object.keys(answers) : refusal);
      }
    }
  });

  it('tells of the headers that it understands, and which bodies may be left out', () => {
    const headersOf = (name: string) =>
      operations
        .find(([key]) => key === name)?.[1]
        .parameters?.filter((parameter) => parameter.in === 'header')
        .map((parameter) => parameter.name);
    expect(headersOf('PATCH /api/auth/me/')).toEqual(['If-Match']);
    expect(headersOf('POST /api/auth/register/')).toEqual(['Idempotency-Key']);
    const isRequired = (name: string) => operations.find(([key]) => key === name)?.[1].requestBody?.required;
    expect([isRequired('POST /api/auth/login/'), isRequired('POST /api/auth/token/refresh/')]).toEqual([
      true,
      false,
    ]);
  });

  it('refers to nothing that is not there', () => {
    const targets = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const reference of referencesIn(document)) expect(targets).toContain(reference);
  });

  it('lists every code of refusal', () => {
    for (const { code, status, title } of allProblemKinds())
      expect(document.info.description).toContain(`| \`${code}\` | ${status} | ${title} |`);
  });

  it('has examples that its own schemas accept', () => {
    for (const [name, schema] of models) {
      const check = validatorOf(schema);
      expect({ name, ok: check(exampleOf(schema)), errors: check.errors ?? null }).toEqual({
        name,
        ok: true,
        errors: null,
      });
    }
  });
});

describe('the pages of the documentation', () => {
  it.each(['/api/swagger/', '/api/swagger', '/api/redoc/', '/api/redoc'])(
    '%s answers, and neither it nor what it loads names an outside host',
    async (url) => {
      const page = await etiba.anyone.get(url);
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toMatch(/^text\/html; charset=utf-8/i);
      expect(page.headers['content-security-policy']).not.toMatch(/https?:|\w\.\w/);
      expect(page.body).not.toMatch(/<script(?![^>]*src=)/); // our policy runs no inline script
      const linked = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)]
        .map(([, target = '']) => target)
        .filter((target) => !target.startsWith('data:'));
      expect(linked.length).toBeGreaterThan(0);
      for (const target of linked) {
        expect(target).not.toMatch(/^(https?:)?\/\//);
        const path = new URL(target, `http://x${url}`).pathname;
        const asset = await etiba.app.inject({ method: 'GET', url: path });
        expect({ path, status: asset.statusCode }).toEqual({ path, status: 200 });
      }
    },
  );

  it('ask no validator and load no logo elsewhere', async () => {
    const bundle = await etiba.anyone.get('/api/redoc/assets/redoc.standalone.js');
    expect(bundle).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    expect(bundle.body).not.toContain('cdn.redoc.ly');
    const initializer = await etiba.anyone.get('/api/swagger/static/swagger-initializer.js');
    expect(initializer.status).toBe(200);
    expect(initializer.body).toMatch(/validatorUrl: null/);
  });

  it.each([
    '/api/swagger/static/../../package.json',
    '/api/swagger/static/%2e%2e/%2e%2e/package.json',
    '/api/redoc/assets/..%2f..%2fpackage.json',
    '/api/redoc/assets/.env',
    '/api/redoc/assets/',
  ])('give nothing else away: %s', async (url) => {
    const answer = await etiba.app.inject({ method: 'GET', url });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
  });
});
