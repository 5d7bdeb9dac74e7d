import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT } from './doctors.test-kit.ts';

const etiba = useEtiba();
const ALL = '/api/doctors/specializations/';

let admin: Person;
let patient: TestPatient;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  doctor = await etiba.aDoctor();
});

const create = (body: object, by: Person = admin) => etiba.as(by).post(`${ALL}create/`, body);
const read = async (id: string) => (await etiba.as(patient).get(`${ALL}${id}/`)).body;
const patch = (id: string, body: object, by: Person = admin, headers = {}) =>
  etiba.as(by).patch(`${ALL}${id}/update/`, body, { headers });
const remove = (id: string, by: Person = admin, headers = {}) =>
  etiba.as(by).delete(`${ALL}${id}/delete/`, { headers });
const names = async (query: string) => {
  const { body } = await etiba.as(patient).get(`${ALL}?${query}`);
  return body.results.map(({ name }: { name: string }) => name);
};

describe('specializations', () => {
  it('are created, read, changed, replaced and deleted by administrators', async () => {
    const created = await create({ name: 'Cardiology', description: 'Heart' });
    expect(created).toMatchObject({ status: 201, body: { name: 'Cardiology', description: 'Heart' } });
    const { id } = created.body;
    const got = await etiba.as(patient).get(`${ALL}${id}/`);
    expect([got.body, got.headers['etag']]).toEqual([created.body, created.headers['etag']]);

    expect(await patch(id, { name: 'Heart medicine' })).toMatchObject({
      status: 200,
      body: { description: 'Heart' },
    });
    const replaced = await etiba.as(admin).put(`${ALL}${id}/update/`, { name: 'Cardiology' });
    expect(replaced).toMatchObject({ status: 200, body: { name: 'Cardiology', description: '' } });
    expect(await remove(id)).toMatchObject({ status: 200, body: { message: expect.any(String) } });
    expect((await etiba.as(admin).get(`${ALL}${id}/`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);

    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select('action')
      .where('object_id', '=', id)
      .execute();
    expect(lines.map(({ action }) => action).sort()).toEqual([
      'specialization.create',
      'specialization.delete',
      'specialization.update',
      'specialization.update',
    ]);
  });

  it('are listed for everybody, by name, in pages, and found by a piece of it', async () => {
    for (const name of ['Zahnmedizin', 'áge medicine', 'Age research', '50% pain']) await create({ name });
    expect(await names('search=age&ordering=name')).toEqual(['áge medicine', 'Age research']);
    expect(await names('search=age&ordering=-name')).toEqual(['Age research', 'áge medicine']);
    expect(await names('search=50%25')).toEqual(['50% pain']);
    expect(await names('search=_ge')).toEqual([]);
    const { body } = await etiba.as(doctor).get(`${ALL}?page_size=1&search=age`);
    expect(body).toMatchObject({ count: 2, next: `${ALL}?page_size=1&search=age&page=2`, previous: null });
    expect((await etiba.anyone.get(ALL)).status).toBe(401);
  });

  it('show a new name with the doctors who have them', async () => {
    const { id } = await etiba.aSpecialization();
    await etiba.as(doctor).patch(`/api/doctors/${doctor.id}/update/`, { specialization_ids: [id] });
    await patch(id, { name: 'Renamed field' });
    const { body } = await etiba.as(patient).get(`/api/doctors/${doctor.id}/`);
    expect(body.specializations).toMatchObject([{ id, name: 'Renamed field' }]);
    expect((await etiba.as(patient).get('/api/doctors/?search=renamed')).body.count).toBe(1);
  });

  it('have one name each, whatever its case', async () => {
    const { body } = await create({ name: 'Neurology' });
    const other = await create({ name: 'Surgery' });
    const taken = {
      status: 409,
      body: { code: 'specialization_taken', errors: [{ field: 'name', message: 'is taken' }] },
    };
    expect(await create({ name: 'NEUROLOGY' })).toMatchObject(taken);
    expect(await patch(other.body.id, { name: 'neurology' })).toMatchObject(taken);
    expect((await read(other.body.id)).name).toBe('Surgery');
    expect((await patch(body.id, { name: 'neurology' })).status).toBe(200);
  });

  it('of one name made at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ name: 'Same' })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  it.each<[object, string]>([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: '  ' }, 'name'],
    [{ name: 5 }, 'name'],
    [{ name: null }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ name: 'a\u0000' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: 'x', description: null }, 'description'],
    [{ name: 'x', id: ABSENT }, 'id'],
    [{ name: 'x', created_at: '2026-12-01T05:00:00Z' }, 'created_at'],
  ])('refuse %j', async (body, field) => {
    const before = (await etiba.as(admin).get(ALL)).body;
    expect(await create(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect((await etiba.as(admin).get(ALL)).body).toEqual(before);
  });

  it('are not for doctors and patients to change', async () => {
    const { id } = await etiba.aSpecialization();
    const before = await read(id);
    for (const person of [doctor, patient]) {
      const answers = await Promise.all([
        create({ name: 'Mine' }, person),
        patch(id, { name: 'Mine' }, person),
        etiba.as(person).put(`${ALL}${id}/update/`, { name: 'Mine' }),
        remove(id, person),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
    expect(await read(id)).toEqual(before);
  });

  it('refuse a stale If-Match', async () => {
    const { id } = await etiba.aSpecialization();
    const { headers } = await etiba.as(admin).get(`${ALL}${id}/`);
    const ifMatch = { 'if-match': String(headers['etag']) };
    expect((await patch(id, { description: 'First' }, admin, ifMatch)).status).toBe(200);
    expect((await patch(id, { description: 'Second' }, admin, ifMatch)).status).toBe(412);
    expect((await remove(id, admin, ifMatch)).status).toBe(412);
    expect((await read(id)).description).toBe('First');
  });

  it.each([ABSENT, 'create', 'x'])('know none called %s', async (id) => {
    expect((await etiba.as(admin).get(`${ALL}${id}/`)).status).toBe(404);
    expect((await patch(id, { name: 'x' })).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
  });
});

describe('a specialization that a doctor has', () => {
  it('cannot be deleted until no doctor has it', async () => {
    const { id } = await etiba.aSpecialization();
    const update = `/api/doctors/${doctor.id}/update/`;
    await etiba.as(doctor).patch(update, { specialization_ids: [id] });
    expect(await remove(id)).toMatchObject({ status: 409, body: { code: 'specialization_in_use' } });
    expect((await read(id)).id).toBe(id);
    await etiba.as(doctor).patch(update, { specialization_ids: [] });
    expect((await remove(id)).status).toBe(200);
  });

  it('is either there or refused when it is deleted at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await etiba.aSpecialization();
      const [given, deleted] = await Promise.all([
        etiba.as(doctor).patch(`/api/doctors/${doctor.id}/update/`, { specialization_ids: [id] }),
        remove(id),
      ]);
      const { body } = await etiba.as(doctor).get('/api/doctors/me/');
      const has = body.specializations.some((held: { id: string }) => held.id === id);
      expect([given.status, deleted.status, has]).toEqual(
        given.status === 200 ? [200, 409, true] : [400, 200, false],
      );
    }
  });
});
