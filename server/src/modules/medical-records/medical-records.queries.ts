import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { jsonBuildObject } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { rangeOf, type Range } from '../appointments/appointments.queries.ts';
import { attachmentsOfRecord } from './attachments.queries.ts';
import type { Attachment } from './attachments.schemas.ts';
import { readableRecords, visibleRecords } from './medical-records.policy.ts';
import { recordProblems } from './medical-records.problems.ts';
import type {
  AnyRecord,
  MedicalRecord,
  RecordQuery,
  RecordVersion,
  PartQuery,
} from './medical-records.schemas.ts';
import { auditAccess, auditDenials, isEmergency, type RecordAccess } from './record-audit.ts';

type Tables = DB & {
  r: DB['medical_records'];
  v: DB['medical_record_versions'];
  p: DB['patients'];
  pu: DB['users'];
  d: DB['doctors'];
  du: DB['users'];
};
type Records<Columns = object> = SelectQueryBuilder<Tables, 'r', Columns>;

/**
 * What belongs to one record (its versions, files, the record as a document), for whoever may read it in full: the one
 * way to it. Row-level security lets `work` see what the actor may see; the audit line commits with it.
 * @param access what the audit says was done
 * @param detail ids and counts for the audit
 * @throws Problem not_found; record_restricted when the actor may know of the record only; service_unavailable
 */
export async function withReadableRecord<T>(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  access: RecordAccess,
  work: (trx: Trx, record: MedicalRecord) => Promise<T>,
  detail: Record<string, string> = {},
): Promise<T> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const { record, patient_id } = await findRecord(deps, trx, actor, recordId);
      if (record.restricted) throw recordProblems.record_restricted();
      const result = await work(trx, record);
      await auditAccess(trx, actor, access, {
        object_id: record.id,
        patient_id,
        detail: { ...detail, emergency: isEmergency(actor, record) },
      });
      return result;
    }),
  );
}

/**
 * One record as the actor may see it, within a transaction that says who asks (`inActorTransaction`). The caller writes
 * the audit.
 * @throws Problem not_found
 */
export async function findRecord(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
): Promise<{ record: AnyRecord; patient_id: string }> {
  const row = await asRecord(visible(trx, actor), deps, actor)
    .where('r.id', '=', recordId)
    .executeTakeFirst();
  if (!row) throw problems.not_found();
  return { record: toRecord(row), patient_id: row.patient };
}

/** A page of the records that the actor may see, with one line in the audit that names them. */
export async function listRecords(
  deps: Deps,
  actor: SignedInActor,
  query: RecordQuery,
): Promise<PageOf<AnyRecord>> {
  const [field, direction] = parseOrdering(query.ordering ?? '-created_at');
  return inActorTransaction(deps, actor, async (trx) => {
    const { results, ...page } = await paginate(
      trx,
      actor,
      query,
      withFilters(visible(trx, actor), deps, actor, query, await rangeOf(trx, query)),
      (rows) => asRecord(rows, deps, actor).orderBy(`r.${field}`, direction).orderBy('r.id', direction),
    );
    const records = results.map(toRecord);
    const idsWhere = (is: (record: AnyRecord) => boolean) => records.filter(is).map(({ id }) => id);
    await auditAccess(trx, actor, 'list', {
      patient_id: query.patient_id ?? actor.patient_id,
      detail: {
        records: idsWhere(() => true),
        patients: [...new Set(results.map(({ patient }) => patient))],
        restricted: idsWhere(({ restricted }) => restricted),
        emergency: idsWhere((record) => isEmergency(actor, record)),
      },
    });
    return { ...page, results: records };
  });
}

/**
 * All versions of a record, the newest first.
 * @throws Problem not_found, record_restricted
 */
export async function listVersions(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  query: PartQuery,
): Promise<PageOf<RecordVersion>> {
  return withReadableRecord(deps, actor, recordId, 'versions', (trx) =>
    paginate(
      trx,
      actor,
      query,
      trx.selectFrom('medical_record_versions as v').where('v.record_id', '=', recordId),
      (rows) =>
        rows
          .innerJoin('users as cu', 'cu.id', 'v.created_by')
          .select(CONTENT)
          .select(['v.record_type', 'v.is_confidential', 'v.status', 'v.version', 'v.amendment_reason'])
          .select(['v.created_by', 'v.created_at', 'v.signed_by', 'v.signed_at'])
          .select(sql<string>`cu.first_name || ' ' || cu.last_name`.as('created_by_name'))
          .orderBy('v.version', 'desc')
          .$castTo<RecordVersion>(),
    ),
  );
}

const CONTENT = [
  'v.title',
  'v.summary',
  'v.diagnosis',
  'v.treatment_plan',
  'v.medications',
  'v.allergies',
  'v.lab_results',
  'v.vital_signs',
] as const;

