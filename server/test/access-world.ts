import type { Person, TestDoctor, TestPatient } from './factories.ts';
import type { TestEtiba } from './harness.ts';
import type { ActorName } from './access-table.ts';

/** One patient with a visit, everybody who could want to look, and one of each thing that a route may name. */
export interface World {
  people: Record<ActorName, Person>;
  patient: TestPatient;
  doctor: TestDoctor;
  /** What stands for `:name` in a URL; all of it belongs to the patient or to the caring doctor. */
  params: Record<string, string>;
  /** Different in each world, for what must be unique. */
  tag: string;
}

let worlds = 0;

export async function aWorld(etiba: TestEtiba): Promise<World> {
  const { db, ids } = etiba.deps;
  worlds += 1;
  const patient = await etiba.aPatient();
  const doctor = await etiba.aDoctor();
  const people = {
    patient,
    'other patient': await etiba.aPatient(),
    'caring doctor': doctor,
    'other doctor': await etiba.aDoctor(),
    admin: await etiba.anAdmin(),
  };
  const { id: specialization_id } = await etiba.aSpecialization();
  const { id: appointment_id } = await etiba.aVisit(patient, doctor, {
    appointment_datetime: '2026-12-03T07:00:00Z',
  });
  const { id: record_id } = await etiba.aRecord(patient, doctor);
  const { id: attachment_id } = await etiba.anAttachment(record_id, doctor);
  const { id: slot_id } = await db
    .selectFrom('doctor_availability')
    .select('id')
    .where('doctor_id', '=', doctor.id)
    .orderBy('day_of_week')
    .executeTakeFirstOrThrow();
  const { id: session_id } = await db
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', patient.user_id)
    .executeTakeFirstOrThrow();

  const unavailability_id = ids.next();
  await db
    .insertInto('doctor_unavailability')
    .values({ id: unavailability_id, doctor_id: doctor.id, start_date: '2026-12-24', end_date: '2026-12-24' })
    .execute();
  const notification_id = ids.next();
  await db
    .insertInto('notifications')
    .values({
      id: notification_id,
      recipient: patient.user_id,
      verb: 'booked',
      description: 'Booked.',
      dedupe_key: notification_id,
    })
    .execute();
  const mail_id = ids.next();
  const mail = { kind: 'known-address', user_id: patient.user_id, to_address: patient.email, params: '{}' };
  await db
    .insertInto('mails')
    .values({ id: mail_id, message_id: mail_id, ...mail })
    .execute();

  const import_id = ids.next();
  await db
    .insertInto('patient_imports')
    .values({ id: import_id, file_name: 'patients.csv', status: 'checked', created_by: people.admin.user_id })
    .execute();

  return {
    people,
    patient,
    doctor,
    tag: `w${worlds}`,
    params: {
      patient_id: patient.id,
      doctor_id: doctor.id,
      user_id: patient.user_id,
      appointment_id,
      record_id,
      attachment_id,
      slot_id,
      unavailability_id,
      specialization_id,
      session_id,
      notification_id,
      mail_id,
      import_id,
      job_id: ids.next(),
      code: 'slot_taken',
      uidb64: 'bm9ib2R5',
      token: 'nothing',
    },
  };
}
