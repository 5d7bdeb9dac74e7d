import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parseFilesUrl, type FilesLocation } from './files/location.ts';

/** Everything that can be set from outside; the only file that reads the environment. See .env.example. */
export interface Config {
  host: string;
  port: number;
  /** Origin for the links in mails and for cross-site checks, without a trailing slash. */
  public_url: string;
  data_dir: string;
  /** Undefined: the embedded PostgreSQL. */
  database_url: string | undefined;
  database_owner_url: string | undefined;
  database_pool_size: number;
  redis_url: string | undefined;
  files: FilesLocation;
  upload_max_mb: number;
  smtp_url: string | undefined;
  mail_from: string;
  /** These three fill the clinic's settings at the first start; what counts is in the database from then on. */
  first_clinic_name: string;
  first_time_zone: string;
  first_min_notice_minutes: number;
  trusted_proxies: string[];
  /** Origins of other web apps that may call the API from a browser. */
  cors_origins: string[];
  processes: number;
  /** Pages for whoever works on Etiba, such as /dev/mails. They show sample data only. */
  dev_pages: boolean;
  log_level: string;
  /** Undefined: generated into the data directory. */
  secret: string | undefined;
  /** What `secret` was before; only `etiba audit verify` and `export` ask for it. */
  former_secrets: string[];
  /** Where the worker writes the seals of the audit down, outside the database. */
  audit_seal_file: string;
  limits: Limits;
}

/** How much of what one may do; raised only by tests and load generators. */
export interface Limits {
  wrong_passwords_per_account: number;
  wrong_passwords_per_address: number;
  registrations_per_address: number;
  mails_per_recipient: number;
  messages_per_recipient: number;
  bookings_per_patient: number;
}

/** A variable has an impossible value. The message names it and says what is wanted; it never repeats the value. */
export class ConfigError extends Error {
  constructor(name: string, wanted: string) {
    super(`${name}: ${wanted}`);
    this.name = 'ConfigError';
  }
}

type Environment = Record<string, string | undefined>;

/**
 * The environment over the `.env` file of the working directory, as one record.
 * @throws ConfigError when there is such a file and it cannot be read
 */
export function readEnvironment(): Environment {
  return { ...readEnvironmentFile(resolve('.env')), ...process.env };
}

function readEnvironmentFile(path: string): Environment {
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError('.env', 'wants to be a file that this user may read');
  }
}

/**
 * Reads and checks all variables.
 * @throws ConfigError naming the first variable that is not as wanted
 */
