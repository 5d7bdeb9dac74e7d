import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendNotFound } from './error-handler.ts';

const built = join(import.meta.dirname, '../../../../web/dist');

const NOT_BUILT = 'The web app is not built. Run: npm run build';

/** Files beside the page that keep their name from version to version. */
const named = {
  '/boot.js': 'text/javascript; charset=utf-8',
  '/favicon.svg': 'image/svg+xml',
};

/**
 * The web app: one page for every address outside the API, which finds out in the browser what to show there. The page
 * is asked for anew each time, its parts have the hash of their content in their name and are kept for ever.
 */
export async function installWeb(app: FastifyInstance, folder = built): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (page === undefined) app.log.warn(NOT_BUILT);

  for (const [path, type] of Object.entries(named)) {
    const content = await readFile(join(folder, path)).catch(() => undefined);
    if (content === undefined) continue;
    app.get(path, { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'no-cache').send(content),
    );
  }
  if (existsSync(join(folder, 'assets'))) await installAssets(app, join(folder, 'assets'));

  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return sendNotFound(request, reply);
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return page === undefined ? reply.code(503).send(NOT_BUILT) : reply.send(page);
  });
}

async function installAssets(app: FastifyInstance, root: string): Promise<void> {
  await app.register(async (assets) => {
    assets.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await assets.register(fastifyStatic, {
      root,
      prefix: '/assets/',
      decorateReply: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
    });
  });
}

/** A person at a browser; whoever speaks to the API, or asks for a part of a page that is gone, gets a problem. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(?:api|assets|dev)(?:[/?]|$)/i.test(url) &&
    /\btext\/html\b/i.test(headers.accept ?? '')
  );
}
