import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, type PageOf } from '../../platform/http/paging.ts';
import { problems } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import { findRecord } from './medical-records.queries.ts';
import type { PartQuery, RecordAccessEntry } from './medical-records.schemas.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

/**
 * Who opened a record, the latest first. Reading it is on the list, too. Addresses and devices are for administrators;
 * of another patient who tried, nobody else learns the name.
 * @throws Problem not_found, permission_denied to a doctor who is not the author
 */
export async function listAccesses(
  deps: Deps,
  actor: SignedInActor,
  recordId: string,
  query: PartQuery,
): Promise<PageOf<RecordAccessEntry>> {
  return auditDenials(deps, actor, { object_type: 'medical_record', object_id: recordId }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const { record, patient_id } = await findRecord(deps, trx, actor, recordId);
      const isAuthor = !record.restricted && record.doctor === actor.doctor_id;
      if (actor.role === 'DOCTOR' && !isAuthor)
        throw problems.permission_denied('Who opened a record is for its patient and its author.');
      await auditAccess(trx, actor, 'access_log', { object_id: record.id, patient_id });
      return page(trx, actor, recordId, query);
    }),
  );
}

async function page(
  trx: Trx,
  actor: SignedInActor,
  recordId: string,
  query: PartQuery,
): Promise<PageOf<RecordAccessEntry>> {
  const accesses = trx.selectFrom('medical_record_accesses as a').where('a.record_id', '=', recordId);
  return paginate(trx, actor, query, accesses, (rows) =>
    rows
      .leftJoin('users as u', 'u.id', 'a.accessed_by')
      .select([
        'a.id',
        'a.record_id as record',
        'a.role',
        'a.access_type',
        'a.purpose',
        'a.created_at',
        'a.accessed_by',
      ])
      .select([
        sql`case a.role when 'DOCTOR' then 'Dr. ' else '' end || u.first_name || ' ' || u.last_name`.as(
          'accessed_by_name',
        ),
      ])
      .$if(actor.role === 'ADMIN', (all) => all.select(['a.ip_address', 'a.user_agent']))
      .orderBy('a.id', 'desc')
      .$castTo<RecordAccessEntry>(),
  );
}
