import fc from 'fast-check';
import { sql } from 'kysely';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { createFactories, type Person as Account } from '../../../test/factories.ts';
import type { TestEtiba } from '../../../test/harness.ts';
import { WORLDS } from '../../../test/worlds.ts';
import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import { Problem } from '../../platform/problems.ts';
import { asSystem } from '../../platform/row-security.ts';
import { readAppointment } from '../appointments/appointments.queries.ts';
import { downloadAttachment, previewAttachment } from './download-attachment.ts';
import { listAccesses } from './list-accesses.ts';
import { listRecords, listVersions } from './medical-records.queries.ts';
import { readRecord } from './read-record.ts';
import { printRecord } from './print-record.ts';
import type { RecordQuery } from './medical-records.schemas.ts';
import {
  DOCTORS,
  everybody,
  PATIENTS,
  sightOf,
  STATES,
  WORDS,
  worlds,
  type Person,
  type Sight,
  type World,
} from './record-worlds.model.ts';

/**
 * Whatever is asked, and however: in each world everybody sees what the model says.
 * @returns how many worlds were looked at
 */
export async function compareWorlds(etiba: TestEtiba, { asks_visits = true } = {}): Promise<number> {
  const admin = await etiba.anAdmin();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      count += 1;
      const built = await build(etiba.deps, admin, world);
      await Promise.all(
        everybody.map(async (viewer) => {
          await compare(etiba.deps, built, world, viewer);
          if (asks_visits) await compareVisits(etiba.deps, built, world, viewer);
        }),
      );
    }),
    { numRuns: WORLDS },
  );
  return count;
}

interface Built {
  admin: Account;
  patients: { id: string; user_id: string }[];
  doctors: { id: string; user_id: string }[];
  visits: string[];
  records: string[];
  /** Of each record one; undefined where it has none. */
  files: (string | undefined)[];
}

async function compare(deps: Deps, built: Built, world: World, viewer: Person): Promise<void> {
  const actor = actorOf(built, viewer);
  const sights = world.records.map((record) => sightOf(world, viewer, record));
  const seen = (is: (index: number) => boolean = () => true, least: Sight[] = ['full', 'stub']) =>
    Object.fromEntries(
      built.records
        .map((id, index) => [id, sights[index]!, is(index)] as const)
        .filter(([, sight, matches]) => matches && least.includes(sight))
        .map(([id, sight]) => [id, sight]),
    );

  for (const [index, id] of built.records.entries()) {
    const sight = sights[index]!;
    const got = await answerOf(() => readRecord(deps, actor, id));
    expect(['get', viewer, 'restricted' in got ? (got.restricted ? 'stub' : 'full') : got.status]).toEqual([
      'get',
      viewer,
      sight === 'nothing' ? 404 : sight,
    ]);
    if (sight === 'stub')
      expect(Object.keys(got).sort()).toEqual([
        'created_at',
        'id',
        'is_confidential',
        'record_type',
        'restricted',
      ]);
    const versions = await answerOf(() => listVersions(deps, actor, id, {}));
    const status = { full: undefined, stub: 403, nothing: 404 }[sight];
    expect(['versions', viewer, 'status' in versions ? versions.status : undefined]).toEqual([
      'versions',
      viewer,
      status,
    ]);
    await compareFile(deps, built, world, viewer, index);
    if (index === 0) {
      const pdf = await answerOf(() => printRecord(deps, actor, id));
      const isDraft = sight === 'full' && world.records[index]!.state === 'draft';
      expect(['pdf', viewer, 'status' in pdf ? pdf.status : undefined]).toEqual([
        'pdf',
        viewer,
        isDraft ? 409 : status,
      ]);
    }
    const log = await answerOf(() => listAccesses(deps, actor, id, {}));
    const isForLog = viewer.role !== 'DOCTOR' || world.records[index]!.doctor === viewer.number;
    expect(['log', viewer, 'status' in log ? log.status : undefined]).toEqual([
      'log',
      viewer,
      sight === 'nothing' ? 404 : isForLog ? undefined : 403,
    ]);
  }

  for (const [number, patient] of built.patients.entries()) {
    const isTheirs = (index: number) => world.records[index]!.patient === number;
    const of = (query: RecordQuery) => found(deps, actor, { patient_id: patient.id, ...query });
    expect([viewer, await of({})]).toEqual([viewer, seen(isTheirs)]);
    for (const word of WORDS)
      expect([viewer, word, await of({ search: word })]).toEqual([
        viewer,
        word,
        seen((index) => isTheirs(index) && world.records[index]!.word === word, ['full']),
      ]);
    for (const is_confidential of [true, false])
      expect([viewer, is_confidential, await of({ is_confidential })]).toEqual([
        viewer,
        is_confidential,
        seen((index) => isTheirs(index) && world.records[index]!.is_confidential === is_confidential),
      ]);
    for (const status of STATES)
      expect([viewer, status, await of({ status })]).toEqual([
        viewer,
        status,
        seen((index) => isTheirs(index) && world.records[index]!.state === status, ['full']),
      ]);
    for (const [at, appointment_id] of built.visits.entries())
      expect([viewer, at, await of({ appointment_id })]).toEqual([
        viewer,
        at,
        seen((index) => isTheirs(index) && visitOf(world, world.records[index]!) === at, ['full']),
      ]);
    for (const [other, doctor] of built.doctors.entries())
      expect([viewer, other, await of({ doctor_id: doctor.id })]).toEqual([
        viewer,
        other,
        seen((index) => isTheirs(index) && world.records[index]!.doctor === other, ['full']),
      ]);
  }
  if (viewer.role !== 'ADMIN') expect([viewer, await found(deps, actor, {})]).toEqual([viewer, seen()]);
}

