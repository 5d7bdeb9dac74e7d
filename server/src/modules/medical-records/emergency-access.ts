import { sql, type SelectQueryBuilder } from 'kysely';
import { jsonBuildObject } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { instant } from '../../platform/clock.ts';
import type { DB } from '../../platform/database.generated.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, type PageOf } from '../../platform/http/paging.ts';
import { invalidField, problems } from '../../platform/problems.ts';
import { inActorTransaction } from '../../platform/row-security.ts';
import type { EmergencyAccess, EmergencyInput, EmergencyQuery } from './emergency-access.schemas.ts';
import { tellOfEmergency } from './record-messages.ts';
import { mayBreakGlass, visibleEmergencies } from './medical-records.policy.ts';
import { auditAccess, auditDenials } from './record-audit.ts';

const MINUTES = 60;

type Tables = DB & {
  e: DB['emergency_accesses'];
  p: DB['patients'];
  pu: DB['users'];
  u: DB['users'];
};

/**
 * Opens the confidential records of a patient to somebody who sees that they exist, for an hour, to read. The patient is
 * told.
 * @throws Problem not_found for a patient who is not in the doctor's care
 */
export async function grantEmergencyAccess(
  deps: Deps,
  actor: SignedInActor,
  { patient_id, reason }: EmergencyInput,
): Promise<EmergencyAccess> {
  if ([...reason.trim()].length < 20) throw invalidField('reason', 'wants 20 characters or more');
  return auditDenials(deps, actor, { object_type: 'patient', object_id: patient_id }, () =>
    inActorTransaction(deps, actor, async (trx) => {
      const { rows } = await sql`
        select 1 from patients p where p.id = ${patient_id} and ${mayBreakGlass(actor)}`.execute(trx);
      if (rows.length === 0) throw problems.not_found();
      const id = deps.ids.next();
      const granted_at = instant(deps.clock);
      const expires_at = new Date(Date.parse(granted_at) + MINUTES * 60_000).toISOString();
      await trx
        .insertInto('emergency_accesses')
        .values({
          id,
          patient_id,
          user_id: actor.user_id,
          role: actor.role,
          reason: reason.trim(),
          granted_at,
          expires_at,
        })
        .execute();
      const { rows: closed } = await sql<{ id: string }>`
        select id from medical_records
        where patient_id = ${patient_id} and deleted_at is null and (is_confidential or restricted_at is not null)
        order by id`.execute(trx);
      await auditAccess(trx, actor, 'emergency_access', {
        object_type: 'emergency_access',
        object_id: id,
        patient_id,
        detail: { expires_at, records: closed.map((record) => record.id) },
      });
      await tellOfEmergency(deps, trx, { emergency_access_id: id });
      return asEmergency(
        deps,
        trx.selectFrom('emergency_accesses as e').where('e.id', '=', id),
      ).executeTakeFirstOrThrow();
    }),
  );
}

/** A page of the emergency accesses that the actor may know of, the newest first, and a line in the audit. */
export async function listEmergencyAccesses(
  deps: Deps,
  actor: SignedInActor,
  query: EmergencyQuery,
): Promise<PageOf<EmergencyAccess>> {
  const { patient_id, user_id, is_live } = query;
  const now = instant(deps.clock);
  return inActorTransaction(deps, actor, async (trx: Trx) => {
    const found = trx
      .selectFrom('emergency_accesses as e')
      .where(visibleEmergencies(actor))
      .$if(patient_id !== undefined, (q) => q.where('e.patient_id', '=', patient_id!))
      .$if(user_id !== undefined, (q) => q.where('e.user_id', '=', user_id!))
      .$if(is_live !== undefined, (q) => q.where('e.expires_at', is_live ? '>' : '<=', now));
    const page = await paginate(trx, actor, query, found, (rows) =>
      asEmergency(deps, rows).orderBy('e.granted_at', 'desc').orderBy('e.id', 'desc'),
    );
    await recordAudit(trx, actor, {
      action: 'emergency_access.list',
      object_type: 'emergency_access',
      patient_id: patient_id ?? actor.patient_id,
      detail: { emergency_accesses: page.results.map(({ id }) => id) },
    });
    return page;
  });
}

function asEmergency(
  deps: Deps,
  rows: SelectQueryBuilder<Tables, 'e', object>,
): SelectQueryBuilder<Tables, 'e', EmergencyAccess> {
  return rows
    .innerJoin('patients as p', 'p.id', 'e.patient_id')
    .innerJoin('users as pu', 'pu.id', 'p.user_id')
    .innerJoin('users as u', 'u.id', 'e.user_id')
    .select(['e.id', 'e.role', 'e.reason', 'e.granted_at', 'e.expires_at'])
    .select((eb) => [
      sql<boolean>`e.expires_at > ${instant(deps.clock)}`.as('is_live'),
      jsonBuildObject({
        id: eb.ref('p.id'),
        full_name: sql<string>`pu.first_name || ' ' || pu.last_name`,
      }).as('patient'),
      jsonBuildObject({
        id: eb.ref('u.id'),
        full_name: sql<string>`u.first_name || ' ' || u.last_name`,
      }).as('user'),
    ]);
}
