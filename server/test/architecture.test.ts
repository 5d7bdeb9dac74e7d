import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hooks, jobs, mails, messages, routes } from '../src/modules.ts';
import { permissions } from '../src/permissions.ts';
import { LOCALES } from '../src/platform/i18n.ts';

// What the linter cannot say of the house's laws (CONTRIBUTING.md).

const src = join(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.(test|test-kit|generated)\.ts$/.test(name))
  .map((name) => ({ name: relative(src, join(src, name)), text: readFileSync(join(src, name), 'utf8') }));

/** The module that alone writes a table; `platform` for what stands under all of them. */
const owners: Record<string, string> = {
  idempotency_keys: 'platform',
  audit_events: 'platform',
  audit_seals: 'platform',
  mails: 'platform',
  users: 'modules/auth',
  sessions: 'modules/auth',
  account_tokens: 'modules/auth',
  throttles: 'modules/auth', // tidied there; counted by rate-limiter-flexible
  clinic_settings: 'modules/clinic',
  patients: 'modules/patients',
  specializations: 'modules/doctors',
  doctors: 'modules/doctors',
  doctor_specializations: 'modules/doctors',
  doctor_schedules: 'modules/doctors',
  doctor_availability: 'modules/doctors',
  doctor_unavailability: 'modules/doctors',
  appointments: 'modules/appointments',
  appointment_status_history: 'modules/appointments',
  medical_records: 'modules/medical-records',
  medical_record_versions: 'modules/medical-records',
  medical_record_attachments: 'modules/medical-records',
  emergency_accesses: 'modules/medical-records',
  appointment_arrivals: 'modules/appointments',
  patient_imports: 'modules/patients',
  patient_import_rows: 'modules/patients',
  notifications: 'modules/notifications',
  notification_preferences: 'modules/notifications',
  reminder_preferences: 'modules/notifications',
  reminders: 'modules/appointments',
  calendar_feeds: 'modules/calendar-feeds',
};

describe('the house', () => {
  it('lets only its owner write a table', () => {
    const writes = files
      .filter(({ name }) => !name.startsWith('demo/'))
      .flatMap(({ name, text }) =>
        [
          ...text.matchAll(
            /(?:insertInto|updateTable|deleteFrom)\('(\w+)|(?:insert into|delete from|update) (\w+)[ (]/g,
          ),
        ].map(([, query, raw]) => ({ name, table: query ?? raw ?? '' })),
      )
      .filter(({ table }) => table in owners);
    expect(writes.length).toBeGreaterThan(30);
    expect(writes.filter(({ name, table }) => !name.startsWith(`${owners[table]!}/`))).toEqual([]);
  });

  it('reads the environment in one file', () => {
    expect(files.filter(({ text }) => text.includes('process.env')).map(({ name }) => name)).toEqual([
      'platform/config.ts',
    ]);
  });

  it('has no wall clock and no chance outside deps', () => {
    const allowed = ['platform/clock.ts', 'platform/http/server.ts'];
    const found = files.filter(
      ({ name, text }) =>
        name.startsWith('modules/') &&
        /Date\.now\(\)|new Date\(\)|Temporal\.Now|Math\.random|randomUUID/.test(text) &&
        !allowed.includes(name),
    );
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  it('never asks for an optional transaction', () => {
    expect(files.filter(({ text }) => /trx\?:/.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('replies only from the error handler and the routes', () => {
    const repliers = files
      .filter(({ text }) => /reply\s*\.(?:code|send|status)\(/.test(text))
      .map(({ name }) => name);
    expect(repliers.filter((name) => name.startsWith('modules/') && !name.endsWith('.routes.ts'))).toEqual(
      [],
    );
  });

  it('keeps files small enough to be read', () => {
    const tables = ['demo/complaints.ts']; // rows of data, read by looking one up
    const long = files.filter(({ name, text }) => !tables.includes(name) && text.split('\n').length > 300);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it('uses every permission, and no route has one that does not exist', () => {
    const used = new Set(
      Object.values(routes)
        .flat()
        .map((route) => route.spec.access),
    );
    expect(Object.keys(permissions).filter((permission) => !used.has(permission as never))).toEqual([]);
  });

  it('wires every hook, job, message and mail', () => {
    expect(hooks.every((hook) => hook.isHandled())).toBe(true);
    expect(jobs.length).toBeGreaterThan(2);
    for (const { kind } of messages) expect(mails.map((mail) => mail.kind)).toContain(kind);
    for (const mail of mails) expect(Object.keys(mail.content).sort()).toEqual([...LOCALES].sort());
  });

  it('names no host outside', () => {
    const allowed = /127\.0\.0\.1|localhost|example\.org|www\.w3\.org|\.test\b|tc39\.es|hl7\.org/;
    const foreign = files.flatMap(({ name, text }) =>
      [...text.matchAll(/https?:\/\/[\w.-]+\.\w+[^\s'"`)]*/g)]
        .map(([url]) => ({ name, url }))
        .filter(({ url }) => !allowed.test(url)),
    );
    expect(foreign).toEqual([]);
  });
});
