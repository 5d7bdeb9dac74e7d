import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../../test/harness.ts';
import type { Person, TestPatient } from '../../../../test/factories.ts';
import { mailedLink, mailKinds } from '../../../../test/mailed-links.ts';
import { aCheckedImport, anImport, csv, IMPORTS, readImport, rowsOf } from './imports.test-kit.ts';

const etiba = useEtiba();
let admin: Person;
beforeAll(async () => void (admin = await etiba.anAdmin()));

const HOUR = 3600_000;

async function patientOf(email: string) {
  return (await etiba.as(admin).get(`/api/patients/?email=${email}`)).body.results[0];
}

describe('undoing an import', () => {
  it('takes back patients and accounts, so that the file can be imported anew', async () => {
    const text = csv('one@un.example.org,One,Undone,,', 'two@un.example.org,Two,Undone,,1990-01-01');
    const { id } = await anImport(etiba, admin, text, { with_invitations: true });
    expect(await mailKinds(etiba, 'one@un.example.org')).toEqual(['invitation']);
    const { status, body } = await etiba.as(admin).post(`${IMPORTS}${id}/undo/`);
    expect({ status, body }).toMatchObject({ status: 202, body: { status: 'undoing' } });
    await etiba.runJobs();
    expect(await readImport(etiba, admin, id)).toMatchObject({
      status: 'undone',
      undone_at: '2026-12-01T05:00:00Z',
      undo_until: null,
      rows: { imported: 0, undone: 2, kept: 0 },
    });
    expect(await patientOf('one@un.example.org')).toBeUndefined();
    expect(await mailKinds(etiba, 'one@un.example.org')).toEqual([]);
    expect((await etiba.as(admin).get('/api/admin/users/?search=Undone')).body.count).toBe(0);
    const users = await etiba.deps.db
      .selectFrom('users')
      .selectAll()
      .where('erased_at', 'is not', null)
      .execute();
    expect(users).toHaveLength(2);
    expect(JSON.stringify(users)).not.toMatch(/un\.example|Undone/);
    expect((await etiba.as(admin).get(`/api/admin/users/${users[0]!.id}/`)).status).toBe(404);
    const again = await anImport(etiba, admin, text);
    expect(again.rows).toMatchObject({ imported: 2, duplicate: 0 });
  });

  it('leaves whoever something has happened to, and says why', async () => {
    const names = ['visited', 'recorded', 'signed', 'changed', 'emergency', 'nothing'];
    const { id } = await anImport(
      etiba,
      admin,
      csv(...names.map((name, index) => `${name}@ke.example.org,${name},Keeper${index}x${index},,`)),
      { with_invitations: true },
    );
    const doctor = await etiba.aDoctor();
    const patients = new Map<string, TestPatient>();
    for (const name of names) {
      const patient = await patientOf(`${name}@ke.example.org`);
      patients.set(name, { ...patient, user_id: patient.user.id });
    }
    await etiba.aVisit(patients.get('visited')!, doctor, {
      appointment_datetime: '2026-12-03T07:00:00Z',
      by: admin,
    });
    await etiba.aRecord(patients.get('recorded')!, doctor);
    const link = await mailedLink(etiba, 'signed@ke.example.org');
    const secret = { password: 'orange bicycle 19', password2: 'orange bicycle 19' };
    await etiba.anyone.post('/api/auth/invitation/confirm/', { ...link, ...secret });
    await etiba
      .as(admin)
      .patch(`/api/patients/${patients.get('changed')!.id}/update/`, { allergies: 'Nuts' });
    await etiba.as(admin).post('/api/medical-records/emergency-access/', {
      patient_id: patients.get('emergency')!.id,
      reason: 'Unconscious, medication unknown',
    });

    await etiba.as(admin).post(`${IMPORTS}${id}/undo/`);
    await etiba.runJobs();
    expect(await readImport(etiba, admin, id)).toMatchObject({
      status: 'undone',
      rows: { imported: 5, undone: 1, kept: 5 },
    });
    const kept = await rowsOf(etiba, admin, id, '&kept=true');
    expect(kept.map(({ full_name, kept_because }: never) => [full_name, kept_because])).toEqual([
      ['visited Keeper0x0', 'visits'],
      ['recorded Keeper1x1', 'records'],
      ['signed Keeper2x2', 'signed_in'],
      ['changed Keeper3x3', 'changed'],
      ['emergency Keeper4x4', 'in_use'],
    ]);
    for (const name of names)
      expect(Boolean(await patientOf(`${name}@ke.example.org`))).toBe(name !== 'nothing');
  });

  it('also stops an import that has not ended', async () => {
    const { id } = await aCheckedImport(
      etiba,
      admin,
      csv(
        ...Array.from(
          { length: 300 },
          (_, index) => `st${index}@st.example.org,Stop${index},Ped${index * 31},,`,
        ),
      ),
    );
    await etiba.as(admin).post(`${IMPORTS}${id}/start/`);
    const [job] = await etiba.deps.jobs.boss.fetch('work-on-patient-import', { batchSize: 1 });
    const { importJobs } = await import('./imports.jobs.ts');
    await importJobs[0]!.run(etiba.deps, job!.data as never);
    expect((await readImport(etiba, admin, id)).rows).toMatchObject({ imported: 250, ready: 50 });
    await etiba.as(admin).post(`${IMPORTS}${id}/undo/`);
    await etiba.deps.jobs.boss.complete('work-on-patient-import', job!.id);
    await etiba.runJobs();
    expect(await readImport(etiba, admin, id)).toMatchObject({
      status: 'undone',
      rows: { imported: 0, undone: 250, ready: 50 },
    });
  });

  it('is over after a day, and for what was not imported', async () => {
    const { id } = await aCheckedImport(etiba, admin, csv('day@un.example.org,Day,Later,,'));
    expect((await etiba.as(admin).post(`${IMPORTS}${id}/undo/`)).body.code).toBe('import_final');
    await etiba.as(admin).post(`${IMPORTS}${id}/start/`);
    await etiba.runJobs();
    etiba.clock.advance(24 * HOUR);
    admin = await etiba.anAdmin(); // the session of before has ended
    expect((await etiba.as(admin).post(`${IMPORTS}${id}/undo/`)).body.code).toBe('import_final');
  });
});

describe('a booking at the moment of an undo', () => {
  it('finds the patient or does not, and strands nothing', async () => {
    const people = Array.from({ length: 20 }, (_, index) => `bk${index}@bk.example.org`);
    const { id } = await anImport(
      etiba,
      admin,
      csv(...people.map((email, index) => `${email},Book${index},Meanwhile${index * 7919},,`)),
    );
    const doctors = await Promise.all(people.map(() => etiba.aDoctor()));
    const patients = await Promise.all(people.map(patientOf));
    await etiba.as(admin).post(`${IMPORTS}${id}/undo/`);
    const booking = patients.map((patient, index) =>
      etiba.as(admin).post('/api/appointments/', {
        patient_id: patient.id,
        doctor_id: doctors[index]!.id,
        appointment_datetime: '2026-12-04T06:00:00Z',
        reason: 'Check-up',
      }),
    );
    const [answers] = await Promise.all([Promise.all(booking), etiba.runJobs()]);
    const booked = answers.filter(({ status }) => status === 201).length;
    expect(new Set(answers.map(({ status }) => status)).difference(new Set([201, 400]))).toEqual(new Set());
    expect((await readImport(etiba, admin, id)).rows).toMatchObject({
      imported: booked,
      kept: booked,
      undone: 20 - booked,
    });
  });
});
