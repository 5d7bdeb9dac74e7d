import { hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Config } from './config.ts';

/** Keys for one purpose each, all derived from the one secret (RFC 5869), so that no key serves two ends. */
export interface Keys {
  access_token: Buffer;
  refresh_token: Buffer;
  account_token: Buffer;
  device: Buffer;
  idempotency: Buffer;
  throttle: Buffer;
  /** Signs each entry of the audit. */
  audit_entry: Buffer;
  /** Seals the audit. */
  audit_seal: Buffer;
  unsubscribe: Buffer;
  signals: Buffer;
  stream: Buffer;
}

/** What a default start makes for itself and keeps in `<data>/secrets.json`, readable by its owner only. */
interface StoredSecrets {
  secret: string;
  database: { admin: string; owner: string; app: string };
}

export interface Secrets {
  keys: Keys;
  /** From secrets that were in use before: with them the older part of the audit is checked. */
  former_keys: Keys[];
  database: StoredSecrets['database'];
}

/**
 * The secrets of this installation: `ETIBA_SECRET` if set, otherwise generated once. Several processes may start at
 * the same moment; exactly one of them makes the file.
 * @throws ConfigError when the file is damaged or readable by others
 */
export function loadSecrets(config: Config): Secrets {
  const stored = readOrCreate(config.data_dir);
  return {
    keys: deriveKeys(config.secret ?? stored.secret),
    // The generated secret is one that may have been in use before ETIBA_SECRET was set.
    former_keys: [...config.former_secrets, stored.secret].map(deriveKeys),
    database: stored.database,
  };
}

/** @param secret at least 32 characters of randomness */
export function deriveKeys(secret: string): Keys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'etiba', purpose, 32));
  return {
    access_token: derive('access-token'),
    refresh_token: derive('refresh-token'),
    account_token: derive('account-token'),
    device: derive('device'),
    idempotency: derive('idempotency'),
    throttle: derive('throttle'),
    audit_entry: derive('audit-entry'),
    audit_seal: derive('audit-seal'),
    unsubscribe: derive('unsubscribe'),
    signals: derive('signals'),
    stream: derive('stream'),
  };
}

/** Private to its owner. Under root, PostgreSQL runs as another user and must be able to pass through. */
export function makeDataDirectory(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}

function readOrCreate(dataDir: string): StoredSecrets {
  makeDataDirectory(dataDir);
  const path = join(dataDir, 'secrets.json');
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const random = () => randomBytes(32).toString('base64url');
  const fresh: StoredSecrets = {
    secret: random() + random(),
    database: { admin: random(), owner: random(), app: random() },
  };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, JSON.stringify(fresh, null, 2));
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path); // fails if another process was faster; then its secrets are ours too
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read(path);
}

function read(path: string): StoredSecrets {
  const content = readFileSync(path, 'utf8');
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new ConfigError('ETIBA_DATA_DIR', 'its secrets.json can be read by others; chmod 600 it');
  }
  const stored = parse(content);
  if (!stored)
    throw new ConfigError('ETIBA_DATA_DIR', 'its secrets.json is damaged; restore it from a backup');
  return stored;
}

/** @returns undefined for anything that is not what we wrote */
function parse(content: string): StoredSecrets | undefined {
  try {
    const { secret, database } = JSON.parse(content) as StoredSecrets;
    const all: unknown[] = [secret, database.admin, database.owner, database.app];
    return all.every((part) => typeof part === 'string' && part.length >= 32)
      ? { secret, database }
      : undefined;
  } catch {
    return undefined;
  }
}
