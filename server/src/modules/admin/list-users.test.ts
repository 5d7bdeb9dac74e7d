import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let admin: Person;
const as = () => etiba.as(admin);

beforeAll(async () => {
  admin = await etiba.anAdmin();
});

const names = (body: { results: { first_name: string }[] }) => body.results.map((user) => user.first_name);

describe('GET /api/admin/users/', () => {
  it('finds people by parts of name, e-mail and phone, in any order, mistyped and without accents', async () => {
    await etiba.aPatient({
      first_name: 'Ngũgĩ',
      last_name: 'Thiong’o',
      email: 'n.thiongo@books.example',
      phone: '+254712345678',
    });
    await etiba.aDoctor({ first_name: '100%', last_name: 'Sure_Thing' });
    const search = async (text: string) =>
      names((await as().get(`/api/admin/users/?search=${encodeURIComponent(text)}`)).body);
    expect(await search('ngugi')).toEqual(['Ngũgĩ']);
    expect(await search('books.example NGUGI')).toEqual(['Ngũgĩ']);
    expect(await search('nguig')).toEqual(['Ngũgĩ']);
    expect(await search('712345678')).toEqual(['Ngũgĩ']);
    expect(await search('100%')).toEqual(['100%']);
    expect(await search('sure_th')).toEqual(['100%']);
    expect(await search('%%%')).toEqual([]);
    expect(await search("o' or 1=1 --")).toEqual([]);
  });

  it('filters by role and state and orders by what is asked', async () => {
    const unverified = await etiba.aPatient({ first_name: 'Unverified', last_name: 'Zuri' });
    const gone = await etiba.aPatient({ first_name: 'Gone', last_name: 'Zuri' });
    const active = await etiba.aPatient({ first_name: 'Active', last_name: 'Zuri' });
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: null })
      .where('id', '=', unverified.user_id)
      .execute();
    await etiba.deps.db
      .updateTable('users')
      .set({ deactivated_at: '2026-01-01T00:00:00Z' })
      .where('id', '=', gone.user_id)
      .execute();
    const list = async (query: string) =>
      names((await as().get(`/api/admin/users/?search=zuri&${query}`)).body);
    expect(await list('state=unverified')).toEqual(['Unverified']);
    expect(await list('state=deactivated')).toEqual(['Gone']);
    expect(await list('state=active')).toEqual(['Active']);
    expect(await list('is_active=false&ordering=name')).toEqual(['Gone', 'Unverified']);
    expect(await list('role=DOCTOR')).toEqual([]);
    expect(await list('role=PATIENT&ordering=-name')).toEqual(['Unverified', 'Gone', 'Active']);
    const { body } = await as().get(`/api/admin/users/${active.user_id}/`);
    expect(body).toMatchObject({
      first_name: 'Active',
      role: 'PATIENT',
      is_active: true,
      patient_id: active.id,
      doctor_id: null,
    });
    expect((await as().get('/api/admin/users/?search=zuri&state=active')).body.results).toEqual([body]);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'role=NURSE',
      'role=ADMIN&role=DOCTOR',
      'nickname=x',
      'is_active=maybe',
      'ordering=password_hash',
      'page=0',
      'search=%00',
      `search=${'x'.repeat(101)}`,
    ]) {
      expect(await as().get(`/api/admin/users/?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    }
  });
});

describe('GET /api/admin/users/:id/sessions/', () => {
  it('shows where a person is signed in, and nothing of anybody else', async () => {
    const patient = await etiba.aPatient();
    const { body } = await as().get(`/api/admin/users/${patient.user_id}/sessions/`);
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({ is_current: false });
    expect(JSON.stringify(body)).not.toMatch(/nonce|generation/);
  });
});
