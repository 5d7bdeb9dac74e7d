import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
let admin: Person;
const act = (person: Person, what: string, body?: unknown) =>
  etiba.as(admin).post(`/api/admin/users/${person.user_id}/${what}/`, body);
const login = ({ email, password }: Person) => etiba.anyone.post('/api/auth/login/', { email, password });

beforeAll(async () => {
  admin = await etiba.anAdmin();
});

async function expectSignedOut(person: Person): Promise<void> {
  expect((await etiba.as(person).get('/api/auth/me/')).status).toBe(401);
  expect((await etiba.anyone.post('/api/auth/token/refresh/', { refresh: person.refresh })).status).toBe(401);
}

async function aVisit(patient: TestPatient, doctor: TestDoctor) {
  const booked = await etiba.as(patient).post('/api/appointments/', {
    doctor_id: doctor.id,
    appointment_datetime: '2026-12-02T07:00:00Z',
    reason: 'Cough',
  });
  expect(booked.status).toBe(201);
  return async () => (await etiba.as(admin).get(`/api/appointments/${booked.body.id}/`)).body;
}

describe('POST /api/admin/users/:id/deactivate/', () => {
  it('switches a colleague off at once, and activate lets them in again', async () => {
    const colleague = await etiba.anAdmin();
    expect(await act(colleague, 'deactivate')).toMatchObject({
      status: 200,
      body: { id: colleague.user_id, is_active: false },
    });
    await expectSignedOut(colleague);
    expect((await login(colleague)).body.code).toBe('account_not_active');
    expect(await act(colleague, 'activate')).toMatchObject({ status: 200, body: { is_active: true } });
    await expectSignedOut(colleague);
    expect((await login(colleague)).status).toBe(200);
    const { body } = await etiba.as(admin).get(`/api/admin/audit/?object_id=${colleague.user_id}`);
    expect(body.results).toMatchObject([
      { action: 'user.activate' },
      { action: 'user.deactivate', actor_user_id: admin.user_id },
    ]);
  });

  it('cancels the visits to come of a patient', async () => {
    const [patient, doctor] = [await etiba.aPatient(), await etiba.aDoctor()];
    const visit = await aVisit(patient, doctor);
    expect(await act(patient, 'deactivate')).toMatchObject({
      status: 200,
      body: { is_active: false, patient_id: patient.id },
    });
    expect(await visit()).toMatchObject({ status: 'cancelled' });
    await expectSignedOut(patient);
    expect(await act(patient, 'deactivate')).toMatchObject({ status: 200 });
    expect(await act(patient, 'activate')).toMatchObject({ status: 200, body: { is_active: true } });
    expect(await visit()).toMatchObject({ status: 'cancelled' });
  });

  it('leaves the patients of a doctor a mark that they need another time', async () => {
    const [patient, doctor] = [await etiba.aPatient(), await etiba.aDoctor()];
    const visit = await aVisit(patient, doctor);
    expect(await act(doctor, 'deactivate')).toMatchObject({
      status: 200,
      body: { is_active: false, doctor_id: doctor.id },
    });
    expect(await visit()).toMatchObject({ status: 'scheduled', needs_reschedule: true });
    await expectSignedOut(doctor);
    expect(await act(doctor, 'activate')).toMatchObject({ status: 200, body: { is_active: true } });
  });

  it('voids the links that were mailed before', async () => {
    const patient = await etiba.aPatient();
    await etiba.anyone.post('/api/auth/password/reset/', { email: patient.email });
    const [, uidb64, token] = /#uid=([\w-]+)&token=([\w-]+)/.exec((await etiba.sentMail()).at(-1)!.text)!;
    await act(patient, 'deactivate');
    await act(patient, 'activate');
    const answer = await etiba.anyone.post('/api/auth/password/reset/confirm/', {
      uidb64,
      token,
      password: 'copper kettle 99',
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'token_invalid' } });
  });

  it('takes no body', async () => {
    const patient = await etiba.aPatient();
    expect((await act(patient, 'deactivate', { reason: 'x' })).status).toBe(400);
    expect((await etiba.as(patient).get('/api/auth/me/')).body.is_active).toBe(true);
  });
});

describe('POST /api/admin/users/:id/activate/', () => {
  it('does not verify an address', async () => {
    const patient = await etiba.aPatient();
    await etiba.deps.db
      .updateTable('users')
      .set({ email_verified_at: null })
      .where('id', '=', patient.user_id)
      .execute();
    await act(patient, 'deactivate');
    expect(await act(patient, 'activate')).toMatchObject({
      status: 200,
      body: { is_active: false, email_verified_at: null },
    });
    expect(
      (await etiba.as(admin).get(`/api/admin/users/?state=unverified&search=${patient.email}`)).body.count,
    ).toBe(1);
  });
});

describe('POST /api/admin/users/:id/end-sessions/', () => {
  it('signs the person out everywhere and nobody else', async () => {
    const [patient, other] = [await etiba.aPatient(), await etiba.aPatient()];
    const second = (await login(patient)).body;
    expect((await act(patient, 'end-sessions')).status).toBe(200);
    await expectSignedOut(patient);
    await expectSignedOut({ ...patient, ...second });
    expect((await etiba.as(other).get('/api/auth/me/')).status).toBe(200);
    expect((await etiba.as(admin).get(`/api/admin/users/${patient.user_id}/sessions/`)).body).toEqual([]);
    expect((await login(patient)).status).toBe(200);
    const { body } = await etiba
      .as(admin)
      .get(`/api/admin/audit/?action=user.end_sessions&object_id=${patient.user_id}`);
    expect(body.results).toMatchObject([{ detail: { ended: 2 } }]);
  });
});