function visible(trx: Trx, actor: SignedInActor): Records {
  return trx.selectFrom('medical_records as r').where(visibleRecords(actor));
}

type Row = Omit<MedicalRecord, 'restricted' | 'title' | 'attachments'> & {
  title: string | null;
  attachments: Attachment[] | null;
};

/** The columns of the wire shape; what is inside is null where the actor may know of the record only. */
function asRecord(rows: Records, deps: Deps, actor: SignedInActor): Records<Row> {
  return rows
    .leftJoin('medical_record_versions as v', (join) =>
      join
        .onRef('v.record_id', '=', 'r.id')
        .onRef('v.version', '=', 'r.version')
        .on(readableRecords(actor, instant(deps.clock))),
    )
    .innerJoin('patients as p', 'p.id', 'r.patient_id')
    .innerJoin('users as pu', 'pu.id', 'p.user_id')
    .innerJoin('doctors as d', 'd.id', 'r.doctor_id')
    .innerJoin('users as du', 'du.id', 'd.user_id')
    .select(['r.id', 'r.patient_id as patient', 'r.doctor_id as doctor', 'r.appointment_id as appointment'])
    .select(['r.record_type', 'r.is_confidential', 'r.status', 'r.version'])
    .select(['r.created_by', 'r.updated_by', 'r.created_at', 'r.updated_at'])
    .select(CONTENT)
    .select(sql`case when v.record_id is not null then ${attachmentsOfRecord} end`.as('attachments'))
    .select((eb) => [
      jsonBuildObject({
        id: eb.ref('p.id'),
        full_name: sql<string>`pu.first_name || ' ' || pu.last_name`,
        date_of_birth: eb.ref('p.date_of_birth'),
        gender: eb.ref('p.gender'),
        erased_at: sql<string | null>`wire_instant(pu.erased_at)`,
      }).as('patient_details'),
      jsonBuildObject({
        id: eb.ref('d.id'),
        full_name: sql<string>`'Dr. ' || du.first_name || ' ' || du.last_name`,
        specializations: sql<string[]>`(select coalesce(json_agg(s.name order by s.name), '[]')
          from doctor_specializations ds join specializations s on s.id = ds.specialization_id where ds.doctor_id = d.id)`,
      }).as('doctor_details'),
    ])
    .$castTo<Row>();
}

function toRecord(row: Row): AnyRecord {
  const { id, record_type, created_at, is_confidential, title, attachments } = row;
  if (title === null || attachments === null)
    return { id, record_type, created_at, is_confidential, restricted: true };
  return { ...row, title, attachments, restricted: false };
}

/**
 * What a restricted record does not show cannot be asked of it either: it is found by patient, kind and date, not by
 * author, visit, status or words.
 */
function withFilters(
  rows: Records,
  deps: Deps,
  actor: SignedInActor,
  query: RecordQuery,
  { from, to }: Range,
): Records {
  const { patient_id, record_type, is_confidential } = query;
  const { doctor_id, appointment_id, status, search } = query;
  const asksInside = [doctor_id, appointment_id, status].some((filter) => filter !== undefined);
  return rows
    .$if(patient_id !== undefined, (q) => q.where('r.patient_id', '=', patient_id!))
    .$if(record_type !== undefined, (q) => q.where('r.record_type', '=', record_type!))
    .$if(is_confidential !== undefined, (q) => q.where('r.is_confidential', '=', is_confidential!))
    .$if(from !== undefined, (q) => q.where('r.created_at', '>=', from!))
    .$if(to !== undefined, (q) => q.where('r.created_at', '<', to!))
    .$if(asksInside, (q) => q.where(isReadable(deps, actor)))
    .$if(search !== undefined, (q) =>
      q
        .where(readableRecords(actor, instant(deps.clock)))
        .where(hasWords(search!, patient_id ?? actor.patient_id)),
    )
    .$if(doctor_id !== undefined, (q) => q.where('r.doctor_id', '=', doctor_id!))
    .$if(appointment_id !== undefined, (q) => q.where('r.appointment_id', '=', appointment_id!))
    .$if(status !== undefined, (q) => q.where('r.status', '=', status!));
}

/** Whether the actor may read the record, by both walls: the second one is around what is in it. */
function isReadable(deps: Deps, actor: SignedInActor): RawBuilder<boolean> {
  return sql`(${readableRecords(actor, instant(deps.clock))} and exists (
    select 1 from medical_record_versions v where v.record_id = r.id and v.version = r.version))`;
}

/** Whether every word of the search, or one that begins so, is in the record; true of readable records only. */
function hasWords(search: string, patientId: string | null): RawBuilder<boolean> {
  return sql`r.id in (select records_with_words(${search}, ${patientId}::uuid))`;
}
