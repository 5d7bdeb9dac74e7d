import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { deriveKeys, loadSecrets } from './secrets.ts';

let data_dir: string;
beforeEach(() => {
  data_dir = mkdtempSync(join(tmpdir(), 'etiba-secrets-'));
});
afterEach(() => rmSync(data_dir, { recursive: true, force: true }));

const file = () => join(data_dir, 'secrets.json');
const load = (env: Record<string, string> = {}) =>
  loadSecrets(loadConfig({ ETIBA_DATA_DIR: data_dir, ...env }));

describe('generated secrets', () => {
  it('are made once, random, readable by their owner only, whatever the umask', () => {
    const umask = process.umask(0);
    const first = load();
    process.umask(umask);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(data_dir)).toEqual(['secrets.json']);
    expect(load()).toEqual(first);
    const { secret, database } = JSON.parse(readFileSync(file(), 'utf8'));
    const all = [secret, ...Object.values(database)] as string[];
    expect(new Set(all).size).toBe(4);
    for (const value of all) expect(Buffer.from(value, 'base64url').length).toBeGreaterThanOrEqual(32);
  });

  it('are the same for all processes that make them at the same moment', async () => {
    const maker = join(import.meta.dirname, '../../test/fixtures/secrets-maker.ts');
    const makers = Array.from({ length: 6 }, () => fork(maker, [data_dir], { execArgv: [] }));
    const made = await Promise.all(makers.map(async (child) => String((await once(child, 'message'))[0])));
    expect(new Set(made).size).toBe(1);
    expect(readdirSync(data_dir)).toEqual(['secrets.json']);
  });

  it('are not used when others can read them', () => {
    load();
    chmodSync(file(), 0o640);
    expect(() => load()).toThrow(
      new ConfigError('ETIBA_DATA_DIR', 'its secrets.json can be read by others; chmod 600 it'),
    );
  });

  it.each(['', '{', '{}', 'null', '{"secret":"x"}', '{"secret":5,"database":{}}'])(
    'are not made anew over a file that says %j',
    (content) => {
      writeFileSync(file(), content, { mode: 0o600 });
      expect(() => load()).toThrow(/^ETIBA_DATA_DIR: its secrets.json is damaged/);
      expect(readFileSync(file(), 'utf8')).toBe(content);
    },
  );

  it('give way to the secret of the environment, but for the passwords of the embedded database', () => {
    const own = load();
    const given = load({ ETIBA_SECRET: 'kX7vQ2mZ9rT4wB8nL1cF6hJ3pD5gS0yA' });
    expect(given.database).toEqual(own.database);
    expect(given.keys).toEqual(deriveKeys('kX7vQ2mZ9rT4wB8nL1cF6hJ3pD5gS0yA'));
    expect(given.keys.access_token.equals(own.keys.access_token)).toBe(false);
  });
});

describe('keys', () => {
  it('are one for each purpose', () => {
    const all = Object.values(deriveKeys('some secret')).map((key: Buffer) => key.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((key) => key.length === 64)).toBe(true);
  });
});
