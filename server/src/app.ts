import type { FastifyInstance } from 'fastify';
import { checkCoherence, allProblemKinds, constraints, routes } from './modules.ts';
import type { Deps } from './platform/deps.ts';
import { installDevMails } from './platform/http/dev-mails.ts';
import { healthRoutes } from './platform/http/health.ts';
import { installDocs, installOpenapi } from './platform/http/openapi.ts';
import { problemRoutes } from './platform/http/problem-pages.ts';
import { registerRoutes } from './platform/http/route.ts';
import { createServer } from './platform/http/server.ts';
import { installWeb } from './platform/http/web.ts';

/** The HTTP application, ready to listen or to inject into. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  checkCoherence();
  const app = await createServer(deps, constraints);
  app.addHook('preClose', async () => deps.live.endAll()); // else a stop would wait for them
  const kinds = allProblemKinds();
  await installOpenapi(app, kinds);
  registerRoutes(app, deps, 'Health', healthRoutes);
  registerRoutes(app, deps, 'Problems', problemRoutes(kinds));
  for (const [tag, list] of Object.entries(routes)) registerRoutes(app, deps, tag, list);
  await installDocs(app);
  if (deps.config.dev_pages) installDevMails(app, deps);
  await installWeb(app);
  return app;
}
