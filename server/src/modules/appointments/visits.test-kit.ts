import { sql } from 'kysely';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import type { Answer, TestEtiba } from '../../../test/harness.ts';
import { systemActor } from '../../platform/actor.ts';
import { startSession } from '../auth/sessions.ts';

export const APPOINTMENTS = '/api/appointments/';

/** A wall time in Nairobi, where the clock of the tests stands at Tuesday 2026-12-01, 08:00. */
export const at = (time: string, day = '2026-12-02') => `${day}T${time}:00+03:00`;

/** `2026-12-02T10:00:00+03:00` as it comes back. */
export const utc = (instant: string) => Temporal.Instant.from(instant).toString();

export const urlOf = ({ id }: { id: string }) => `${APPOINTMENTS}${id}/`;

export function useVisits(etiba: TestEtiba) {
  return {
    /** Moves the clock and signs these people in anew: access tokens live for minutes. */
    async standAt(instant: string, ...people: Person[]): Promise<void> {
      etiba.clock.set(instant);
      await etiba.deps.db.transaction().execute(async (trx) => {
        for (const person of people) {
          Object.assign(person, await startSession(etiba.deps, trx, systemActor('test'), person.user_id));
        }
      });
    },

    /** Books over HTTP and returns the visit. */
    async booked(
      person: Person,
      doctor: TestDoctor,
      appointment_datetime: string,
      more: object = {},
    ): Promise<Answer['body']> {
      const body = { doctor_id: doctor.id, appointment_datetime, reason: 'Cough for a week', ...more };
      const answer = await etiba.as(person).post(APPOINTMENTS, body);
      if (answer.status !== 201) throw new Error(`not booked: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },

    /** What the database holds of a visit, its history included: equal before and after a refusal. */
    async stored(id: string): Promise<unknown> {
      const { rows } = await sql`
        select to_jsonb(a) as visit, (select jsonb_agg(h order by h.sequence) from appointment_status_history h
          where h.appointment_id = a.id) as history
        from appointments a where a.id = ${id}`.execute(etiba.deps.db);
      return rows[0];
    },

    /** Switches an account off as the database sees it, without what else that does. */
    async switchOff(person: TestPatient | TestDoctor): Promise<void> {
      await etiba.deps.db
        .updateTable('users')
        .set({ deactivated_at: '2026-01-01T00:00:00Z' })
        .where('id', '=', person.user_id)
        .execute();
    },

    async absent(doctor: TestDoctor, start_date: string, more: object = {}): Promise<void> {
      const id = etiba.deps.ids.next();
      await etiba.deps.db
        .insertInto('doctor_unavailability')
        .values({ id, doctor_id: doctor.id, start_date, end_date: start_date, ...more })
        .execute();
    },
  };
}

/** Pairs of live visits of one doctor, or of one patient, that share time. There is none, ever. */
export async function overlapsIn(etiba: TestEtiba): Promise<number> {
  const { rows } = await sql<{ pairs: number }>`
    select count(*) as pairs from appointments a join appointments b
      on a.id < b.id and (a.doctor_id = b.doctor_id or a.patient_id = b.patient_id)
      and a.appointment_datetime < b.appointment_end_time and b.appointment_datetime < a.appointment_end_time
    where a.status not in ('cancelled', 'no_show', 'completed') and b.status not in ('cancelled', 'no_show', 'completed')
    `.execute(etiba.deps.db);
  return rows[0]!.pairs;
}

const EDGES = `
  scheduled>cancelled scheduled>no_show scheduled>in_progress scheduled>rescheduled scheduled>confirmed
  confirmed>cancelled confirmed>no_show confirmed>in_progress confirmed>rescheduled
  rescheduled>cancelled rescheduled>no_show rescheduled>in_progress rescheduled>rescheduled rescheduled>confirmed
  in_progress>completed no_show>scheduled cancelled>scheduled`
  .trim()
  .split(/\s+/);

/** What is wrong with the histories: each is a path in the published graph, from the booking to the status of now. */
export async function brokenHistories(etiba: TestEtiba): Promise<string[]> {
  const { rows } = await sql<{ id: string; status: string; history: [string | null, string][] }>`
    select a.id, a.status, (select json_agg(json_build_array(h.previous_status, h.new_status) order by h.sequence)
      from appointment_status_history h where h.appointment_id = a.id) as history
    from appointments a`.execute(etiba.deps.db);
  return rows.flatMap(({ id, status, history }) => {
    const [first, ...steps] = history;
    const isPath =
      first?.[0] === null &&
      steps.every(([from, to], index) => from === history[index]![1] && EDGES.includes(`${from}>${to}`)) &&
      history.at(-1)![1] === status;
    return isPath ? [] : [`${id} ${status}: ${JSON.stringify(history)}`];
  });
}
