/**
 * `npm run gen` writes what is derived from the code: openapi.json, the database's types, docs/permissions.md,
 * docs/problems.md, and from
 * openapi.json the web app's client. With `--check` nothing is written and a difference is an error.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildApp } from '../src/app.ts';
import { closeDeps, createDeps } from '../src/deps.ts';
import { allProblemKinds, jobs, routes } from '../src/modules.ts';
import { permissions } from '../src/permissions.ts';
import { ROLES } from '../src/platform/actor.ts';
import { loadConfig } from '../src/platform/config.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { migrate } from '../src/platform/migrate.ts';
import { deriveKeys } from '../src/platform/secrets.ts';

const root = join(import.meta.dirname, '../..');
const targets = {
  openapi: join(root, 'server/openapi.json'),
  database: join(root, 'server/src/platform/database.generated.ts'),
  permissions: join(root, 'docs/permissions.md'),
  problems: join(root, 'docs/problems.md'),
};

const isCheck = process.argv.includes('--check');
const generated: Record<keyof typeof targets, string> = {
  ...(await fromDatabase()),
  permissions: permissionsPage(),
  problems: problemsPage(),
};
const stale: string[] = [];
for (const name of Object.keys(targets) as (keyof typeof targets)[]) {
  const present = await readFile(targets[name], 'utf8').catch(() => '');
  if (present === generated[name]) continue;
  stale.push(targets[name].slice(root.length + 1));
  if (!isCheck) await writeFile(targets[name], generated[name]);
}
stale.push(...(await staleClient()));
if (isCheck && stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run gen`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'Generated files are up to date.');
}

async function fromDatabase(): Promise<{ openapi: string; database: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'etiba-gen-'));
  const passwords = { admin: 'gen-admin', owner: 'gen-owner', app: 'gen-app' };
  const postgres = await startEmbeddedPostgres({
    dataDir,
    passwords,
    settings: { fsync: 'off' },
    log: () => {},
  });
  try {
    await migrate(postgres.ownerUrl, 'etiba_app', jobs);
    return {
      openapi: await openapi(postgres.appUrl),
      database: await databaseTypes(postgres.ownerUrl, dataDir),
    };
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function openapi(database_url: string): Promise<string> {
  const deps = await createDeps({
    config: loadConfig({}),
    keys: deriveKeys('nothing is signed here'),
    database_url,
    log: createLogger('silent'),
    works: false,
  });
  const app = await buildApp(deps);
  await app.ready();
  const document = app.swagger();
  await app.close();
  await closeDeps(deps);
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function databaseTypes(url: string, folder: string): Promise<string> {
  const out = join(folder, 'database.generated.ts');
  const cli = join(root, 'node_modules/.bin/kysely-codegen');
  const mapping = JSON.stringify({ timestamptz: 'string', int8: 'number' });
  await promisify(execFile)(process.execPath, [
    cli,
    '--url',
    url,
    '--dialect',
    'postgres',
    '--date-parser',
    'string',
    '--numeric-parser',
    'string',
    '--type-mapping',
    mapping,
    '--include-pattern',
    'public.*',
    '--exclude-pattern',
    'schema_migrations*',
    '--default-schema',
    'public',
    '--out-file',
    out,
  ]);
  return readFile(out, 'utf8');
}

/** The client is made from the openapi.json on disk, which is current by now, or else has been found stale itself. */
async function staleClient(): Promise<string[]> {
  const present = join(root, 'web/src/api/generated');
  const fresh = await mkdtemp(join(tmpdir(), 'etiba-client-'));
  try {
    await promisify(execFile)(process.execPath, [join(root, 'tools/openapi/generate-client.ts'), fresh]);
    const [before, after] = await Promise.all([readTree(present), readTree(fresh)]);
    if (before === after) return [];
    if (!isCheck) {
      await rm(present, { recursive: true, force: true });
      await cp(fresh, present, { recursive: true });
    }
    return ['web/src/api/generated'];
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function readTree(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.ts')).toSorted();
  return JSON.stringify(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

function permissionsPage(): string {
  const tick = (has: boolean) => (has ? '✓' : '');
  const roles = Object.entries(permissions).map(
    ([name, allowed]) =>
      `| \`${name}\` | ${ROLES.map((role) => tick((allowed as readonly string[]).includes(role))).join(' | ')} |`,
  );
  const lines = Object.entries(routes).flatMap(([tag, list]) => [
    `\n## ${tag}\n\n| method | path | who |\n|---|---|---|`,
    ...list.map(
      ({ method, url, spec }) =>
        `| ${method} | \`${url}\` | ${spec.access === 'public' ? 'anyone' : `\`${spec.access}\``} |`,
    ),
  ]);
  return [
    '# Permissions\n',
    'Generated from `server/src/permissions.ts` and the routes (`npm run gen`). A permission opens the function; which rows',
    "an actor sees is decided by the module's `*.policy.ts`.\n",
    `| permission | ${ROLES.join(' | ')} |`,
    `|---|${ROLES.map(() => ':-:').join('|')}|`,
    ...roles,
    ...lines,
    '',
  ].join('\n');
}

function problemsPage(): string {
  const lines = allProblemKinds().map(({ code, status, title }) => `| \`${code}\` | ${status} | ${title} |`);
  return [
    '# Problem codes\n',
    'Generated (`npm run gen`). Every refusal is an RFC 9457 `application/problem+json` with one of these codes; a code never',
    'changes its meaning.\n',
    '| code | status | title |',
    '|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
