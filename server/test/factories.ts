import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { systemActor, type Role } from '../src/platform/actor.ts';
import type { Deps } from '../src/platform/deps.ts';
import { newFileKey } from '../src/platform/files/store.ts';
import { asSystem } from '../src/platform/row-security.ts';
import { createAccount } from '../src/modules/auth/accounts.ts';
import { startSession } from '../src/modules/auth/sessions.ts';

/** Somebody with an active account and a live session. */
export interface Person {
  user_id: string;
  email: string;
  password: string;
  access: string;
  refresh: string;
}
export interface TestPatient extends Person {
  id: string;
}
export interface TestDoctor extends Person {
  id: string;
}

export const PASSWORD = 'violet umbrella 77';
/** PASSWORD with cheap parameters: a factory must not take longer than the test. */
const CHEAP_HASH =
  '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$Ejg68yYu+/Aw/z6PFmQ3W51tXwD8NZmITup9EM/1Z9g';

let counter = 0;

export interface HoursInput {
  day_of_week: number;
  start_time: string;
  end_time: string;
  break_start?: string;
  break_end?: string;
  valid_from?: string;
  valid_to?: string;
}

/** Monday to Friday 09:00–17:00 with lunch from 12:00 to 13:00. */
export const OFFICE_HOURS: HoursInput[] = [0, 1, 2, 3, 4].map((day_of_week) => ({
  day_of_week,
  start_time: '09:00',
  end_time: '17:00',
  break_start: '12:00',
  break_end: '13:00',
}));

export interface VisitInput {
  appointment_datetime: string;
  duration?: number;
  status?: 'scheduled' | 'confirmed' | 'in_progress' | 'completed' | 'cancelled' | 'no_show' | 'rescheduled';
  /** Who booked it; the patient unless told. */
  by?: Person;
}

export interface RecordInput {
  draft?: boolean;
  deleted?: boolean;
  is_confidential?: boolean;
  title?: string;
  appointment?: { id: string };
}

export interface AttachmentInput {
  content?: Buffer;
  position?: number;
  removed?: boolean;
}

function actorTime(deps: Deps): string {
  return new Date(deps.clock.now()).toISOString();
}

