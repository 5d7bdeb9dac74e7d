import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'etiba-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STRONG = 'kX7vQ2mZ9rT4wB8nL1cF6hJ3pD5gS0yA';

function errorOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(env)}`);
}

/** The names that loadConfig asks for. */
function askedNames(): string[] {
  const asked = new Set<string>();
  loadConfig(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }));
  return [...asked].filter((name) => !name.endsWith('_FILE')).sort();
}

describe('no variable at all', () => {
  it('is a configuration that works on one machine', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      public_url: 'http://127.0.0.1:8000',
      database_url: undefined,
      smtp_url: undefined,
      secret: undefined,
      first_time_zone: 'Africa/Nairobi',
      trusted_proxies: [],
      cors_origins: [],
      processes: 1,
      limits: { wrong_passwords_per_account: 10 },
    });
  });

  it('is what an empty variable means', () => {
    const empty = Object.fromEntries(askedNames().map((name) => [name, '  ']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });
});

describe('.env.example', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');

  it('names every variable that is read, and no other', () => {
    const named = [...text.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name = '']) => name).sort();
    expect(named).toEqual(askedNames());
  });

  it('tells the defaults as they are', () => {
    const examples = [
      'FILES_URL',
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'REDIS_URL',
      'SMTP_URL',
      'TRUSTED_PROXIES',
      'CORS_ORIGINS',
    ];
    const defaults = [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].filter(
      ([, name = '']) => !examples.includes(name),
    );
    expect(loadConfig(Object.fromEntries(defaults.map(([, name, value]) => [name, value])))).toEqual(
      loadConfig({}),
    );
  });

  it('has examples that are possible', () => {
    const all = [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    expect(() => loadConfig(Object.fromEntries(all))).not.toThrow();
  });
});

describe('a value that is not possible', () => {
  const wrong: [string, string][] = [
    ['HOST', 'bad host'],
    ['HOST', 'http://x'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PORT', 'eighty'],
    ['PUBLIC_URL', 'clinic.example.org'],
    ['PUBLIC_URL', 'ftp://clinic.example.org'],
    ['PUBLIC_URL', 'https://clinic.example.org/etiba'],
    ['PUBLIC_URL', 'https://clinic.example.org?x'],
    ['PUBLIC_URL', 'https://user:canary@clinic.example.org'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'mysql://canary@x/y'],
    ['DATABASE_URL', 'postgresql://[canary/y'],
    ['DATABASE_URL', 'canary'],
    ['DATABASE_OWNER_URL', 'http://canary/x'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_POOL_SIZE', '999'],
    ['REDIS_URL', 'http://canary'],
    ['SMTP_URL', 'mail.example.org'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'http://canary@mail.example.org'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'A <a@example.org>, B <b@example.org>'],
    ['MAIL_FROM', 'A <a@example.org>\r\nBcc: canary@example.org'],
    ['CLINIC_NAME', 'A\nB'],
    ['CLINIC_TIME_ZONE', 'Nairobi'],
    ['CLINIC_TIME_ZONE', '+03:00'],
    ['CLINIC_TIME_ZONE', 'EAT3'],
    ['BOOKING_MIN_NOTICE_MINUTES', '-5'],
    ['TRUSTED_PROXIES', 'loopback'],
    ['TRUSTED_PROXIES', '999.1.1.1'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1, 2001:db8::/129'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example, https://b.example/path'],
    ['CORS_ORIGINS', 'null'],
    ['ETIBA_PROCESSES', '0'],
    ['LOG_LEVEL', 'verbose'],
    ['LOG_LEVEL', 'INFO'],
    ['LIMIT_WRONG_PASSWORDS_PER_ADDRESS', '0'],
    ['LIMIT_REGISTRATIONS_PER_ADDRESS', 'many'],
    ['LIMIT_MAILS_PER_RECIPIENT', '0'],
    ['LIMIT_MESSAGES_PER_RECIPIENT', '0'],
    ['LIMIT_BOOKINGS_PER_PATIENT', '1.5'],
  ];

  it.each(wrong)('of %s is refused by name: %j', (name, value) => {
    const message = errorOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).not.toContain('canary');
  });
});

describe('a secret', () => {
  const weak = [
    'short',
    'a'.repeat(64),
    'abc'.repeat(20),
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'changeme-changeme-changeme-changeme',
    'my-very-long-secret-key-for-signing',
    'replace this with random characters!',
    'ETIBA-etiba-1234-5678-9012-3456-7890',
    'password-password-12345678901234567',
    STRONG.slice(0, 31),
  ];

  it.each(weak)('like %s is refused by name and not repeated', (value) => {
    const message = errorOf({ ETIBA_SECRET: value });
    expect(message).toMatch(/^ETIBA_SECRET: /);
    expect(message).not.toContain(value);
  });

  it.each([
    STRONG,
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'correct-horse-battery-staple-violet-umbrella',
  ])('like %s is taken', (value) => expect(loadConfig({ ETIBA_SECRET: value }).secret).toBe(value));

  it('may lie in a file', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, `${STRONG}\n`);
    expect(loadConfig({ ETIBA_SECRET_FILE: path }).secret).toBe(STRONG);
  });

  it('is not taken from two places, nor from a file that cannot be read, nor weak from a file', () => {
    const path = join(folder, 'weak');
    writeFileSync(path, 'weak');
    expect(errorOf({ ETIBA_SECRET: STRONG, ETIBA_SECRET_FILE: path })).toMatch(/^ETIBA_SECRET: .*not both/);
    expect(errorOf({ ETIBA_SECRET_FILE: join(folder, 'canary') })).toBe(
      'ETIBA_SECRET_FILE: wants the path of a readable file',
    );
    expect(errorOf({ ETIBA_SECRET_FILE: folder })).toMatch(/^ETIBA_SECRET_FILE: /);
    expect(errorOf({ ETIBA_SECRET_FILE: path })).toMatch(/^ETIBA_SECRET: /);
  });
});

describe('values that are possible', () => {
  it.each([
    ['PUBLIC_URL', 'https://Clinic.Example.org:8443/', 'public_url', 'https://clinic.example.org:8443'],
    ['PUBLIC_URL', 'http://[::1]:8000', 'public_url', 'http://[::1]:8000'],
    [
      'DATABASE_URL',
      'postgresql://a:b@/etiba?host=/run/postgresql',
      'database_url',
      'postgresql://a:b@/etiba?host=/run/postgresql',
    ],
    [
      'DATABASE_URL',
      'postgres:///etiba?host=/run/postgresql',
      'database_url',
      'postgres:///etiba?host=/run/postgresql',
    ],
    ['TRUSTED_PROXIES', ' 10.0.0.1 ,2001:db8::/32, ', 'trusted_proxies', ['10.0.0.1', '2001:db8::/32']],
    [
      'CORS_ORIGINS',
      'https://a.example,http://localhost:3000',
      'cors_origins',
      ['https://a.example', 'http://localhost:3000'],
    ],
    ['MAIL_FROM', 'no-reply@clinic.example.org', 'mail_from', 'no-reply@clinic.example.org'],
    ['CLINIC_TIME_ZONE', 'Asia/Kathmandu', 'first_time_zone', 'Asia/Kathmandu'],
    ['HOST', '::', 'public_url', 'http://[::]:8000'],
  ])('of %s are read: %s', (name, value, field, wanted) => {
    expect(loadConfig({ [name]: value })[field as 'host']).toEqual(wanted);
  });
});
