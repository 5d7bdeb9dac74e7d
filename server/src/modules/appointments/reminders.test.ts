import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';
import { checkReminders, sendDueReminders } from './reminder-jobs.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, standAt, absent } = useVisits(etiba);

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;

beforeEach(async () => {
  etiba.clock.set('2026-12-01T05:00:00Z');
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient();
});

/** Minutes before, each with the local time at which it is due. */
async function planned({ id }: { id: string }): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select minutes_before || ' at ' || to_char(due_at at time zone 'Africa/Nairobi', 'YYYY-MM-DD HH24:MI')
      || case when sent_at is null then '' else ' sent' end as line
    from reminders where appointment_id = ${id} order by minutes_before desc`.execute(etiba.deps.db);
  return rows.map(({ line }) => line);
}

/** Looks for due reminders at this moment, as the sweeper does each minute, and delivers them. */
async function sweep(moment: string): Promise<void> {
  etiba.clock.set(moment);
  await sendDueReminders.run(etiba.deps, {});
  await etiba.runJobs();
}

async function reminded(person: Person): Promise<string[]> {
  const rows = await etiba.deps.db
    .selectFrom('notifications')
    .select('description')
    .where('recipient', '=', person.user_id)
    .where('verb', '=', 'reminder')
    .orderBy('timestamp')
    .execute();
  return rows.map(({ description }) => description);
}
const reminderMails = (person: Person) =>
  etiba.deps.db
    .selectFrom('mails')
    .select('status')
    .where('user_id', '=', person.user_id)
    .where('kind', '=', 'reminder')
    .execute();

describe('the reminders of a visit', () => {
  it('are planned with the booking, a day and two hours before', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    expect(await planned(visit)).toEqual(['1440 at 2026-12-02 10:00', '120 at 2026-12-03 08:00']);
    expect(await planned(await booked(patient, doctor, at('11:00', '2026-12-01')))).toEqual([
      '120 at 2026-12-01 09:00',
    ]);
    expect(await planned(await booked(patient, doctor, at('09:30', '2026-12-01')))).toEqual([]);
  });

  it('go with the visit: moved, cancelled and restored in the same transaction', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.as(patient).patch(urlOf(visit), { appointment_datetime: at('15:30', '2026-12-04') });
    expect(await planned(visit)).toEqual(['1440 at 2026-12-03 15:30', '120 at 2026-12-04 13:30']);
    await etiba.as(patient).patch(urlOf(visit), { duration: 60 });
    expect(await planned(visit)).toHaveLength(2);
    await etiba.as(patient).delete(urlOf(visit));
    expect(await planned(visit)).toEqual([]);
    await etiba.as(admin).post(`${urlOf(visit)}status/`, { status: 'scheduled' });
    expect(await planned(visit)).toHaveLength(2);
    await etiba.as(admin).delete(`/api/patients/${patient.id}/deactivate/`);
    expect(await planned(visit)).toEqual([]);
  });

  it('are at the times that the person has chosen, also for visits booked before', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    const choose = (reminder_minutes_before: number[] | null) =>
      etiba.as(patient).put('/api/notifications/preferences/', { kinds: [], reminder_minutes_before });
    await choose([60, 2880]);
    expect(await planned(visit)).toEqual(['2880 at 2026-12-01 10:00', '60 at 2026-12-03 09:00']);
    await choose([]);
    expect(await planned(visit)).toEqual([]);
    expect(await planned(await booked(patient, doctor, at('11:00', '2026-12-03')))).toEqual([]);
    await choose(null);
    expect(await planned(visit)).toHaveLength(2);
  });

  it('are sent when due, each once, in the app and by mail', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await sweep('2026-12-02T06:59:00Z');
    expect(await reminded(patient)).toEqual([]);
    await sweep('2026-12-02T07:00:30Z');
    await sweep('2026-12-02T07:01:30Z');
    expect(await reminded(patient)).toHaveLength(1);
    await etiba.as(await freshAdmin()).post(`${urlOf(visit)}status/`, { status: 'confirmed' });
    await sweep('2026-12-03T05:00:00Z');
    expect(await reminded(patient)).toEqual([
      expect.stringContaining('Thursday, 3 December 2026, 10:00 (GMT+3)'),
      expect.stringContaining('10:00'),
    ]);
    expect(await reminderMails(patient)).toEqual([{ status: 'kept' }, { status: 'kept' }]);
    expect(await reminded(doctor)).toEqual([]);
  });

  it('are not planned again by a change that leaves the time, and are anew by a move', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await sweep('2026-12-02T07:00:30Z');
    const boss = await freshAdmin();
    await etiba.as(boss).post(`${urlOf(visit)}status/`, { status: 'confirmed' });
    expect(await planned(visit)).toEqual(['1440 at 2026-12-02 10:00 sent', '120 at 2026-12-03 08:00']);
    await etiba.as(boss).patch(urlOf(visit), { appointment_datetime: at('10:00', '2026-12-08') });
    expect(await planned(visit)).toEqual(['1440 at 2026-12-07 10:00', '120 at 2026-12-08 08:00']);
  });

  async function freshAdmin(): Promise<Person> {
    await standAt(new Date(etiba.clock.now()).toISOString(), admin);
    return admin;
  }

  it('that fell due while no worker ran are one, and none once the visit has begun', async () => {
    const late = await etiba.aPatient();
    await booked(late, doctor, at('09:00', '2026-12-03'));
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    await sweep('2026-12-03T06:00:00Z');
    expect(await reminded(patient)).toHaveLength(1);
    expect(await reminded(late)).toEqual([]);
  });

  it('never come for a visit that was cancelled, moved or lost its hours meanwhile', async () => {
    const [cancelled, moved, stranded] = await Promise.all(
      [1, 2, 3].map(async (number) => {
        const person = await etiba.aPatient();
        return {
          person,
          visit: await booked(person, doctor, at(`${9 + number - 1}:00`.padStart(5, '0'), '2026-12-03')),
        };
      }),
    );
    await etiba.runJobs();
    etiba.clock.set('2026-12-02T09:00:00Z');
    await sendDueReminders.run(etiba.deps, {}); // handed over, not yet delivered
    await standAt('2026-12-02T09:00:00Z', admin);
    await etiba.as(admin).delete(urlOf(cancelled!.visit));
    await etiba.as(admin).patch(urlOf(moved!.visit), { appointment_datetime: at('10:00', '2026-12-09') });
    await absent(doctor, '2026-12-03');
    await etiba.deps.db
      .updateTable('appointments')
      .set({ needs_reschedule: true })
      .where('id', '=', stranded!.visit.id)
      .execute();
    await etiba.runJobs();
    for (const { person } of [cancelled!, moved!, stranded!]) expect(await reminded(person)).toEqual([]);
  });

  it('whose mail waits are dropped by a cancel', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.runJobs();
    etiba.clock.set('2026-12-02T07:00:30Z');
    await sendDueReminders.run(etiba.deps, {});
    const [message] = await etiba.deps.jobs.boss.fetch<object>('deliver-message');
    const { deliverMessage } = await import('../notifications/deliver.ts');
    await deliverMessage.run(etiba.deps, message!.data as never); // the mail is queued now
    await standAt('2026-12-02T07:01:00Z', admin);
    await etiba.as(admin).delete(urlOf(visit));
    await etiba.runJobs();
    expect(await reminded(patient)).toHaveLength(1);
    expect(await reminderMails(patient)).toEqual([{ status: 'dropped' }]);
  });

  it('are sent once by two workers that look at the same moment', async () => {
    const second = await openTestEtiba({ beside: etiba.database, now: '2026-12-02T07:00:30Z' });
    const people = await Promise.all(Array.from({ length: 5 }, () => etiba.aPatient()));
    const doctors = await Promise.all(people.map(() => etiba.aDoctor()));
    for (const [index, person] of people.entries())
      await booked(person, doctors[index]!, at('10:00', '2026-12-03'));
    etiba.clock.set('2026-12-02T07:00:30Z');
    const workers = [etiba, second, etiba, second];
    await Promise.all(workers.map(({ deps }) => sendDueReminders.run(deps, {})));
    await Promise.all([etiba.runJobs(), second.runJobs()]);
    for (const person of people) {
      expect(await reminded(person)).toHaveLength(1);
      expect(await reminderMails(person)).toHaveLength(1);
    }
    await second.close();
  });
});

describe('the daily check', () => {
  const alarms = async () => {
    await checkReminders.run(etiba.deps, {});
    await etiba.runJobs();
    const { body } = await etiba.as(admin).get('/api/notifications/');
    return body.results.filter(({ verb }: { verb: string }) => verb === 'reminders_missing');
  };

  it('is silent where all is well', async () => {
    await etiba.deps.db.deleteFrom('reminders').execute();
    await sql`update appointments set status = 'cancelled' where appointment_datetime > '2026-12-01'`.execute(
      etiba.deps.db,
    );
    await booked(patient, doctor, at('10:00', '2026-12-03'));
    await booked(patient, doctor, at('09:30', '2026-12-01')); // too near for any
    const quiet = await etiba.aPatient();
    await etiba.as(quiet).put('/api/notifications/preferences/', { kinds: [], reminder_minutes_before: [] });
    await booked(quiet, doctor, at('14:00', '2026-12-03'));
    expect(await alarms()).toEqual([]);
  });

  it('tells administrators of coming visits without a reminder, and plans it', async () => {
    const visit = await booked(patient, doctor, at('10:00', '2026-12-03'));
    await etiba.deps.db.deleteFrom('reminders').where('appointment_id', '=', visit.id).execute();
    expect(await alarms()).toMatchObject([{ description: expect.stringContaining('found 1 coming') }]);
    expect(await planned(visit)).toHaveLength(2);
    expect(etiba.logged.join('')).toContain('coming visits had no reminder');
  });
});
