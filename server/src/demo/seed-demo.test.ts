import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba } from '../../test/harness.ts';
import { transitions, type Party } from '../modules/appointments/appointment-statuses.ts';
import { OPEN } from '../modules/appointments/calendar.ts';
import { requireGoodPassword } from '../modules/auth/passwords.ts';
import { scheduleChanged } from '../modules/doctors/doctors.hooks.ts';
import { weeklyHoursProblems } from '../modules/doctors/weekly-hours.ts';
import { systemActor } from '../platform/actor.ts';
import { doctors } from './doctors.ts';
import { gatherPeople, type People } from './people.ts';
import { planVisits } from './plan-visits.ts';
import { DEMO_PASSWORD, seedDemo, type DemoLogin } from './seed-demo.ts';
import { visitRows, type HistoryRow, type VisitRow } from './visit-rows.ts';

const ZONE = 'Africa/Nairobi';
/** Tuesday 1 December 2026, 10:40 in Nairobi: everybody is at work. */
const NOW = '2026-12-01T07:40:00Z';
/** Columns that say when or by which transaction a row was written. */
const OF_THE_RUN = ['password_hash', 'created_at', 'updated_at', 'sequence', 'created_in', 'changed_in'];

const etiba = useEtiba({ now: NOW });
let logins: DemoLogin[];

beforeAll(async () => {
  logins = await seedDemo(etiba.deps);
});

const count = async (query: ReturnType<typeof sql<{ n: number }>>) =>
  (await query.execute(etiba.deps.db)).rows[0]!.n;

describe('the demo', () => {
  it('has 12 doctors in 8 specializations and 400 patients from newborn to 95', async () => {
    expect(await count(sql`select count(*) as n from doctors`)).toBe(12);
    expect(await count(sql`select count(distinct specialization_id) as n from doctor_specializations`)).toBe(
      8,
    );
    expect(await count(sql`select count(*) as n from patients`)).toBe(400);
    const { rows } = await sql<{ youngest: number; oldest: number }>`
      select extract(day from ${NOW}::timestamptz - max(date_of_birth))::int as youngest,
             extract(year from age(${NOW}::timestamptz, min(date_of_birth)))::int as oldest from patients`.execute(
      etiba.deps.db,
    );
    expect(rows[0]).toEqual({ youngest: 3, oldest: 95 });
  });

  it('has visits of all statuses, three months of them, today too', async () => {
    const statuses = async (condition = sql<boolean>`true`) => {
      const { rows } = await sql<{ status: string }>`
        select distinct status::text from appointments where ${condition} order by 1`.execute(etiba.deps.db);
      return rows.map((row) => row.status);
    };
    const all = ['cancelled', 'completed', 'confirmed', 'in_progress', 'no_show', 'rescheduled', 'scheduled'];
    expect(await statuses()).toEqual(all);
    expect(await statuses(sql`appointment_datetime < ${NOW}`)).toEqual([
      'cancelled',
      'completed',
      'in_progress',
      'no_show',
    ]);
    expect(await statuses(sql`appointment_datetime > ${NOW}`)).toEqual([
      'cancelled',
      'confirmed',
      'rescheduled',
      'scheduled',
    ]);
    const today = sql<boolean>`(appointment_datetime at time zone ${ZONE})::date = '2026-12-01'`;
    expect(await statuses(today)).toEqual(
      expect.arrayContaining(['completed', 'in_progress', 'confirmed', 'scheduled']),
    );
    const days = await count(
      sql`select extract(day from max(appointment_datetime) - min(appointment_datetime))::int as n from appointments`,
    );
    expect(days).toBeGreaterThanOrEqual(88);
    expect(await count(sql`select count(distinct duration) as n from appointments`)).toBeGreaterThanOrEqual(
      4,
    );
  });

  it('has no two visits of a doctor or of a patient at one time, not even cancelled ones', async () => {
    const overlaps = count(sql`
      select count(*) as n from appointments a join appointments b
        on a.id < b.id and (a.doctor_id = b.doctor_id or a.patient_id = b.patient_id)
        and a.appointment_datetime < b.appointment_end_time and b.appointment_datetime < a.appointment_end_time`);
    expect(await overlaps).toBe(0);
  });

  it('has every visit to come within the hours of its doctor, except the two that wait for a new time', async () => {
    const marked = await etiba.deps.db
      .selectFrom('appointments')
      .select('id')
      .where('needs_reschedule', '=', true)
      .execute();
    expect(marked).toHaveLength(2);
    const everyone = await etiba.deps.db.selectFrom('doctors').select('id').execute();
    const affected = await etiba.deps.db.transaction().execute(async (trx) => {
      const found = [];
      for (const { id } of everyone) {
        found.push(...(await scheduleChanged.run(etiba.deps, trx, systemActor('test'), { doctor_id: id })));
      }
      return found;
    });
    expect(affected.map(({ id }) => id).sort()).toEqual(marked.map(({ id }) => id).sort());
    expect(await count(sql`select count(*) as n from audit_events where object_type = 'appointment'`)).toBe(
      0,
    );
  });

  it('lets every login in with the one password, which is a good one', async () => {
    expect(logins).toHaveLength(6);
    for (const { email, who } of logins) {
      requireGoodPassword(DEMO_PASSWORD, [email, who]);
      const login = await etiba.anyone.post('/api/auth/login/', { email, password: DEMO_PASSWORD });
      expect(login).toMatchObject({ status: 200, body: { user: { email, is_active: true } } });
      const visits = await etiba.as(login.body).get('/api/appointments/?date_from=2026-12-01');
      expect(visits.body.count).toBeGreaterThanOrEqual(2);
      if (login.body.user.role === 'ADMIN') continue;
      const news = await etiba.as(login.body).get('/api/notifications/');
      expect(news.body.unread_count).toBeGreaterThan(0);
      expect(news.body.count).toBeGreaterThan(news.body.unread_count);
    }
  });

  it('has records of all that belongs to them, as the routes show them', async () => {
    const readers = logins.filter(({ who }) => !who.includes('front desk'));
    const kinds = new Set<string>();
    for (const { email } of readers) {
      const { body } = await etiba.anyone.post('/api/auth/login/', { email, password: DEMO_PASSWORD });
      const list = await etiba.as(body).get('/api/medical-records/?page_size=100');
      expect([email, list.status, list.body.count > 2]).toEqual([email, 200, true]);
      for (const record of list.body.results) {
        if (record.restricted) continue;
        kinds.add(record.record_type).add(record.status).add(String(record.is_confidential));
        for (const part of ['medications', 'allergies', 'lab_results', 'attachments'])
          if (record[part].length > 0) kinds.add(part);
        if (record.vital_signs.systolic) kinds.add('vital_signs');
        for (const { file } of record.attachments) expect((await etiba.as(body).get(file)).status).toBe(200);
      }
    }
    for (const kind of [
      'consultation',
      'prescription',
      'lab_result',
      'procedure',
      'signed',
      'amended',
      'draft',
    ])
      expect(kinds).toContain(kind);
    for (const part of ['true', 'medications', 'allergies', 'lab_results', 'vital_signs', 'attachments'])
      expect(kinds).toContain(part);
  });

  it('is the same when it is seeded again', async () => {
    const again = await openTestEtiba({ now: NOW });
    try {
      expect(await seedDemo(again.deps)).toEqual(logins);
      const prints = [etiba, again].map(({ deps }) =>
        Promise.all(
          [
            'users',
            'patients',
            'doctors',
            'doctor_availability',
            'appointments',
            'appointment_status_history',
            'notifications',
            'medical_records',
            'medical_record_attachments',
          ].map(async (table) => {
            const { rows } = await sql<{ print: string }>`
                select md5(string_agg((to_jsonb(t) - ${OF_THE_RUN}::text[])::text, '' order by t.id)) as print
                from ${sql.table(table)} t`.execute(deps.db);
            return rows[0]?.print;
          }),
        ),
      );
      expect(await prints[1]).toEqual(await prints[0]);
    } finally {
      await again.close();
    }
  });
});

