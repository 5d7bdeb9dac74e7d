import Fastify from 'fastify';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import type { Permission } from '../../permissions.ts';
import { installAccess } from './access.ts';
import { installErrorHandler } from './error-handler.ts';
import { registerRoutes, route } from './route.ts';
import { Closed } from './schemas.ts';
import { createServer } from './server.ts';

const etiba = useEtiba();

/** A server with nothing but the access rule. */
function aServer() {
  const app = Fastify();
  installErrorHandler(app, {});
  installAccess(app, etiba.deps);
  return app;
}

describe('a route', () => {
  it('without a rule stops the start', async () => {
    const app = aServer();
    app.get('/open/', async () => 'secret');
    await expect(app.ready()).rejects.toThrow('route GET /open/ has no access rule');
  });

  it('without a rule inside a plugin stops the start', async () => {
    const app = aServer();
    await app.register(async (plugin) => void plugin.post('/hidden/', { config: {} }, async () => 'secret'), {
      prefix: '/deep',
    });
    await expect(app.ready()).rejects.toThrow('route POST /deep/hidden/ has no access rule');
  });

  it('with an unknown permission stops the start', async () => {
    const app = aServer();
    app.get('/typo/', { config: { access: 'acount:use' as Permission } }, async () => 'secret');
    await expect(app.ready()).rejects.toThrow('route GET /typo/ asks for the unknown permission acount:use');
  });

  it('with a permission that only prototypes have stops the start', async () => {
    const app = aServer();
    app.get('/proto/', { config: { access: 'toString' as Permission } }, async () => 'secret');
    await expect(app.ready()).rejects.toThrow('unknown permission');
  });

  it('that is public needs no session', async () => {
    const app = aServer();
    app.get('/open/', { config: { access: 'public' } }, (request) => Promise.resolve(request.actor.role));
    expect((await app.inject('/open/')).body).toBe('ANONYMOUS');
    await app.close();
  });
});

describe('the rule of a route', () => {
  async function adminOnly() {
    const app = await createServer(etiba.deps, {});
    let entered = 0;
    registerRoutes(app, etiba.deps, 'Test', [
      route(
        'POST',
        '/api/test/',
        {
          access: 'admin:users',
          operation_id: 'test',
          summary: 'For administrators',
          body: Closed({ x: Type.Integer() }),
          answer: Closed({ role: Type.String() }),
        },
        async ({ actor }) => {
          entered += 1;
          return { role: actor.role };
        },
      ),
    ]);
    const call = (access: string | undefined, payload: object) =>
      app.inject({
        method: 'POST',
        url: '/api/test/',
        payload,
        headers: access === undefined ? {} : { authorization: `Bearer ${access}` },
      });
    return { app, call, entered: () => entered };
  }

  it('stands before the body is looked at', async () => {
    const { app, call, entered } = await adminOnly();
    const patient = await etiba.aPatient();
    expect((await call(undefined, { wrong: 1 })).statusCode).toBe(401);
    expect((await call(patient.access, { wrong: 1 })).statusCode).toBe(403);
    expect((await call((await etiba.anAdmin()).access, { wrong: 1 })).statusCode).toBe(400);
    expect(entered()).toBe(0);
    await app.close();
  });

  it('lets in whose role has the permission, and audits whom it turns away', async () => {
    const { app, call } = await adminOnly();
    const doctor = await etiba.aDoctor();
    const admin = await etiba.anAdmin();
    expect((await call(admin.access, { x: 1 })).json()).toEqual({ role: 'ADMIN' });
    const refused = await call(doctor.access, { x: 1 });
    expect(refused.json()).toMatchObject({ status: 403, code: 'permission_denied' });
    const rows = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('actor_user_id', '=', doctor.user_id)
      .execute();
    expect(rows).toMatchObject([
      {
        action: 'access.denied',
        outcome: 'denied',
        actor_role: 'DOCTOR',
        request_id: refused.json().request_id,
        address: '127.0.0.1',
        detail: { permission: 'admin:users', route: 'POST /api/test/' },
      },
    ]);
    await app.close();
  });

  it.each([
    ['another case', '/api/TEST/'],
    ['a doubled slash', '/api//test/'],
    ['a doubled slash before', '//api/test/'],
    ['an encoded slash', '/api%2ftest/'],
    ['an encoded letter', '/api/t%65st/'],
    ['a doubly encoded letter', '/api/t%2565st/'],
    ['a dot', '/api/./test/'],
    ['two dots', '/api/open/../test/'],
    ['encoded dots', '/api/%2e%2e/api/test/'],
    ['a semicolon', '/api/test/;x=1'],
    ['a backslash', '/api\\test/'],
    ['a NUL', '/api/test/%00'],
    ['more at the end', '/api/test//'],
    ['an extension', '/api/test.json'],
  ])('is not met by writing the path with %s', async (_, url) => {
    const { app, entered } = await adminOnly();
    const { access } = await etiba.aPatient();
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;
    for (const method of methods) {
      for (const headers of [
        {},
        { authorization: `Bearer ${access}` },
        { 'x-http-method-override': 'POST', 'x-original-url': '/api/test/' },
      ]) {
        const response = await app.inject({
          method: method as 'GET',
          url,
          headers: headers as Record<string, string>,
        });
        expect([400, 401, 403, 404]).toContain(response.statusCode);
      }
    }
    expect(entered()).toBe(0);
    await app.close();
  });
});
