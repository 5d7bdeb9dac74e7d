import pg from 'pg';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import type { Answer, TestEtiba } from '../../../test/harness.ts';

export const RECORDS = '/api/medical-records/';

export const recordUrl = ({ id }: { id: string }) => `${RECORDS}${id}/`;

export function useRecords(etiba: TestEtiba) {
  return {
    /** A patient with a visit that puts them into the doctor's care. */
    async aPatientOf(doctor: TestDoctor): Promise<TestPatient> {
      const patient = await etiba.aPatient();
      await inCare(etiba, patient, doctor);
      return patient;
    },

    inCare: (patient: TestPatient, doctor: TestDoctor) => inCare(etiba, patient, doctor),

    /** Runs a statement as the owner of the tables, which row-level security binds as well. */
    async asOwner(statement: string): Promise<pg.QueryResult> {
      const owner = new pg.Client({ connectionString: etiba.database.ownerUrl });
      await owner.connect();
      try {
        return await owner.query(statement);
      } finally {
        await owner.end();
      }
    },

    /** Writes a record over HTTP and returns it. */
    async written(doctor: Person, patient: { id: string }, more: object = {}): Promise<Answer['body']> {
      const body = { patient: patient.id, record_type: 'consultation', title: 'Cough', ...more };
      const answer = await etiba.as(doctor).post(RECORDS, body);
      if (answer.status !== 201) throw new Error(`not written: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

let hour = 0;

async function inCare(etiba: TestEtiba, patient: TestPatient, doctor: TestDoctor): Promise<void> {
  hour += 1;
  const appointment_datetime = new Date(Date.parse('2026-12-05T00:00:00Z') + hour * 3_600_000).toISOString();
  await etiba.aVisit(patient, doctor, { appointment_datetime });
}