async function compareFile(
  deps: Deps,
  { files, records, ...people }: Built,
  world: World,
  viewer: Person,
  index: number,
): Promise<void> {
  const actor = actorOf(people, viewer);
  const record = world.records[index]!;
  const sight = sightOf(world, viewer, record);
  const got = await answerOf(() => readRecord(deps, actor, records[index]!));
  const listed = 'attachments' in got ? got.attachments.map(({ id }) => id) : [];
  const isThere = record.file === 'attached';
  expect(['listed', viewer, listed]).toEqual([
    'listed',
    viewer,
    sight === 'full' && isThere ? [files[index]] : [],
  ]);
  for (const [other, attachment_id] of files.entries()) {
    if (attachment_id === undefined) continue;
    const isOwn = other === index;
    const params = { record_id: records[index]!, attachment_id };
    const status = { full: isOwn && isThere ? undefined : 404, stub: 403, nothing: 404 }[sight];
    for (const look of [downloadAttachment, previewAttachment]) {
      const answer = await answerOf(() => look(deps, actor, params));
      const content = 'body' in answer ? await text(answer.body) : undefined;
      expect([look.name, viewer, 'status' in answer ? answer.status : content]).toEqual([
        look.name,
        viewer,
        status ?? FILE,
      ]);
    }
  }
}

const FILE = 'a file';

async function compareVisits(deps: Deps, built: Built, world: World, viewer: Person): Promise<void> {
  const actor = actorOf(built, viewer);
  for (const [index, id] of built.visits.entries()) {
    const { patient, doctor } = world.visits[index]!;
    const isOwn = viewer.role === 'ADMIN' || viewer.number === (viewer.role === 'PATIENT' ? patient : doctor);
    if (!isOwn) continue;
    const { medical_record_ids } = await readAppointment(deps.db, actor, id);
    const linked = built.records.filter((_, number) => {
      const record = world.records[number]!;
      return visitOf(world, record) === index && sightOf(world, viewer, record) !== 'nothing';
    });
    expect([viewer, [...medical_record_ids].sort()]).toEqual([viewer, linked.sort()]);
  }
}

async function found(deps: Deps, actor: SignedInActor, query: RecordQuery) {
  const { count, results } = await listRecords(deps, actor, { page_size: 100, ...query });
  expect(count).toBe(results.length);
  return Object.fromEntries(results.map(({ id, restricted }) => [id, restricted ? 'stub' : 'full']));
}

async function answerOf<T>(work: () => Promise<T>): Promise<T | { status: number }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return { status: error.kind.status };
    throw error;
  }
}

function actorOf(
  { admin, patients, doctors }: Pick<Built, 'admin' | 'patients' | 'doctors'>,
  viewer: Person,
): SignedInActor {
  const { user_id } =
    viewer.role === 'ADMIN' ? admin : (viewer.role === 'PATIENT' ? patients : doctors)[viewer.number]!;
  const call = {
    request_id: 'test',
    url: '/',
    address: null,
    user_agent: null,
    if_match: null,
    idempotency: null,
  };
  return {
    role: viewer.role,
    user_id,
    session_id: user_id,
    patient_id: viewer.role === 'PATIENT' ? patients[viewer.number]!.id : null,
    doctor_id: viewer.role === 'DOCTOR' ? doctors[viewer.number]!.id : null,
    call,
  };
}

function visitOf(world: World, record: World['records'][number]): number {
  if (!record.of_visit) return -1;
  return world.visits.findIndex(
    ({ patient, doctor }) => patient === record.patient && doctor === record.doctor,
  );
}

