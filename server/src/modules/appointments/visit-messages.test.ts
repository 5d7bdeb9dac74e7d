import { beforeEach, describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { instant } from '../../platform/clock.ts';
import { deliverMessage } from '../notifications/deliver.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeEach(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
});

const setLocale = (person: Person, locale: 'en' | 'sw' | 'fr') =>
  etiba.deps.db.updateTable('users').set({ locale }).where('id', '=', person.user_id).execute();
interface Told {
  verb: string;
  description: string;
  actor: object | null;
  target: object;
  action_object: object;
}
async function told(person: Person): Promise<Told[]> {
  await etiba.runJobs();
  return (await etiba.as(person).get('/api/notifications/?page_size=100')).body.results;
}
const one = (list: Told[], verb: string) => {
  const found = list.filter((item) => item.verb === verb);
  expect(found).toHaveLength(1);
  return found[0]!;
};

describe('a change of a visit', () => {
  it('is told to patient and doctor, each in their language and the clinic’s time, never why', async () => {
    await setLocale(patient, 'sw');
    await setLocale(doctor, 'fr');
    const visit = await booked(admin, doctor, at('10:00'), {
      patient_id: patient.id,
      reason: 'Syphilis',
      symptoms: 'Rash',
      notes: 'Urgent',
    });
    await etiba
      .as(doctor)
      .post(`${urlOf(visit)}status/`, { status: 'cancelled', reason: 'Diagnosis unclear' });

    const toPatient = one(await told(patient), 'cancelled');
    expect(toPatient.description).toContain('Miadi yako na Dr. Grace Wanjiku tarehe Jumatano');
    expect(toPatient.description).toContain('10:00');
    const toDoctor = one(await told(doctor), 'cancelled');
    expect(toDoctor.description).toMatch(
      /^Votre rendez-vous avec Amina Otieno, mercredi 2 décembre 2026, 10:00/,
    );
    expect(toDoctor).toMatchObject({
      actor: { type: 'user', id: doctor.user_id, label: 'Grace Wanjiku' },
      target: { type: 'appointment', id: visit.id, label: expect.stringContaining('10:00') },
      action_object: { type: 'doctor', id: doctor.id, label: 'Dr. Grace Wanjiku' },
    });
    const everything = JSON.stringify([await told(patient), await told(doctor)]);
    expect(everything).not.toMatch(/Syphilis|Rash|Urgent|Diagnosis|undefined/);
  });

  it('is told as it was, also when the job comes late', async () => {
    const other = await etiba.aDoctor({ first_name: 'Hawa', last_name: 'Juma' });
    const visit = await booked(patient, doctor, at('10:00'));
    const move = async (person: Person, body: object) =>
      expect((await etiba.as(person).patch(urlOf(visit), body)).status).toBe(200);
    await move(patient, { duration: 45 });
    await move(admin, { doctor_id: other.id, appointment_datetime: at('14:30') });
    await move(admin, { appointment_datetime: at('15:15') });

    const toFormer = await told(doctor);
    expect(one(toFormer, 'booked').description).toContain('10:00');
    expect(one(toFormer, 'new_length').description).toContain('45 minutes (changed by Amina Otieno)');
    expect(one(toFormer, 'moved').description).toMatch(
      /that was with you on .* 10:00 .* is now with Dr\. Hawa Juma/,
    );
    const toPatient = (await told(patient)).map(({ verb, description }) => `${verb}: ${description}`).sort();
    expect(toPatient).toEqual([
      expect.stringMatching(/^booked: Your visit with Dr\. Grace Wanjiku on .* 10:00 .* is booked/),
      expect.stringMatching(
        /^moved: Your visit with Dr\. Hawa Juma is now on .* 14:30 .* it was on .* 10:00/,
      ),
      expect.stringMatching(
        /^moved: Your visit with Dr\. Hawa Juma is now on .* 15:15 .* it was on .* 14:30/,
      ),
      expect.stringMatching(/^new_length: Your visit with Dr\. Grace Wanjiku on .* 10:00/),
    ]);
    expect((await told(other)).map(({ verb }) => verb)).toEqual(['moved', 'moved']);
  });

  it('is told once when its job runs again, and on two workers at once', async () => {
    const visit = await booked(patient, doctor, at('10:00'));
    const [{ id: history_id }] = visit.status_history;
    const params = { appointment_id: visit.id, history_id };
    const booking = { kind: 'booked', event_id: history_id, at: instant(etiba.clock), params };
    const second = await openTestEtiba({ beside: etiba.database });
    try {
      await Promise.all([etiba, second, etiba, second].map(({ deps }) => deliverMessage.run(deps, booking)));
      await Promise.all([etiba.runJobs(), second.runJobs()]);
    } finally {
      await second.close();
    }
    expect(await told(patient)).toHaveLength(1);
    expect(await told(doctor)).toHaveLength(1);
  });

  it('that never was committed is told to nobody', async () => {
    await etiba.as(patient).post('/api/appointments/', {
      doctor_id: doctor.id,
      appointment_datetime: at('08:00'),
      reason: 'Early',
    });
    expect(await told(patient)).toEqual([]);
    const appointment_id = etiba.deps.ids.next();
    for (const history_id of [etiba.deps.ids.next(), null]) {
      const params = { appointment_id, history_id };
      const message = { kind: 'needs_new_time', event_id: 'none', at: instant(etiba.clock) };
      await deliverMessage.run(etiba.deps, { ...message, params });
    }
    expect(await told(patient)).toEqual([]);
  });
});