export function loadConfig(env: Environment): Config {
  const host = hostName(env, 'HOST', '127.0.0.1');
  const port = integer(env, 'PORT', 8000, 0, 65_535);
  const data_dir = resolve(text(env, 'ETIBA_DATA_DIR', 'data'));
  return {
    host,
    port,
    public_url: origin(env, 'PUBLIC_URL', `http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    data_dir,
    database_url: postgresUrl(env, 'DATABASE_URL'),
    database_owner_url: postgresUrl(env, 'DATABASE_OWNER_URL'),
    database_pool_size: integer(env, 'DATABASE_POOL_SIZE', 16, 2, 200),
    files: filesLocation(env, 'FILES_URL', join(data_dir, 'files')),
    upload_max_mb: integer(env, 'UPLOAD_MAX_MB', 10, 1, 100),
    redis_url: url(env, 'REDIS_URL', ['redis:', 'rediss:']),
    smtp_url: url(env, 'SMTP_URL', ['smtp:', 'smtps:']),
    mail_from: mailbox(env, 'MAIL_FROM', 'Etiba <no-reply@localhost>'),
    first_clinic_name: text(env, 'CLINIC_NAME', 'Etiba Clinic'),
    first_time_zone: timeZone(env, 'CLINIC_TIME_ZONE', 'Africa/Nairobi'),
    first_min_notice_minutes: integer(env, 'BOOKING_MIN_NOTICE_MINUTES', 0, 0, 525_600),
    trusted_proxies: addresses(env, 'TRUSTED_PROXIES'),
    cors_origins: origins(env, 'CORS_ORIGINS'),
    processes: integer(env, 'ETIBA_PROCESSES', 1, 1, 64),
    dev_pages: oneOf(env, 'ETIBA_DEV_PAGES', 'off', ['on', 'off']) === 'on',
    log_level: oneOf(env, 'LOG_LEVEL', 'info', [
      'fatal',
      'error',
      'warn',
      'info',
      'debug',
      'trace',
      'silent',
    ]),
    secret: strongSecret(env, 'ETIBA_SECRET'),
    former_secrets: formerSecrets(env, 'ETIBA_FORMER_SECRETS'),
    audit_seal_file: resolve(text(env, 'AUDIT_SEALS_PATH', join(data_dir, 'audit-seals'))),
    limits: {
      wrong_passwords_per_account: 10,
      wrong_passwords_per_address: integer(env, 'LIMIT_WRONG_PASSWORDS_PER_ADDRESS', 100, 1, 1_000_000),
      registrations_per_address: integer(env, 'LIMIT_REGISTRATIONS_PER_ADDRESS', 100, 1, 1_000_000),
      mails_per_recipient: integer(env, 'LIMIT_MAILS_PER_RECIPIENT', 5, 1, 1_000_000),
      messages_per_recipient: integer(env, 'LIMIT_MESSAGES_PER_RECIPIENT', 30, 1, 1_000_000),
      bookings_per_patient: integer(env, 'LIMIT_BOOKINGS_PER_PATIENT', 60, 1, 1_000_000),
    },
  };
}

/** The value, or the content of the file that `NAME_FILE` points to (for secrets of container platforms). */
function raw(env: Environment, name: string): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return env[name]?.trim() || undefined;
  if (env[name]) throw new ConfigError(name, `set ${name} or ${name}_FILE, not both`);
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    throw new ConfigError(`${name}_FILE`, 'wants the path of a readable file');
  }
}

function text(env: Environment, name: string, fallback: string): string {
  const value = raw(env, name) ?? fallback;
  if (/\p{Cc}/u.test(value)) throw new ConfigError(name, 'wants text without control characters');
  return value;
}

/** A name or an address to listen on. */
function hostName(env: Environment, name: string, fallback: string): string {
  const value = text(env, name, fallback);
  if (isIP(value) === 0 && !/^[a-z\d]([a-z\d.-]{0,252}[a-z\d])?$/i.test(value)) {
    throw new ConfigError(name, 'wants an address or a host name, such as 127.0.0.1 or 0.0.0.0');
  }
  return value;
}

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const value = raw(env, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new ConfigError(name, `wants a whole number from ${min} to ${max}`);
  }
  return number;
}

function oneOf(env: Environment, name: string, fallback: string, allowed: string[]): string {
  const value = raw(env, name) ?? fallback;
  if (!allowed.includes(value)) throw new ConfigError(name, `wants one of ${allowed.join(', ')}`);
  return value;
}

function url(env: Environment, name: string, protocols: string[]): string | undefined {
  const value = raw(env, name);
  if (value === undefined) return undefined;
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (!parsed?.hostname || !protocols.includes(parsed.protocol)) {
    const starts = protocols.map((protocol) => `${protocol}//`).join(' or ');
    throw new ConfigError(name, `wants an address that starts with ${starts} and names a host`);
  }
  return value;
}

/** The host may be missing: `postgresql://user:password@/database?host=/socket/directory`. */
function postgresUrl(env: Environment, name: string): string | undefined {
  const value = raw(env, name);
  const withHost = value?.replace(/^(postgres(?:ql)?:\/\/(?:[^/?#@]*@)?)(?=[/?#]|$)/i, '$1localhost');
  url({ [name]: withHost }, name, ['postgres:', 'postgresql:']);
  return value;
}

function origin(env: Environment, name: string, fallback: string): string {
  const value = raw(env, name) ?? fallback;
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (!parsed || parsed.href !== `${parsed.origin}/` || !/^https?:$/.test(parsed.protocol)) {
    throw new ConfigError(name, 'wants an origin such as https://clinic.example.org, without a path');
  }
  return parsed.origin;
}

function origins(env: Environment, name: string): string[] {
  const list = (raw(env, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  return list.map((item) => origin({ [name]: item }, name, item));
}

function filesLocation(env: Environment, name: string, folder: string): FilesLocation {
  const value = raw(env, name);
  const location = value === undefined ? { kind: 'disk' as const, folder } : parseFilesUrl(value);
  if (!location) {
    throw new ConfigError(name, 'wants file:///folder or s3://KEY:SECRET@host/bucket, as .env.example says');
  }
  return location;
}

function mailbox(env: Environment, name: string, fallback: string): string {
  const value = text(env, name, fallback);
  if (!/^[^<>]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(value)) {
    throw new ConfigError(name, 'wants a sender such as "Clinic <no-reply@clinic.example.org>"');
  }
  return value;
}

function timeZone(env: Environment, name: string, fallback: string): string {
  const value = raw(env, name) ?? fallback;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value);
    if (/^[+-]/.test(value)) throw new RangeError('an offset is not a zone');
  } catch {
    throw new ConfigError(name, 'wants an IANA time zone such as Africa/Nairobi');
  }
  return value;
}

function addresses(env: Environment, name: string): string[] {
  const list = (raw(env, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  if (!list.every(isNetwork)) {
    throw new ConfigError(
      name,
      'wants addresses or networks separated by commas, such as 10.0.0.1, 10.1.0.0/16',
    );
  }
  return list;
}

/** `10.0.0.1`, `10.1.0.0/16`, `2001:db8::/32`. */
function isNetwork(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (longest < 0 || address.includes('%') || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
}

/** OWASP ASVS 13.3: no weak, short or sample secrets. */
function strongSecret(env: Environment, name: string): string | undefined {
  const value = raw(env, name);
  if (value === undefined) return undefined;
  const isSample = /change|secret|example|sample|default|password|replace|random|dummy|etiba/i.test(value);
  if (value.length < 32 || new Set(value).size < 12 || isSample || isPattern(value)) {
    throw new ConfigError(
      name,
      'wants at least 32 random characters, for example from: openssl rand -base64 48',
    );
  }
  return value;
}

function formerSecrets(env: Environment, name: string): string[] {
  const list = (raw(env, name) ?? '').split(/[\s,]+/).filter(Boolean);
  return list.map((item) => strongSecret({ [name]: item }, name)!);
}

/** One thing over and over, or characters in a row: abcabcabc, 0123456789abcdef. */
function isPattern(value: string): boolean {
  const isRepeated = (value + value).indexOf(value, 1) < value.length;
  const codes = Array.from(value, (character) => character.charCodeAt(0));
  const steps = new Set(codes.slice(1).map((code, index) => code - codes[index]!));
  return isRepeated || steps.size < 8;
}
