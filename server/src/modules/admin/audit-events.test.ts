import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let admin: Person;
const as = () => etiba.as(admin);

beforeAll(async () => {
  admin = await etiba.anAdmin();
});

describe('GET /api/admin/audit/', () => {
  const entry = (action: string, occurred_at: string, more: object = {}) => ({
    action,
    occurred_at,
    actor_role: 'SYSTEM',
    outcome: 'success',
    entry_id: randomUUID(),
    mac: Buffer.alloc(32),
    ...more,
  });

  it('reads days in the zone of the clinic, both included', async () => {
    const rows = [
      entry('test.before', '2025-05-04T20:59:59.999Z'),
      entry('test.first', '2025-05-04T21:00:00Z'), // midnight in Nairobi
      entry('test.last', '2025-05-06T20:59:59.999Z'),
      entry('test.after', '2025-05-06T21:00:00Z'),
    ];
    await etiba.deps.db.insertInto('audit_events').values(rows).execute();
    const { body } = await as().get('/api/admin/audit/?date_from=2025-05-05&date_to=2025-05-06');
    expect(body.results.map((event: { action: string }) => event.action)).toEqual([
      'test.last',
      'test.first',
    ]);
    expect(
      (await as().get('/api/admin/audit/?date_from=0001-01-01&date_to=9999-12-31&action=test.first')).body
        .count,
    ).toBe(1);
    expect((await as().get('/api/admin/audit/?date_from=9999-12-31')).body.count).toBe(0);
  });

  it('filters by who, whose, what and how it ended, and names the actor', async () => {
    const patient_id = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
    const mine = {
      actor_user_id: admin.user_id,
      actor_role: 'ADMIN',
      patient_id,
      object_type: 'thing',
      object_id: 'a',
      outcome: 'denied',
    };
    const rows = [
      entry('test.mine', '2025-01-01T00:00:00Z', mine),
      entry('test.other', '2025-01-01T00:00:00Z', { object_type: 'thing' }),
    ];
    await etiba.deps.db.insertInto('audit_events').values(rows).execute();
    const filters = [
      `user_id=${admin.user_id}&date_to=2025-01-01`,
      `patient_id=${patient_id}`,
      'action=test.mine',
      'object_type=thing&object_id=a',
      'object_type=thing&outcome=denied',
    ];
    for (const filter of filters) {
      const { body } = await as().get(`/api/admin/audit/?${filter}`);
      expect(body.results).toMatchObject([
        { action: 'test.mine', actor_name: expect.stringMatching(/^Test Person/), detail: {} },
      ]);
    }
    expect((await as().get('/api/admin/audit/?action=test.other')).body.results).toMatchObject([
      { actor_name: null, actor_user_id: null },
    ]);
  });

  it('names the patient, and the object where that is a person', async () => {
    const doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
    const patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
    const of = (object_type: string, object_id: string, patient_id?: string) =>
      entry('named.thing', '2025-03-03T00:00:00Z', { object_type, object_id, patient_id });
    const rows = [
      of('user', doctor.user_id),
      of('doctor', doctor.id),
      of('patient', patient.id, patient.id),
      of('appointment', patient.id, patient.id),
      of('user', 'nobody'),
    ];
    await etiba.deps.db.insertInto('audit_events').values(rows).execute();
    const { body } = await as().get('/api/admin/audit/?action=named.thing');
    const names = (name: string) =>
      body.results.map((event: Record<string, unknown>) => event[name]).toReversed();
    expect(names('object_name')).toEqual(['Grace Wanjiku', 'Dr. Grace Wanjiku', 'Amina Otieno', null, null]);
    expect(names('patient_name')).toEqual([null, null, 'Amina Otieno', 'Amina Otieno', null]);
    const csv = await as().get('/api/admin/audit/export/?action=named.thing');
    expect(csv.body).toContain('Dr. Grace Wanjiku');
  });

  it('walks every entry once while entries are added, and is an entry itself', async () => {
    const rows = Array.from({ length: 5 }, (_, index) =>
      entry(`walk.${index}`, '2025-02-02T00:00:00Z', { object_type: 'walk' }),
    );
    await etiba.deps.db.insertInto('audit_events').values(rows).execute();
    const seen: string[] = [];
    for (let url: string | null = '/api/admin/audit/?object_type=walk&page_size=2'; url;) {
      const { body } = await as().get(url);
      seen.push(...body.results.map((event: { action: string }) => event.action));
      await etiba.deps.db
        .insertInto('audit_events')
        .values(entry('walk.new', '2025-02-02T00:00:00Z', { object_type: 'walk' }))
        .execute();
      url = body.next;
    }
    expect(seen).toEqual(['walk.4', 'walk.3', 'walk.2', 'walk.1', 'walk.0']);
    const { body } = await as().get('/api/admin/audit/?action=audit.read&page_size=1');
    expect(body.results).toMatchObject([
      { actor_user_id: admin.user_id, detail: { filters: ['object_type', 'up_to_id'] } },
    ]);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'date_from=yesterday',
      'date_to=2026-02-30',
      'outcome=maybe',
      'user_id=x',
      'user_id=',
      'up_to_id=-1',
      'up_to_id=1e99',
      'action=a&action=b',
      'detail=x',
      'object_id=%00',
      'page=501',
    ]) {
      expect(await as().get(`/api/admin/audit/?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    }
  });
});

describe('GET /api/admin/audit/actions/', () => {
  it('tells each action that has an entry once, in order', async () => {
    const { body } = await as().get('/api/admin/audit/actions/');
    const known = await etiba.deps.db.selectFrom('audit_events').select('action').distinct().execute();
    expect(body.actions.toSorted()).toEqual(known.map(({ action }) => action).toSorted());
    expect(body.actions).toContain('audit.read');
  });
});