describe('the plan of the demo', () => {
  it.each(doctors.map((doctor) => [`${doctor.first_name} ${doctor.last_name}`, doctor.week] as const))(
    'has a valid week of %s',
    (_, week) => {
      expect(weeklyHoursProblems(week)).toEqual([]);
    },
  );

  // Over the hours of the day and the days of the week, in a zone with a change of clocks too.
  const moments = Array.from(
    { length: 9 },
    (_, index) => Date.parse('2026-10-20T01:13:20Z') + index * 19 * 3600_000,
  );

  it.each(
    moments.flatMap(
      (now) =>
        [
          [new Date(now).toISOString(), ZONE],
          [new Date(now).toISOString(), 'Europe/Berlin'],
        ] as const,
    ),
  )('tells true stories at %s in %s', (instant, zone) => {
    const now = Date.parse(instant);
    const people = gatherPeople(now, zone);
    const { appointments, history } = visitRows(people, planVisits(people, now, zone), now, zone);
    expect(appointments.filter(({ needs_reschedule }) => needs_reschedule)).toHaveLength(2);
    const [busy] = people.doctors;
    expect(
      appointments.filter(({ status, doctor_id }) => status === 'in_progress' && doctor_id === busy!.id),
    ).toHaveLength(1);

    const stories = Map.groupBy(history, (row) => row.appointment_id);
    expect(appointments.filter((visit) => !isTrue(people, visit, stories.get(visit.id)!, now))).toEqual([]);
  });
});

/** Whether a history is a path in the published graph, walked by people who may, at times that can be. */
function isTrue(people: People, visit: VisitRow, story: readonly HistoryRow[], now: number): boolean {
  const parties = partiesOf(people, visit);
  const start = Date.parse(visit.appointment_datetime);
  let setter: string | null | undefined;
  const isStepTrue = (step: HistoryRow, before: HistoryRow | undefined) => {
    const { previous_status, new_status, changed_by } = step;
    const party = parties.get(changed_by!);
    const at = Date.parse(step.changed_at!);
    if (party === undefined || previous_status !== (before?.new_status ?? null)) return false;
    if (at > now || (before && at <= Date.parse(before.changed_at!))) return false;
    if (at >= start !== ['in_progress', 'completed', 'no_show'].includes(new_status)) return false;
    if (previous_status === null || new_status === 'rescheduled') {
      setter = changed_by;
      return previous_status === null
        ? new_status === 'scheduled'
        : (OPEN as readonly string[]).includes(previous_status);
    }
    if (new_status === 'confirmed' && party === 'patient' && setter === changed_by) return false;
    return transitions.some(
      ({ from, to, by }) => from.includes(previous_status) && to === new_status && by.includes(party),
    );
  };
  return (
    story.every((step, index) => isStepTrue(step, story[index - 1])) &&
    story.at(-1)?.new_status === visit.status
  );
}

function partiesOf({ desk, doctors: all, patients }: People, visit: VisitRow): Map<string, Party> {
  const doctor = all.find(({ id }) => id === visit.doctor_id)!;
  const patient = patients.find(({ id }) => id === visit.patient_id)!;
  return new Map([
    [doctor.user_id, 'doctor'],
    [patient.user_id, 'patient'],
    [desk.user_id, 'admin'],
  ]);
}
