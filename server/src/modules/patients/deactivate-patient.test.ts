import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
});
beforeEach(async () => {
  patient = await etiba.aPatient();
});

const ABSENT = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';
const deactivate = (by: Person = admin, id = patient.id) =>
  etiba.as(by).delete(`/api/patients/${id}/deactivate/`);
const reactivate = (by: Person = admin, id = patient.id) =>
  etiba.as(by).post(`/api/patients/${id}/reactivate/`);
const invite = (by: Person = admin, id = patient.id) => etiba.as(by).post(`/api/patients/${id}/invitation/`);
const read = async (id = patient.id) => (await etiba.as(admin).get(`/api/patients/${id}/`)).body;
const logIn = () =>
  etiba.anyone.post('/api/auth/login/', { email: patient.email, password: patient.password });

describe('DELETE /api/patients/:patient_id/deactivate/', () => {
  it('switches the account off and answers the patient as it now stands', async () => {
    const before = await read();
    const { status, body, headers } = await deactivate();
    expect(status).toBe(200);
    const deactivated_at = expect.stringMatching(/Z$/);
    expect(body).toEqual({ ...before, user: { ...before.user, is_active: false, deactivated_at } });
    expect(headers['etag']).toBe((await etiba.as(admin).get(`/api/patients/${patient.id}/`)).headers['etag']);
  });

  it('ends all sessions at once and for good', async () => {
    await deactivate();
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(401);
    expect((await etiba.anyone.post('/api/auth/token/refresh/', { refresh: patient.refresh })).status).toBe(
      401,
    );
    expect((await logIn()).status).not.toBe(200);
  });

  it('a second time changes nothing', async () => {
    const first = await deactivate();
    const second = await deactivate();
    expect(second).toMatchObject({ status: 200, body: first.body });
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select('action')
      .where('patient_id', '=', patient.id)
      .where('action', '=', 'patient.deactivate')
      .execute();
    expect(lines).toHaveLength(1);
  });

  it('cancels what is booked ahead, in the same transaction', async () => {
    const visit = await etiba.as(admin).post('/api/appointments/', {
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime: '2026-12-02T09:00:00+03:00',
      reason: 'Check-up',
    });
    expect(visit.status).toBe(201);
    await deactivate();
    expect((await etiba.as(admin).get(`/api/appointments/${visit.body.id}/`)).body.status).toBe('cancelled');
  });

  it('leaves no visit open, however many bookings run at the same moment', async () => {
    const book = (hour: number) =>
      etiba.as(patient).post('/api/appointments/', {
        doctor_id: doctor.id,
        appointment_datetime: `2026-12-03T${String(hour).padStart(2, '0')}:00:00+03:00`,
        reason: 'Check-up',
      });
    const [answer, ...bookings] = await Promise.all([deactivate(), ...[9, 10, 11, 13, 14].map(book)]);
    expect(answer.status).toBe(200);
    for (const { status } of bookings) expect([201, 401, 409]).toContain(status);
    const open = await etiba.deps.db
      .selectFrom('appointments')
      .select('id')
      .where('patient_id', '=', patient.id)
      .where('status', '!=', 'cancelled')
      .execute();
    expect(open).toEqual([]);
  });

  it('honours If-Match', async () => {
    const headers = { 'if-match': '"old"' };
    const stale = await etiba.as(admin).delete(`/api/patients/${patient.id}/deactivate/`, { headers });
    expect(stale.status).toBe(412);
    expect((await logIn()).status).toBe(200);
  });

  it('is for administrators', async () => {
    for (const person of [doctor, patient]) expect((await deactivate(person)).status).toBe(403);
    expect((await etiba.anyone.delete(`/api/patients/${patient.id}/deactivate/`)).status).toBe(401);
    expect((await deactivate(admin, ABSENT)).status).toBe(404);
    expect((await read()).user.is_active).toBe(true);
  });
});

describe('POST /api/patients/:patient_id/reactivate/', () => {
  it('gives the account back, with new sessions only', async () => {
    await deactivate();
    const { status, body } = await reactivate();
    expect(status).toBe(200);
    expect(body.user.is_active).toBe(true);
    expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(401);
    expect((await logIn()).status).toBe(200);
  });

  it('leaves an address unverified that was so', async () => {
    const { body } = await etiba.as(admin).post('/api/patients/register/', aNewPatient());
    await deactivate(admin, body.id);
    expect((await reactivate(admin, body.id)).body.user.is_active).toBe(false);
  });

  it('changes nothing for an active account', async () => {
    const before = await read();
    expect((await reactivate()).body).toEqual(before);
  });

  it('is for administrators', async () => {
    await deactivate();
    expect((await reactivate(doctor)).status).toBe(403);
    expect((await reactivate(await etiba.aPatient())).status).toBe(403);
    expect((await reactivate(admin, ABSENT)).status).toBe(404);
    expect((await read()).user.is_active).toBe(false);
  });
});

describe('POST /api/patients/:patient_id/invitation/', () => {
  it('sends a new link and voids the earlier one', async () => {
    const input = aNewPatient();
    const { body } = await etiba.as(doctor).post('/api/patients/register/', input);
    const [, ...first] = LINK.exec((await lastMailTo(input.email))!.text)!;
    expect((await invite(doctor, body.id)).status).toBe(200);
    const [, ...second] = LINK.exec((await lastMailTo(input.email))!.text)!;

    expect(await accept(first)).toMatchObject({ status: 400, body: { code: 'token_invalid' } });
    expect((await accept(second)).status).toBe(200);
    expect((await read(body.id)).user.is_active).toBe(true);
  });

  it('refuses those who have set a password', async () => {
    const before = await lastMailTo(patient.email);
    expect(await invite()).toMatchObject({ status: 409, body: { code: 'invitation_not_needed' } });
    expect(await lastMailTo(patient.email)).toEqual(before);
  });

  it('refuses the deactivated', async () => {
    const { body } = await etiba.as(admin).post('/api/patients/register/', aNewPatient());
    await deactivate(admin, body.id);
    expect(await invite(admin, body.id)).toMatchObject({
      status: 409,
      body: { code: 'account_deactivated' },
    });
  });

  it('fills nobody’s mailbox', async () => {
    const input = aNewPatient();
    const { body } = await etiba.as(admin).post('/api/patients/register/', input);
    const { limits } = etiba.deps.config;
    const most = limits.mails_per_recipient;
    limits.mails_per_recipient = 3;
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await invite(admin, body.id));
    limits.mails_per_recipient = most;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(answers.at(-1)!.headers['retry-after']).toBe('3600');
    const sent = (await etiba.sentMail()).filter(({ to }) => to === input.email);
    expect(sent).toHaveLength(1); // the others are void and would not go out
  });

  it('is for staff', async () => {
    const { body } = await etiba.as(admin).post('/api/patients/register/', aNewPatient());
    expect((await invite(patient, body.id)).status).toBe(403);
    expect((await invite(doctor, ABSENT)).status).toBe(404);
    expect((await etiba.anyone.post(`/api/patients/${body.id}/invitation/`)).status).toBe(401);
  });
});

const LINK = /#uid=([\w-]+)&token=([\w-]+)/;
let counter = 0;
const aNewPatient = () => ({
  email: `new${(counter += 1)}@example.org`,
  first_name: 'Amina',
  last_name: 'Otieno',
});

function accept([uidb64, token]: string[]) {
  return etiba.anyone.post('/api/auth/invitation/confirm/', {
    uidb64,
    token,
    password: 'violet umbrella 77',
  });
}

async function lastMailTo(email: string) {
  return (await etiba.sentMail()).findLast((mail) => mail.to === email);
}
