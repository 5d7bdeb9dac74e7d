import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { WORLDS } from '../../../test/worlds.ts';
import { compareWorlds } from './record-worlds.test-kit.ts';
import { useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { asOwner } = useRecords(etiba);

const PROTECTED = [
  'medical_records',
  'medical_record_versions',
  'medical_record_attachments',
  'emergency_accesses',
];

describe('who may see what', () => {
  it('is what the model says, in every small world: list, get, search, count, versions, files, log, visits', async () => {
    expect(await compareWorlds(etiba)).toBe(WORLDS);
  }, 3_600_000);

  it('is so also by the first wall alone, without row-level security', async () => {
    for (const table of PROTECTED) await asOwner(`alter table ${table} disable row level security`);
    // the ids in a visit have the second wall only
    expect(await compareWorlds(etiba, { asks_visits: false })).toBe(WORLDS);
    for (const table of PROTECTED) await asOwner(`alter table ${table} enable row level security`);
  }, 3_600_000);

  it('is nothing of an erased patient, by each wall alone', async () => {
    const [admin, doctor, patient] = [await etiba.anAdmin(), await etiba.aDoctor(), await etiba.aPatient()];
    const { id } = await etiba.aRecord(patient, doctor, { title: 'Sinusitis' });
    const reason = 'Letter of 30 November 2026';
    expect((await etiba.as(admin).put(`/api/patients/${patient.id}/erasure/`, { reason })).status).toBe(200);
    const readers = [admin, doctor];
    const read = () =>
      Promise.all(readers.map(async (one) => (await etiba.as(one).get(`/api/medical-records/${id}/`)).body));
    for (const table of PROTECTED) await asOwner(`alter table ${table} disable row level security`);
    const byFirst = await read();
    for (const table of PROTECTED) await asOwner(`alter table ${table} enable row level security`);
    expect(byFirst).toMatchObject(readers.map(() => ({ id, restricted: true })));

    const bySecond = await Promise.all(
      [
        { ...admin, role: 'ADMIN', doctor_id: '' },
        { ...doctor, role: 'DOCTOR', doctor_id: doctor.id },
      ].map(({ user_id, role, doctor_id }) =>
        etiba.deps.db.transaction().execute(async (trx) => {
          await sql`select set_config('etiba.user_id', ${user_id}, true), set_config('etiba.role', ${role}, true),
            set_config('etiba.doctor_id', ${doctor_id}, true),
            set_config('etiba.now', ${new Date(etiba.clock.now()).toISOString()}, true)`.execute(trx);
          const versions = trx
            .selectFrom('medical_record_versions')
            .select('version')
            .where('record_id', '=', id);
          const covers = trx.selectFrom('medical_records').select('id').where('id', '=', id);
          return [(await covers.execute()).length, (await versions.execute()).length];
        }),
      ),
    );
    expect(bySecond).toEqual(readers.map(() => [1, 0]));
  });
});