export function createFactories(deps: Deps) {
  const actor = systemActor('test');

  async function aPerson(
    role: Role,
    overrides: Partial<{ first_name: string; last_name: string; email: string; phone: string }> = {},
  ): Promise<Person> {
    const number = (counter += 1);
    const email = overrides.email ?? `${role.toLowerCase()}${number}@example.org`;
    return deps.db.transaction().execute(async (trx) => {
      const user_id = await createAccount(deps, trx, {
        email,
        password_hash: CHEAP_HASH,
        first_name: overrides.first_name ?? 'Test',
        last_name: overrides.last_name ?? `Person${number}`,
        phone: overrides.phone ?? null,
        role,
        registered_by: null,
        is_verified: true,
      });
      return { user_id, email, password: PASSWORD, ...(await startSession(deps, trx, actor, user_id)) };
    });
  }

  return {
    anAdmin: () => aPerson('ADMIN'),

    async aPatient(overrides: Parameters<typeof aPerson>[1] = {}): Promise<TestPatient> {
      const person = await aPerson('PATIENT', overrides);
      const id = deps.ids.next();
      await deps.db.insertInto('patients').values({ id, user_id: person.user_id }).execute();
      return { ...person, id };
    },

    /** A doctor with office hours unless told otherwise. */
    async aDoctor({
      hours = OFFICE_HOURS,
      ...overrides
    }: Parameters<typeof aPerson>[1] & { hours?: HoursInput[] } = {}): Promise<TestDoctor> {
      const person = await aPerson('DOCTOR', overrides);
      const id = deps.ids.next();
      await deps.db
        .insertInto('doctors')
        .values({ id, user_id: person.user_id, license_number: `LIC-${id}` })
        .execute();
      await deps.db.insertInto('doctor_schedules').values({ doctor_id: id }).execute();
      if (hours.length > 0) {
        const rows = hours.map((window) => ({ id: deps.ids.next(), doctor_id: id, ...window }));
        await deps.db.insertInto('doctor_availability').values(rows).execute();
      }
      return { ...person, id };
    },

    /** A visit of 30 minutes as it stands after booking; by SQL, so it may lie anywhere. */
    async aVisit(
      patient: TestPatient,
      doctor: TestDoctor,
      { appointment_datetime, duration = 30, status = 'scheduled', by = patient }: VisitInput,
    ): Promise<{ id: string }> {
      const id = deps.ids.next();
      const end = new Date(Date.parse(appointment_datetime) + duration * 60_000).toISOString();
      const people = {
        patient_id: patient.id,
        doctor_id: doctor.id,
        created_by: by.user_id,
        scheduled_by: by.user_id,
      };
      const time = { appointment_datetime, duration, appointment_end_time: end };
      await deps.db
        .insertInto('appointments')
        .values({ id, ...people, ...time, status, reason: 'Check-up' })
        .execute();
      await deps.db
        .insertInto('appointment_status_history')
        .values({
          id: deps.ids.next(),
          appointment_id: id,
          new_status: status,
          changed_by: by.user_id,
          changed_at: actorTime(deps),
        })
        .execute();
      return { id };
    },

    /** A record as it stands after it was written; by SQL, so it needs no care and may be deleted already. */
    async aRecord(
      patient: TestPatient,
      doctor: TestDoctor,
      {
        draft = false,
        deleted = false,
        is_confidential = false,
        title = 'Cough',
        appointment,
      }: RecordInput = {},
    ): Promise<{ id: string }> {
      const id = deps.ids.next();
      const at = actorTime(deps);
      const by = doctor.user_id;
      const whose = { patient_id: patient.id, doctor_id: doctor.id, appointment_id: appointment?.id ?? null };
      const cover = {
        status: draft ? ('draft' as const) : ('signed' as const),
        record_type: 'consultation' as const,
        is_confidential,
        created_by: by,
        created_at: at,
      };
      const fate = { updated_by: by, updated_at: at, ...(deleted && { deleted_at: at, deleted_by: by }) };
      const words = { title, summary: '', diagnosis: '', treatment_plan: '' };
      const parts = { medications: '[]', allergies: '[]', lab_results: '[]', vital_signs: '{}' };
      const signed = draft ? {} : { signed_by: by, signed_at: at };
      await asSystem(deps.db, 'test', async (trx) => {
        await trx
          .insertInto('medical_records')
          .values({ id, ...whose, ...cover, ...fate })
          .execute();
        await trx
          .insertInto('medical_record_versions')
          .values({ record_id: id, version: 1, ...cover, ...words, ...parts, ...signed })
          .execute();
      });
      return { id };
    },

    /** A file of a record as it stands after it was attached: the row, and the file in the store. */
    async anAttachment(
      record_id: string,
      by: { user_id: string },
      { content = Buffer.from('%PDF-1.4'), position = 1, removed = false }: AttachmentInput = {},
    ): Promise<{ id: string; storage_key: string }> {
      const id = deps.ids.next();
      const storage_key = newFileKey();
      const at = actorTime(deps);
      await deps.files.put(storage_key, Readable.from([content]), content.length);
      const file = {
        filename: 'scan.jpg',
        content_type: 'image/jpeg',
        file_size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        thumbnail: content,
      };
      const fate = { uploaded_by: by.user_id, uploaded_at: at };
      const end = removed ? { removed_by: by.user_id, removed_at: at } : {};
      await asSystem(deps.db, 'test', (trx) =>
        trx
          .insertInto('medical_record_attachments')
          .values({ id, record_id, position, description: '', storage_key, ...file, ...fate, ...end })
          .execute(),
      );
      return { id, storage_key };
    },

    aSpecialization: async (name = `Field ${(counter += 1)}`) => {
      const id = deps.ids.next();
      await deps.db.insertInto('specializations').values({ id, name }).execute();
      return { id, name };
    },
  };
}
