import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { openTestEtiba, type TestEtiba } from '../../../test/harness.ts';
import { startMailServer, type MailServer } from '../../../test/mail-server.ts';
import { tellTomorrow } from './tomorrows-list.ts';
import { at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = {} as TestEtiba;
const { booked } = useVisits(etiba);
let server: MailServer;
let doctor: TestDoctor;
let patient: TestPatient;

beforeAll(async () => {
  server = await startMailServer();
  Object.assign(etiba, await openTestEtiba({ config: { smtp_url: server.url } }));
});
afterAll(async () => {
  await etiba.close?.();
  await server.close();
});
beforeEach(async () => {
  etiba.clock.set('2026-12-01T05:00:00Z');
  doctor = await etiba.aDoctor();
  patient = await etiba.aPatient({ first_name: 'Amina', last_name: 'Otieno' });
});

/** The job runs every quarter of an hour; what came of it at this local time of 1 December. */
async function listsAt(time: string, { email }: Person = doctor) {
  etiba.clock.set(`2026-12-01T${time}:00+03:00`);
  await tellTomorrow.run(etiba.deps, {});
  await etiba.runJobs();
  return server.received.filter(
    ({ to, parsed }) => to.includes(email) && parsed.subject?.startsWith('Your visits on'),
  );
}

describe('the list of tomorrow', () => {
  it('comes once in the evening, in order of time, with initials and without a reason', async () => {
    await booked(patient, doctor, at('14:30'), { duration: 45, reason: 'Syphilis' });
    await booked(await etiba.aPatient({ first_name: 'Juma', last_name: 'Mwangi' }), doctor, at('09:30'));
    expect(await listsAt('17:45')).toEqual([]);
    for (const time of ['18:00', '18:15', '22:00']) await listsAt(time);
    const [mail, ...more] = await listsAt('23:45');
    expect(more).toEqual([]);
    expect(mail!.parsed.subject).toBe('Your visits on 2 December 2026');
    expect(mail!.parsed.text).toContain('You have 2 visits on 2 December 2026; the first begins at 09:30.');
    expect(mail!.parsed.text).toContain('- 09:30, 30 min, J. M.\n- 14:30, 45 min, A. O.');
    expect(mail!.raw + mail!.parsed.text).not.toMatch(/Amina|Otieno|Juma|Syphilis/);
  });

  it('comes late if no worker ran in the evening, but not on the day itself', async () => {
    await booked(patient, doctor, at('14:30'));
    const late = await etiba.aDoctor();
    await booked(patient, late, at('10:00'));
    expect(await listsAt('23:30', late)).toHaveLength(1);
    etiba.clock.set('2026-12-02T00:15:00+03:00');
    await tellTomorrow.run(etiba.deps, {});
    await etiba.runJobs();
    expect(await listsAt('23:59')).toHaveLength(1);
  });

  it('holds what is so when it is sent: no cancelled visit, what needs a new time said, and nothing on a free day', async () => {
    const visit = await booked(patient, doctor, at('14:30'));
    await booked(patient, doctor, at('10:00'));
    await etiba.as(doctor).post(`/api/doctors/${doctor.id}/unavailability/`, {
      start_date: '2026-12-02',
      end_date: '2026-12-02',
    });
    await etiba.as(patient).delete(urlOf(visit));
    const [mail] = await listsAt('18:00');
    expect(mail!.parsed.text).toContain('- 10:00, 30 min, A. O., needs a new time');
    expect(mail!.parsed.text).not.toContain('14:30');
    expect(await listsAt('18:15', await etiba.aDoctor())).toEqual([]);
  });

  it('is not mailed to whoever does not want it', async () => {
    await booked(patient, doctor, at('14:30'));
    await etiba.as(doctor).put('/api/notifications/preferences/', {
      kinds: [{ kind: 'tomorrow', in_app: true, mail: false }],
    });
    expect(await listsAt('18:00')).toEqual([]);
    const rows = await etiba.deps.db
      .selectFrom('notifications')
      .select('verb')
      .where('recipient', '=', doctor.user_id)
      .where('verb', '=', 'tomorrow')
      .execute();
    expect(rows).toHaveLength(1);
  });
});
