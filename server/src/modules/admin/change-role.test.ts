import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba, type Answer, type TestEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
const roleOf = (person: Person) => `/api/admin/users/${person.user_id}/role/`;

async function anAdminWithProfile(home: TestEtiba): Promise<Person> {
  const admin = await home.anAdmin();
  await home.deps.db
    .insertInto('patients')
    .values({ id: home.deps.ids.next(), user_id: admin.user_id })
    .execute();
  return admin;
}

/** Holds the accounts until all calls wait for them: none has been refused for what another has done already. */
async function atOnce(home: TestEtiba, calls: () => Promise<Answer>[]): Promise<Answer[]> {
  const started = await home.deps.db.transaction().execute(async (trx) => {
    await trx.selectFrom('users').select('id').orderBy('id').forUpdate().execute();
    const answers = calls();
    for (let waiting = 0; waiting < answers.length;) {
      const { rows } = await sql<{ waiting: number }>`
        select count(*) as waiting from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`.execute(home.deps.db);
      waiting = rows[0]!.waiting;
    }
    return { answers };
  });
  return Promise.all(started.answers);
}

describe('PATCH /api/admin/users/:id/role/', () => {
  it('counts from the next request of the person on, up and down', async () => {
    const [admin, patient] = [etiba.as(await etiba.anAdmin()), await etiba.aPatient()];
    expect((await etiba.as(patient).get('/api/admin/users/')).status).toBe(403);
    const up = await admin.patch(roleOf(patient), { role: 'ADMIN' });
    expect(up).toMatchObject({
      status: 200,
      body: { id: patient.user_id, role: 'ADMIN', is_staff: true, patient_id: patient.id },
    });
    expect((await etiba.as(patient).get('/api/admin/users/')).status).toBe(200);
    const down = await admin.patch(
      roleOf(patient),
      { role: 'PATIENT' },
      { headers: { 'if-match': String(up.headers['etag']) } },
    );
    expect(down).toMatchObject({ status: 200, body: { role: 'PATIENT', is_staff: false } });
    expect((await etiba.as(patient).get('/api/admin/users/')).status).toBe(403);
    expect((await etiba.as(patient).get('/api/auth/me/')).body.role).toBe('PATIENT');
    const { body } = await admin.get(
      `/api/admin/audit/?action=user.change_role&object_id=${patient.user_id}`,
    );
    expect(body.results.map((event: { detail: object }) => event.detail)).toEqual([
      { from: 'ADMIN', to: 'PATIENT' },
      { from: 'PATIENT', to: 'ADMIN' },
    ]);
  });

  it('wants the profile of the role', async () => {
    const [admin, patient, doctor] = [
      etiba.as(await etiba.anAdmin()),
      await etiba.aPatient(),
      await etiba.aDoctor(),
    ];
    const refused = { status: 409, body: { code: 'profile_missing' } };
    expect(await admin.patch(roleOf(patient), { role: 'DOCTOR' })).toMatchObject(refused);
    expect(await admin.patch(roleOf(doctor), { role: 'PATIENT' })).toMatchObject(refused);
    expect((await admin.get(`/api/admin/users/${doctor.user_id}/`)).body.role).toBe('DOCTOR');
    expect((await admin.patch(roleOf(doctor), { role: 'ADMIN' })).status).toBe(200);
    expect((await admin.patch(roleOf(doctor), { role: 'DOCTOR' })).status).toBe(200);
  });

  it('refuses a stale If-Match and leaves all as it was', async () => {
    const [admin, patient] = [etiba.as(await etiba.anAdmin()), await etiba.aPatient()];
    const url = `/api/admin/users/${patient.user_id}/`;
    const { headers } = await admin.get(url);
    await etiba.as(patient).patch('/api/auth/me/', { first_name: 'Changed' });
    const answer = await admin.patch(
      roleOf(patient),
      { role: 'ADMIN' },
      { headers: { 'if-match': String(headers['etag']) } },
    );
    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } });
    expect((await admin.get(url)).body.role).toBe('PATIENT');
  });

  it('refuses what is no role', async () => {
    const [admin, patient] = [etiba.as(await etiba.anAdmin()), await etiba.aPatient()];
    for (const body of [
      {},
      { role: null },
      { role: 'admin' },
      { role: ['ADMIN'] },
      { role: 'ADMIN', is_staff: true },
      [],
      { role: 'ADMIN', __proto__x: 1 },
    ]) {
      expect(await admin.patch(roleOf(patient), body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    }
    expect((await admin.get(`/api/admin/users/${patient.user_id}/`)).body.role).toBe('PATIENT');
  });
});

describe('the last administrator', () => {
  it('cannot be demoted or switched off, not even by themself', async () => {
    const alone = await openTestEtiba();
    try {
      const admin = await anAdminWithProfile(alone);
      const refused = { status: 409, body: { code: 'last_administrator' } };
      expect(await alone.as(admin).patch(roleOf(admin), { role: 'PATIENT' })).toMatchObject(refused);
      expect(await alone.as(admin).post(`/api/admin/users/${admin.user_id}/deactivate/`)).toMatchObject(
        refused,
      );
      expect((await alone.as(admin).get('/api/admin/users/?role=ADMIN&is_active=true')).body.count).toBe(1);
    } finally {
      await alone.close();
    }
  });

  it('remains when two take each other away at once', async () => {
    const two = await openTestEtiba();
    try {
      const pair = [await anAdminWithProfile(two), await anAdminWithProfile(two)] as const;
      const demote = (by: Person, whom: Person) => two.as(by).patch(roleOf(whom), { role: 'PATIENT' });
      const switchOff = (by: Person, whom: Person) =>
        two.as(by).post(`/api/admin/users/${whom.user_id}/deactivate/`);
      for (let round = 0; round < 20; round += 1) {
        const [first, second] = round % 2 ? pair : [pair[1], pair[0]];
        const act = round % 4 === 3 ? switchOff : demote;
        const answers = await atOnce(two, () => [act(first, second), demote(second, first)]);
        expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
        expect(answers.find(({ status }) => status === 409)!.body.code).toBe('last_administrator');
        const winner = answers[0]!.status === 200 ? first : second;
        const loser = winner === first ? second : first;
        const { body } = await two.as(winner).get('/api/admin/users/?role=ADMIN&is_active=true');
        expect(body.results.map((user: { id: string }) => user.id)).toEqual([winner.user_id]);
        await two.as(winner).post(`/api/admin/users/${loser.user_id}/activate/`);
        expect((await two.as(winner).patch(roleOf(loser), { role: 'ADMIN' })).status).toBe(200);
        const { access } = (
          await two.anyone.post('/api/auth/login/', { email: loser.email, password: loser.password })
        ).body;
        loser.access = access; // a switched-off account has lost its sessions
      }
    } finally {
      await two.close();
    }
  });
});
