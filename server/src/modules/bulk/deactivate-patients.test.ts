import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { mailKinds } from '../../../test/mailed-links.ts';
import { at, utc, useVisits } from '../appointments/visits.test-kit.ts';

const etiba = useEtiba();
const { booked } = useVisits(etiba);
const DEACTIVATE = '/api/patients/bulk/deactivate/';
const PREVIEW = `${DEACTIVATE}preview/`;

let admin: Person;
beforeAll(async () => void (admin = await etiba.anAdmin()));

describe('deactivating many patients', () => {
  it('shows before what would be cancelled, and changes nothing', async () => {
    const doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Achieng' });
    const amina = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
    const brian = await etiba.aPatient({ first_name: 'Brian', last_name: 'Kamau' });
    const visit = await booked(amina, doctor, at('09:00'));
    await etiba.aVisit(amina, doctor, { appointment_datetime: '2026-11-02T07:00:00Z', status: 'completed' });
    const { status, body } = await etiba
      .as(admin)
      .post(PREVIEW, { patient_ids: [amina.id, brian.id, etiba.deps.ids.next()] });
    expect(status).toBe(200);
    expect(body).toEqual({
      patients: [
        { id: brian.id, full_name: 'Brian Kamau', is_deactivated: false, visits: [] },
        {
          id: amina.id,
          full_name: 'Amina Otieno',
          is_deactivated: false,
          visits: [
            {
              id: visit.id,
              appointment_datetime: utc(at('09:00')),
              duration: 30,
              doctor: { id: doctor.id, full_name: 'Dr. Grace Achieng' },
            },
          ],
        },
      ],
    });
    expect((await etiba.as(amina).get('/api/patients/me/')).status).toBe(200);
  });

  it('switches accounts off, cancels what lies ahead with one notice each, and names who was refused', async () => {
    const doctor = await etiba.aDoctor();
    const patients = [await etiba.aPatient(), await etiba.aPatient()];
    for (const [index, patient] of patients.entries()) await booked(patient, doctor, at(`1${index}:00`));
    await etiba.runJobs();
    const nobody = etiba.deps.ids.next();
    const key = { 'idempotency-key': etiba.deps.ids.next() };
    const patient_ids = [patients[0]!.id, nobody, patients[1]!.id];
    const { status, body } = await etiba.as(admin).post(DEACTIVATE, { patient_ids }, { headers: key });
    expect(status).toBe(200);
    expect(body.results.map(({ code }: { code: string }) => code)).toEqual([null, 'not_found', null]);
    await etiba.runJobs();
    for (const patient of patients) {
      expect((await etiba.as(patient).get('/api/patients/me/')).status).toBe(401);
      expect(await mailKinds(etiba, patient.email)).toEqual(['booked', 'cancelled']);
    }
    const again = await etiba.as(admin).post(DEACTIVATE, { patient_ids }, { headers: key });
    expect(again.body).toEqual(body);
    const lines = await etiba.deps.db
      .selectFrom('audit_events')
      .select('patient_id')
      .where('action', '=', 'patient.deactivate')
      .execute();
    expect(lines).toHaveLength(2);
    const other = await etiba.as(admin).post(DEACTIVATE, { patient_ids: [nobody] }, { headers: key });
    expect(other.status).toBe(422);
  });

  it('leaves no visit to somebody who books at the same moment', async () => {
    const doctors = await Promise.all(Array.from({ length: 10 }, () => etiba.aDoctor()));
    const patients = await Promise.all(doctors.map(() => etiba.aPatient()));
    await Promise.all([
      etiba.as(admin).post(DEACTIVATE, { patient_ids: patients.map(({ id }) => id) }),
      ...patients.map((patient, index) =>
        etiba.as(admin).post('/api/appointments/', {
          patient_id: patient.id,
          doctor_id: doctors[index]!.id,
          appointment_datetime: at('15:00'),
          reason: 'Cough',
        }),
      ),
    ]);
    for (const { id } of patients) {
      const { body } = await etiba.as(admin).get(`/api/appointments/?patient_id=${id}&status=scheduled`);
      expect(body.count).toBe(0);
    }
  });

  it('is the administrators’, and takes a hundred at most, each once', async () => {
    const doctor = await etiba.aDoctor();
    const { id } = await etiba.aPatient();
    expect((await etiba.as(doctor).post(DEACTIVATE, { patient_ids: [id] })).status).toBe(403);
    expect((await etiba.as(admin).post(DEACTIVATE, { patient_ids: [id, id] })).status).toBe(400);
    expect((await etiba.as(admin).post(DEACTIVATE, { patient_ids: [] })).status).toBe(400);
    const many = Array.from({ length: 101 }, () => etiba.deps.ids.next());
    expect((await etiba.as(admin).post(PREVIEW, { patient_ids: many })).status).toBe(400);
  });
});
