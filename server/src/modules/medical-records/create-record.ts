import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { invalidField, problems } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { isErased } from '../patients/patients.policy.ts';
import { patientProblems } from '../patients/patients.problems.ts';
import { tellOfRecord } from './record-messages.ts';
import { recordProblems } from './medical-records.problems.ts';
import { findRecord } from './medical-records.queries.ts';
import { replayRecord } from './read-record.ts';
import type { AnyRecord, NewRecord } from './medical-records.schemas.ts';
import { auditAccess, auditDenials } from './record-audit.ts';
import { contentColumns, newContent, type RecordContent } from './record-content.ts';

/**
 * Writes a record, signed unless it is a draft: a doctor of a patient in their care, an administrator in the name of a
 * doctor. The patient is told that there is one.
 * @throws Problem not_in_care, permission_denied, patient_erased, invalid_input
 */
export async function createRecord(deps: Deps, actor: SignedInActor, input: NewRecord): Promise<AnyRecord> {
  const concerned = { object_type: 'patient', object_id: input.patient };
  return auditDenials(deps, actor, concerned, async () => {
    const doctor_id = authorOf(actor, input);
    const content = newContent(input);
    return inActorTransaction(
      deps,
      actor,
      async (trx) => {
        await requirePeople(trx, actor, input, doctor_id);
        return insert(deps, trx, actor, doctor_id, input, content);
      },
      replayRecord(deps, actor),
    );
  });
}

async function insert(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  doctor_id: string,
  { patient: patient_id, appointment = null, draft = false }: NewRecord,
  content: RecordContent,
): Promise<AnyRecord> {
  const id = deps.ids.next();
  const now = instant(deps.clock);
  const status = draft ? 'draft' : 'signed';
  const created = { created_by: actor.user_id, created_at: now };
  const updated = { updated_by: actor.user_id, updated_at: now };
  const signed = draft ? {} : { signed_by: actor.user_id, signed_at: now };
  const { record_type, is_confidential } = content;
  const whose = { id, patient_id, doctor_id, appointment_id: appointment };
  await trx
    .insertInto('medical_records')
    .values({ ...whose, status, record_type, is_confidential, ...created, ...updated })
    .execute();
  await trx
    .insertInto('medical_record_versions')
    .values({ record_id: id, version: 1, status, ...created, ...signed, ...contentColumns(content) })
    .execute();
  await auditAccess(trx, actor, 'create', { object_id: id, patient_id, detail: { status, doctor_id } });
  if (!draft) await tellOfRecord(deps, trx, { record_id: id, version: 1 });
  return (await findRecord(deps, trx, actor, id)).record;
}

function authorOf(actor: SignedInActor, { doctor }: NewRecord): string {
  if (actor.role === 'ADMIN') {
    if (doctor === undefined) throw invalidField('doctor', 'is required');
    return doctor;
  }
  if (actor.doctor_id === null) throw problems.permission_denied('Only doctors write records.');
  if (doctor !== undefined && doctor !== actor.doctor_id) {
    throw problems.permission_denied('doctor: is not you', {
      errors: [{ field: 'doctor', message: 'is not you' }],
    });
  }
  return actor.doctor_id;
}

async function requirePeople(
  trx: Trx,
  actor: SignedInActor,
  { patient, appointment }: NewRecord,
  doctorId: string,
): Promise<void> {
  // Whoever erases the patient waits, or has done so.
  await sql`select 1 from patients where id = ${patient} for share`.execute(trx);
  const { rows } = await sql<{
    patient: boolean;
    is_erased: boolean;
    doctor: boolean;
    appointment: boolean;
    is_in_care: boolean;
  }>`
    select exists (select 1 from patients where id = ${patient}) as patient,
      ${isErased(patient)} as is_erased,
      exists (select 1 from doctors where id = ${doctorId}) as doctor,
      exists (select 1 from appointments
        where id = ${appointment ?? null} and patient_id = ${patient} and doctor_id = ${doctorId}) as appointment,
      exists (select 1 from treating_doctors where patient_id = ${patient} and doctor_id = ${doctorId}) as is_in_care
    `.execute(trx);
  const known = rows[0]!;
  if (!known.patient) throw invalidField('patient', 'is not a patient here');
  if (!known.doctor) throw invalidField('doctor', 'is not a doctor here');
  if (actor.role !== 'ADMIN' && !known.is_in_care) throw recordProblems.not_in_care();
  if (known.is_erased) throw patientProblems.patient_erased();
  if (appointment != null && !known.appointment) {
    throw invalidField('appointment', 'is not a visit of this patient with this doctor');
  }
}