/** Writes a world by SQL, with people of its own. */
async function build(deps: Deps, admin: Account, world: World): Promise<Built> {
  const id = () => deps.ids.next();
  const people = (count: number) => Array.from({ length: count }, () => ({ id: id(), user_id: id() }));
  const patients = people(PATIENTS);
  const doctors = people(DOCTORS);
  const visits = world.visits.map(id);
  const records = world.records.map(id);
  const now = instant(deps.clock);
  await asSystem(deps.db, 'test', async (trx) => {
    const user = (role: 'PATIENT' | 'DOCTOR') => (person: { user_id: string }) => ({
      id: person.user_id,
      email: `${person.user_id}@example.org`,
      first_name: 'Test',
      last_name: 'Person',
      role,
    });
    await trx
      .insertInto('users')
      .values([...patients.map(user('PATIENT')), ...doctors.map(user('DOCTOR'))])
      .execute();
    await trx.insertInto('patients').values(patients).execute();
    await trx
      .insertInto('doctors')
      .values(doctors.map((doctor) => ({ ...doctor, license_number: doctor.id })))
      .execute();

    const userOf = (who: 'patient' | 'doctor' | 'admin', visit: World['visits'][number]) =>
      ({ patient: patients[visit.patient]!, doctor: doctors[visit.doctor]!, admin })[who].user_id;
    for (const [index, visit] of world.visits.entries()) {
      const by = userOf(visit.booked_by, visit);
      await sql`insert into appointments (id, patient_id, doctor_id, appointment_datetime, duration, appointment_end_time,
          status, reason, created_by, scheduled_by)
        select ${visits[index]}, ${patients[visit.patient]!.id}, ${doctors[visit.doctor]!.id}, at, 30,
          at + interval '30 minutes', ${visit.status}, 'Check-up', ${by}, ${by}
        from (select ${now}::timestamptz + ${index} * interval '1 day' as at) visit`.execute(trx);
      const history = visit.confirmed_by.map((who) => ({
        id: id(),
        appointment_id: visits[index]!,
        previous_status: 'scheduled' as const,
        new_status: 'confirmed' as const,
        changed_by: userOf(who, visit),
      }));
      if (history.length > 0) await trx.insertInto('appointment_status_history').values(history).execute();
    }

    for (const [index, record] of world.records.entries()) {
      const by = doctors[record.doctor]!.user_id;
      const version = record.state === 'amended' || record.state === 'entered_in_error' ? 2 : 1;
      const { is_confidential, state: status } = record;
      const cover = { record_type: 'consultation' as const, created_by: by, created_at: now };
      await trx
        .insertInto('medical_records')
        .values({
          id: records[index]!,
          patient_id: patients[record.patient]!.id,
          doctor_id: doctors[record.doctor]!.id,
          appointment_id: visits[visitOf(world, record)] ?? null,
          version,
          status,
          is_confidential,
          ...cover,
          updated_by: by,
          updated_at: now,
          deleted_at: record.deleted ? now : null,
        })
        .execute();
      // A record may have become confidential, or ceased to be: what it is now decides.
      const texts = { summary: '', diagnosis: '', treatment_plan: '' };
      const parts = { medications: '[]', allergies: '[]', lab_results: '[]', vital_signs: '{}' };
      const versions = Array.from({ length: version }, (_, earlier) => ({
        record_id: records[index]!,
        version: earlier + 1,
        status: earlier + 1 === version ? status : ('signed' as const),
        is_confidential: earlier + 1 === version ? is_confidential : !is_confidential,
        ...cover,
        ...texts,
        ...parts,
        title: record.word,
        signed_by: status === 'draft' ? null : by,
        signed_at: status === 'draft' ? null : now,
      }));
      await trx.insertInto('medical_record_versions').values(versions).execute();
    }

    for (const { patient, by, is_live } of world.emergencies) {
      const { user_id } = by === 'admin' ? admin : doctors[by]!;
      const since = instant(deps.clock, (is_live ? -59 : -60) * 60_000);
      await sql`insert into emergency_accesses (id, patient_id, user_id, role, reason, granted_at, expires_at)
        values (${id()}, ${patients[patient]!.id}, ${user_id}, ${by === 'admin' ? 'ADMIN' : 'DOCTOR'},
          'Unconscious, medication unknown', ${since}, ${since}::timestamptz + interval '60 minutes')`.execute(
        trx,
      );
    }
  });
  const files = await Promise.all(
    world.records.map(async ({ file, doctor }, index) => {
      if (file === 'none') return undefined;
      const input = { content: Buffer.from(FILE), removed: file === 'removed' };
      return (await createFactories(deps).anAttachment(records[index]!, doctors[doctor]!, input)).id;
    }),
  );
  return { admin, patients, doctors, visits, records, files };
}
