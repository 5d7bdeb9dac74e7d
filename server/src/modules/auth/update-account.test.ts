import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

describe('PATCH /api/auth/me/', () => {
  it('changes what it names', async () => {
    const patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
    const answer = await etiba
      .as(patient)
      .patch('/api/auth/me/', { first_name: 'Aminah', phone: '+254 712-345 678', locale: 'sw' });
    expect(answer).toMatchObject({
      status: 200,
      body: { first_name: 'Aminah', last_name: 'Otieno', phone: '+254712345678', locale: 'sw' },
    });
    expect((await etiba.as(patient).patch('/api/auth/me/', { phone: null })).body.phone).toBeNull();
    expect((await etiba.as(patient).get('/api/auth/me/')).body).toMatchObject({
      first_name: 'Aminah',
      phone: null,
    });
  });

  it.each([
    ['email', 'new@example.org'],
    ['role', 'ADMIN'],
    ['is_staff', true],
    ['is_active', true],
    ['id', '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d'],
    ['password', 'violet umbrella 77'],
    ['patient_id', null],
    ['first_name', ''],
    ['first_name', ' '],
    ['last_name', 'x\ry'],
    ['phone', '+254'],
    ['phone', ''],
    ['locale', 'EN'],
    ['locale', null],
  ])('refuses %s: %j, naming it, and changes nothing', async (field, value) => {
    const patient = await etiba.aPatient();
    const before = await etiba.as(patient).get('/api/auth/me/');
    const answer = await etiba.as(patient).patch('/api/auth/me/', { last_name: 'Changed', [field]: value });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect((await etiba.as(patient).get('/api/auth/me/')).body).toEqual(before.body);
  });

  it('refuses the whole account sent back, for its fields that are not to be written', async () => {
    const patient = await etiba.aPatient();
    const { body } = await etiba.as(patient).get('/api/auth/me/');
    expect((await etiba.as(patient).patch('/api/auth/me/', body)).status).toBe(400);
  });

  it('honours If-Match: one of two who read the same state wins', async () => {
    const patient = await etiba.aPatient();
    const { headers } = await etiba.as(patient).get('/api/auth/me/');
    const change = (last_name: string) =>
      etiba
        .as(patient)
        .patch('/api/auth/me/', { last_name }, { headers: { 'if-match': String(headers['etag']) } });
    const answers = await Promise.all(['One', 'Two', 'Three'].map(change));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 412, 412]);
    const won = answers.find((answer) => answer.status === 200);
    const now = await etiba.as(patient).get('/api/auth/me/');
    expect(now.body).toEqual(won?.body);
    expect(now.headers['etag']).toBe(won?.headers['etag']);
  });

  it.each([
    ['*', 200],
    ['"x", *', 412],
    ['"stale"', 412],
    ['W/"stale"', 412],
    ['', 412],
  ])('reads If-Match: %s', async (value, status) => {
    const patient = await etiba.aPatient();
    const answer = await etiba
      .as(patient)
      .patch('/api/auth/me/', { last_name: 'New' }, { headers: { 'if-match': value } });
    expect(answer.status).toBe(status);
    expect((await etiba.as(patient).get('/api/auth/me/')).body.last_name === 'New').toBe(status === 200);
  });

  it('takes the present tag among several', async () => {
    const patient = await etiba.aPatient();
    const { headers } = await etiba.as(patient).get('/api/auth/me/');
    const asked = { headers: { 'if-match': `"other", ${String(headers['etag'])}` } };
    expect((await etiba.as(patient).patch('/api/auth/me/', { last_name: 'New' }, asked)).status).toBe(200);
  });

  it('is audited with the names of the fields, not with what is in them', async () => {
    const patient = await etiba.aPatient();
    await etiba.as(patient).patch('/api/auth/me/', { last_name: 'Canary-Name' });
    const rows = await etiba.deps.db
      .selectFrom('audit_events')
      .selectAll()
      .where('actor_user_id', '=', patient.user_id)
      .execute();
    expect(rows).toMatchObject([
      { action: 'account.update', detail: { fields: ['last_name'] }, outcome: 'success' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('Canary-Name');
  });
});
