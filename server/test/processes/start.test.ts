import { readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { call } from './clinic.ts';
import { freePort, processesNaming, until, useProcesses } from './etiba-process.ts';

const etiba = useProcesses();
const READY = 'Etiba is ready at';

/** A default start on a folder of this test file; `clinic` is the one that the first test fills. */
async function environment(folder = 'clinic') {
  const PORT = await freePort();
  return { ETIBA_DATA_DIR: etiba.path(folder), PORT, url: `http://127.0.0.1:${PORT}` };
}

describe('etiba start', () => {
  it('makes a clinic in an empty folder, says where it is, and leaves nothing behind when it stops', async () => {
    const { url, ...env } = await environment();
    const since = performance.now();
    const start = etiba.run([], env);
    await start.says(READY);
    const ready = performance.now() - since;

    expect(await call('GET', `${url}/api/health/ready`)).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
    await start.says('(this link works once)');
    const said = start.stdout.split('\n').filter((line) => line && !line.startsWith('{'));
    expect(said).toEqual([
      `Etiba is ready at ${url}  (API documentation: ${url}/api/swagger/)`,
      expect.stringMatching(
        new RegExp(`^Make the first administrator \\(this link works once\\): ${url}/setup#token=\\S{40,}$`),
      ),
    ]);
    const token = /token=(\S+)/.exec(start.stdout)![1];
    const admin = {
      email: 'desk@example.org',
      password: 'violet umbrella 77',
      first_name: 'Wanjiru',
      last_name: 'Kamau',
    };
    expect((await call('POST', `${url}/api/auth/setup/`, { body: { token, ...admin } })).status).toBe(201);
    expect(
      await call('POST', `${url}/api/auth/setup/`, { body: { token, ...admin, email: 'b@example.org' } }),
    ).toMatchObject({
      status: 409,
      body: { code: 'already_set_up' },
    });

    expect(openFiles(env.ETIBA_DATA_DIR)).toEqual([]);
    start.signal('SIGTERM');
    expect(await start.ended).toBe(0);
    expectQuiet(start);
    expect(ready).toBeLessThan(30_000); // aim: 6 s on two idle cores
    await expectNothingLeft(env.ETIBA_DATA_DIR);
  });

  it('starts again on its data, refuses a second start beside it, and stops at Ctrl-C', async () => {
    const { url, ...env } = await environment();
    const first = etiba.run(['start'], env);
    await first.says(READY);
    const second = etiba.run([], { ...env, PORT: await freePort() });
    const admin = createAdmin(env, 'beside@example.org', 'violet umbrella 77\n');
    const migrate = etiba.run(['migrate'], env);

    expect(await second.ended).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toBe(
      `Etiba cannot start. Etiba is running already on ${env.ETIBA_DATA_DIR} (process ${first.pid}). ` +
        'Stop it first, or set ETIBA_DATA_DIR to another folder.\n',
    );
    expect(await admin.ended).toBe(0);
    expect(admin.stdout).toBe('beside@example.org is an administrator.\n');
    expect(await migrate.ended).toBe(0);
    expect(migrate.stdout).toBe('The database is up to date.\n');
    for (const email of ['desk@example.org', 'beside@example.org']) {
      const login = await call('POST', `${url}/api/auth/login/`, {
        body: { email, password: 'violet umbrella 77' },
      });
      expect(login).toMatchObject({ status: 200, body: { user: { role: 'ADMIN' } } });
    }
    // npm passes a terminal's Ctrl-C on to us, who have had it from the terminal already.
    first.signal('SIGINT');
    await first.says('"stopping"');
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    expectQuiet(first);
    expect(first.stdout).not.toContain('first administrator');
    await expectNothingLeft(env.ETIBA_DATA_DIR);
  });

  it('gives the folder back when it is stopped while it starts', async () => {
    const { url: _, ...env } = await environment('interrupted');
    const start = etiba.run([], env);
    await start.says('Creating the database');
    start.signal('SIGTERM');
    expect(await start.ended).toBe(143);
    await expectNothingLeft(env.ETIBA_DATA_DIR);
  });

  it('says that the port is taken, and stops the database that it has started', async () => {
    const { url: _, ...env } = await environment();
    const other = createServer().listen(Number(env.PORT), '127.0.0.1');
    await once(other, 'listening');
    const one = etiba.run([], env);
    expect(await one.ended).toBe(1);
    expect(one.stderr).toBe(
      `Etiba cannot start. PORT: ${env.PORT} is in use on 127.0.0.1; choose another.\n`,
    );
    await expectNothingLeft(env.ETIBA_DATA_DIR);

    const several = etiba.run([], { ...env, ETIBA_PROCESSES: '2' });
    expect(await several.ended).toBe(1);
    expect(several.stderr).toBe(one.stderr);
    await expectNothingLeft(env.ETIBA_DATA_DIR);
    other.close();
  });
});

describe('etiba create-admin', () => {
  it('works alone, and says in one line what is wrong', async () => {
    const { url: _, ...env } = await environment();
    const alone = createAdmin(env, 'alone@example.org', 'violet umbrella 77');
    expect(await alone.ended).toBe(0);
    expect([alone.stdout, alone.stderr]).toEqual(['alone@example.org is an administrator.\n', '']);
    await expectNothingLeft(env.ETIBA_DATA_DIR);

    const weak = createAdmin(env, 'weak@example.org', 'umbrella\n');
    expect(await weak.ended).toBe(1);
    expect(weak.stderr).toBe('Etiba: password: is too short: it wants at least 10 characters\n');
    const taken = createAdmin(env, 'ALONE@example.org', 'violet umbrella 77\n');
    expect(await taken.ended).toBe(1);
    expect(taken.stderr).toBe('Etiba: There is an account with this e-mail address\n');
    expect([weak.stdout, taken.stdout]).toEqual(['', '']);
    await expectNothingLeft(env.ETIBA_DATA_DIR);
  });

  it('refuses what is no address before it asks for anything else', async () => {
    const wrong = createAdmin({ ETIBA_DATA_DIR: etiba.path('none') }, 'nobody', '');
    expect(await wrong.ended).toBe(1);
    expect(wrong.stderr).toBe('Etiba: --email: has the wrong form\n');
    expect(readdirSync(etiba.path('.'))).not.toContain('none');
  });
});

describe('the command line', () => {
  it('explains itself, and refuses what it does not know', async () => {
    const help = etiba.run(['--help'], {});
    const unknown = etiba.run(['stat'], {});
    expect(await help.ended).toBe(0);
    for (const command of ['start', 'api', 'worker', 'migrate', 'create-admin'])
      expect(help.stdout).toContain(`  ${command} `);
    expect(await unknown.ended).toBe(1);
    expect(unknown.stderr).toBe("error: unknown command 'stat'\n(Did you mean start?)\n");
  });

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none' }],
    ['ETIBA_DATA_DIR', { ETIBA_DATA_DIR: '/dev/null/here' }],
  ])('names %s when it is bad, and never its value', async (name, env) => {
    const start = etiba.run([], { ETIBA_DATA_DIR: etiba.path('refused'), ...env });
    expect(await start.ended).toBe(1);
    expect(start.stdout).toBe('');
    expect(start.stderr).toMatch(new RegExp(`^Etiba cannot start\\. ${name}: .+\\n$`));
    for (const value of Object.values(env)) expect(start.stderr).not.toContain(value);
  });

  it('reads .env of the folder it is started in, and the environment before it', async () => {
    const cwd = etiba.path('with-env');
    await mkdir(cwd);
    await writeFile(
      join(cwd, '.env'),
      'PORT=eighty # by hand\nthis is no line of such a file\nLOG_LEVEL=info\n',
    );
    const env = { ETIBA_DATA_DIR: etiba.path('refused') };
    const bad = etiba.run([], env, '', cwd);
    const other = etiba.run([], { ...env, PORT: '8000', LOG_LEVEL: 'loud' }, '', cwd);
    expect(await bad.ended).toBe(1);
    expect(bad.stderr).toMatch(/^Etiba cannot start\. PORT: wants a whole number .+\n$/);
    expect(await other.ended).toBe(1);
    expect(other.stderr).toMatch(/^Etiba cannot start\. LOG_LEVEL: /);
  });

  it('says when .env cannot be read', async () => {
    const cwd = etiba.path('elsewhere');
    await mkdir(join(cwd, '.env'), { recursive: true });
    const start = etiba.run([], { ETIBA_DATA_DIR: etiba.path('refused') }, '', cwd);
    expect(await start.ended).toBe(1);
    expect(start.stderr).toMatch(/^Etiba cannot start\. \.env: .+\n$/);
  });
});

function createAdmin(env: Record<string, string>, email: string, password: string) {
  const words = ['create-admin', '--email', email, '--first-name', 'Wanjiru', '--last-name', 'Kamau'];
  return etiba.run(words, env, password);
}

/** Nothing on standard error, and no log line of a warning or worse. */
function expectQuiet({ stdout, stderr }: { stdout: string; stderr: string }): void {
  expect(stderr).toBe('');
  const logged = stdout.split('\n').filter((line) => line.startsWith('{'));
  expect(logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 40)).toEqual([]);
}

/** Files below the folder that others than their owner may read. */
function openFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
}

/** No process, no lock, no socket. */
async function expectNothingLeft(folder: string): Promise<void> {
  await until(async () => (await processesNaming(folder)).length === 0);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((path) => /etiba\.lock|\.s\.PGSQL|postmaster\.pid/.test(path))).toEqual([]);
}
