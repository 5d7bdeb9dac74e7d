import { sql, type Insertable } from 'kysely';
import { hashPassword } from '../modules/auth/passwords.ts';
import { readTimeZone } from '../modules/clinic/clinic.queries.ts';
import { addReminders } from '../modules/appointments/plan-reminders.ts';
import { verbOf } from '../modules/appointments/appointment-history.ts';
import { deliverMessage } from '../modules/notifications/deliver.ts';
import { systemActor } from '../platform/actor.ts';
import { instant } from '../platform/clock.ts';
import { recordAudit } from '../platform/audit.ts';
import type { DB } from '../platform/database.generated.ts';
import { inTransaction, type Trx } from '../platform/database.ts';
import type { Deps } from '../platform/deps.ts';
import type { AnyMessageKind } from '../platform/messages.ts';
import { asSystem } from '../platform/row-security.ts';
import { attachFiles } from './attach-files.ts';
import { idsOf } from './chance.ts';
import { gatherPeople, type People } from './people.ts';
import { absenceRows, doctorRows, patientRows, userRows } from './people-rows.ts';
import { planVisits } from './plan-visits.ts';
import { recordRows, type RecordRows } from './record-rows.ts';
import { visitRows, type VisitRows } from './visit-rows.ts';
import { ABSENCE_KNOWN } from './visit-story.ts';

/** Of all accounts of the demo, whose data are thrown away when it stops. */
export const DEMO_PASSWORD = 'mango rain on tin roofs';

export interface DemoLogin {
  who: string;
  email: string;
}

/**
 * Fills an empty, migrated database with a clinic: the same people in every demo, and a calendar that stands around
 * today. In bulk, past the operations but not past the database's rules: an overlap would fail.
 * @returns the accounts worth trying, all with DEMO_PASSWORD
 */
export async function seedDemo(deps: Deps): Promise<DemoLogin[]> {
  const now = deps.clock.now();
  const clinic_time_zone = await readTimeZone(deps.db);
  const people = gatherPeople(now, clinic_time_zone);
  const visits = visitRows(people, planVisits(people, now, clinic_time_zone), now, clinic_time_zone);
  const password_hash = await hashPassword(DEMO_PASSWORD);
  const actor = systemActor('cli:demo');

  await inTransaction(deps, actor, async (trx) => {
    await insert(trx, 'users', userRows(people, password_hash));
    await insert(trx, 'patients', patientRows(people));
    const doctors = doctorRows(people);
    await insert(trx, 'specializations', doctors.specializations);
    await insert(trx, 'doctors', doctors.doctors);
    await insert(trx, 'doctor_specializations', doctors.doctor_specializations);
    await insert(trx, 'doctor_schedules', doctors.doctor_schedules);
    await insert(trx, 'doctor_availability', doctors.doctor_availability);
    await insert(trx, 'doctor_unavailability', absenceRows(people, now, clinic_time_zone));
    await insert(trx, 'appointments', visits.appointments);
    await insert(trx, 'appointment_status_history', visits.history);
    await addReminders(deps, trx, sql`true`);
    await addRecords(deps, trx, people, recordRows(people, visits.appointments, now));
    await recordAudit(trx, actor, {
      action: 'demo.seed',
      detail: { appointments: visits.appointments.length },
    });
  });
  await tellTheNews(deps, people, visits);
  return loginsOf(people);
}

const FILES = 6;

/** Files come with records that a login sees. */
async function addRecords(deps: Deps, trx: Trx, people: People, rows: RecordRows): Promise<void> {
  const readers = people.patients.slice(0, 3).map(({ id }) => id);
  const shown = rows.records.filter(
    ({ patient_id, record_type, status }) =>
      readers.includes(patient_id) && record_type !== 'prescription' && status !== 'draft',
  );
  await asSystem(trx, 'cli:demo', async () => {
    await insert(trx, 'medical_records', rows.records);
    await insert(trx, 'medical_record_versions', rows.versions);
    await attachFiles(deps, trx, shown.slice(-FILES));
  });
}

/** One statement for all rows; those of a table have the same columns. */
async function insert<Table extends keyof DB>(
  trx: Trx,
  table: Table,
  rows: readonly Insertable<DB[Table]>[],
): Promise<void> {
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)));
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)})`.execute(
    trx,
  );
}

const NEWS_OF_EACH = 12;
const UNREAD_OF_EACH = 4;

/** The notifications that people with a login would have by now, written by the jobs that write them in earnest. */
async function tellTheNews(deps: Deps, people: People, { history, appointments }: VisitRows): Promise<void> {
  const visits = new Map(appointments.map((visit) => [visit.id, visit]));
  const readers = [...people.doctors.slice(0, 2), ...people.patients.slice(0, 3)];
  const newest = readers.flatMap(({ id }) =>
    history
      .filter(({ appointment_id }) => {
        const { patient_id, doctor_id } = visits.get(appointment_id)!;
        return id === patient_id || id === doctor_id;
      })
      .slice(-NEWS_OF_EACH),
  );
  const ids = idsOf('news');
  const messages = new Map([...deps.messages].map(([name, kind]) => [name, inTheAppOnly(kind)]));
  const tellAt = async (
    time: number,
    kind: string,
    params: { appointment_id: string; history_id: string | null },
  ) => {
    const then = { ...deps, ids, messages, clock: { now: () => time } };
    await deliverMessage.run(then, {
      kind,
      event_id: params.history_id ?? ids.next(),
      at: instant(then.clock),
      params,
    });
  };
  for (const change of new Set(newest)) {
    const { id, appointment_id, changed_at } = change;
    await tellAt(Date.parse(changed_at!), verbOf(change), { appointment_id, history_id: id });
  }
  const known = deps.clock.now() - ABSENCE_KNOWN;
  for (const { id } of appointments.filter((visit) => visit.needs_reschedule)) {
    await tellAt(known, 'needs_new_time', { appointment_id: id, history_id: null });
  }
  await sql`
    update notifications set read = true where id not in (
      select id from (
        select id, row_number() over (partition by recipient order by timestamp desc, id) as place from notifications
      ) as placed where place <= ${UNREAD_OF_EACH})`.execute(deps.db);
}

/** Nobody is mailed about what happened before the demo began. */
function inTheAppOnly(kind: AnyMessageKind): AnyMessageKind {
  const quiet = { in_app: 'on', mail: 'never' } as const;
  return { ...kind, offers: { ADMIN: quiet, DOCTOR: quiet, PATIENT: quiet } };
}

function loginsOf({ desk, doctors: [busy, away], patients }: People): DemoLogin[] {
  return [
    { who: `${desk.first_name} ${desk.last_name}, front desk (administrator)`, email: desk.email },
    { who: `Dr. ${busy!.first_name} ${busy!.last_name}, busy today`, email: busy!.email },
    { who: `Dr. ${away!.first_name} ${away!.last_name}, away next week`, email: away!.email },
    ...patients
      .slice(0, 3)
      .map(({ first_name, last_name, email }) => ({ who: `${first_name} ${last_name}, patient`, email })),
  ];
}
