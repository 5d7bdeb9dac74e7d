import { beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { anonymousActor } from '../../platform/actor.ts';
import { exportRows } from '../../platform/export.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let other: TestDoctor;
let patient: TestPatient;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku', phone: '+254712000001' });
  other = await etiba.aDoctor();
  patient = await etiba.aPatient({
    first_name: '=HYPERLINK("http://evil.test")',
    last_name: 'Otieno, Amina',
  });
  for (let index = 0; index < 4; index += 1) await etiba.aPatient();
  await etiba.deps.db
    .updateTable('patients')
    .set({ allergies: 'CANARY-ALLERGY', medical_history: 'CANARY-HISTORY' })
    .execute();
  await etiba.aVisit(patient, doctor, { appointment_datetime: '2026-12-02T06:00:00Z' });
  await etiba.aVisit(patient, other, { appointment_datetime: '2026-12-03T06:00:00Z' });
  await sql`update appointments set reason = 'CANARY-REASON', notes = 'CANARY-NOTES', symptoms = 'CANARY-SYMPTOMS',
    doctor_notes = 'CANARY-DOCTOR'`.execute(etiba.deps.db);
});

const exported = (path: string, person: Person = admin) => etiba.as(person).get(path);
/** The first cell of each line after the first. */
const idsIn = (csv: string) =>
  csv
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]);

describe.each([
  ['/api/patients/', 'patient.export', ['', 'search=otieno', 'ordering=-created_at', 'is_active=false']],
  ['/api/doctors/', 'doctor.export', ['', 'search=wanjiku', 'is_active=false']],
  ['/api/appointments/', 'appointment.export', ['', 'status=cancelled', 'date_from=2026-12-03']],
  ['/api/admin/users/', 'user.export', ['', 'role=PATIENT', 'search=wanjiku', 'ordering=-email']],
  ['/api/admin/audit/', 'audit.export', ['up_to_id=3', 'up_to_id=9&action=patient.list']],
])('the export of %s', (url, action, filters) => {
  it.each(filters)('holds what the list shows, in its order: %j', async (query) => {
    const list = await exported(`${url}?${query}&page_size=100`);
    const answer = await exported(`${url}export/?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="\w+\.csv"$/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(idsIn(answer.body)).toEqual(
      list.body.results.map(({ id }: { id: string | number }) => String(id)),
    );
  });

  it('is in the audit with the names of the filters', async () => {
    await exported(`${url}export/?${filters.at(-1)}`);
    const line = await etiba.deps.db
      .selectFrom('audit_events')
      .select(['actor_user_id', 'detail'])
      .where('action', '=', action)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    const names = [...new URLSearchParams(filters.at(-1)).keys()];
    expect(line).toEqual({ actor_user_id: admin.user_id, detail: { filters: names } });
  });

  it('knows no pages and no other parameter', async () => {
    expect((await exported(`${url}export/?page=2`)).body.errors[0].field).toBe('page');
    expect((await exported(`${url}export/?nothing=1`)).status).toBe(400);
  });
});

describe('an export', () => {
  it('of visits holds those of a doctor only, for the doctor', async () => {
    const { body } = await exported('/api/appointments/export/', doctor);
    expect(idsIn(body)).toHaveLength(1);
    expect(body).toContain('2026-12-02,09:00,30,scheduled');
    expect((await exported('/api/appointments/export/', patient)).status).toBe(403);
  });

  it('holds no clinical text', async () => {
    for (const url of ['/api/patients/', '/api/appointments/']) {
      expect((await exported(`${url}export/`)).body).not.toContain('CANARY');
      expect(JSON.stringify((await exported(url)).body)).toContain('CANARY');
    }
  });

  it('starts no formula, and keeps a comma in its cell', async () => {
    const { body } = await exported('/api/patients/export/?search=otieno');
    expect(body).toContain(`"'=HYPERLINK(""http://evil.test"")","Otieno, Amina"`);
  });

  it('of thousands comes whole', async () => {
    await sql`
      with made as (
        insert into users (id, email, first_name, last_name, role)
        select gen_random_uuid(), 'many' || n || '@example.org', 'Many', 'People', 'PATIENT'
        from generate_series(1, 2600) n returning id)
      insert into patients (id, user_id) select gen_random_uuid(), id from made`.execute(etiba.deps.db);
    const ids = idsIn((await exported('/api/patients/export/?last_name=people')).body);
    expect(new Set(ids).size).toBe(2600);
  });

  it('gives its place and its connection back, read or not', async () => {
    const { db } = etiba.deps;
    const actor = {
      ...anonymousActor({
        request_id: 'test',
        url: '',
        address: null,
        user_agent: null,
        if_match: null,
        idempotency: null,
      }),
    };
    const about = { file_name: 'x.csv', columns: ['id'], action: 'test.export', filters: [] };
    const open = () =>
      exportRows(etiba.deps, actor as never, about, (reader) => reader.selectFrom('users').select('id'));
    const running = [await open(), await open(), await open()];
    await expect(open()).rejects.toMatchObject({ kind: { code: 'throttled' }, options: { retry_after: 10 } });
    for (const { body } of running) body.destroy();
    await expect.poll(async () => (await open().catch(() => undefined))?.body.destroy()).toBeDefined();
    const broken = exportRows(etiba.deps, actor as never, about, () => sql`select nothing` as never);
    await expect(broken).rejects.toMatchObject({ code: '42703' });
    await expect
      .poll(async () => {
        const { rows } = await sql<{ open: number }>`select count(*) as open from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`.execute(db);
        return rows[0]!.open;
      })
      .toBe(0);
  });
});
