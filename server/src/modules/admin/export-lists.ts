import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { exportRows } from '../../platform/export.ts';
import type { Download } from '../../platform/http/download.ts';
import { inUserOrder, usersFound } from './admin.queries.ts';
import type { AuditFilters, UserFilters } from './admin.schemas.ts';
import { auditEventsFound, withNames } from './audit-events.queries.ts';

const USER_COLUMNS = [
  'id',
  'email',
  'first_name',
  'last_name',
  'phone',
  'role',
  'locale',
  'is_active',
  'email_verified_at',
  'date_joined',
] as const;

/**
 * The accounts that the list shows with the same filters, as CSV.
 * @throws Problem throttled
 */
export async function exportUsers(deps: Deps, actor: SignedInActor, query: UserFilters): Promise<Download> {
  const about = {
    file_name: 'users.csv',
    columns: USER_COLUMNS,
    action: 'user.export',
    filters: Object.keys(query),
  };
  return exportRows(deps, actor, about, (db) =>
    inUserOrder(
      usersFound(db, query).select(USER_COLUMNS.map((column) => `users.${column}` as const)),
      query,
    ),
  );
}

const AUDIT_COLUMNS = [
  'id',
  'occurred_at',
  'actor_user_id',
  'actor_name',
  'actor_role',
  'session_id',
  'action',
  'object_type',
  'object_id',
  'object_name',
  'patient_id',
  'patient_name',
  'outcome',
  'address',
  'user_agent',
  'request_id',
  'detail',
] as const;

/**
 * The entries of the audit that the list shows with the same filters, as CSV, the newest first.
 * @throws Problem throttled
 */
export async function exportAuditEvents(
  deps: Deps,
  actor: SignedInActor,
  query: AuditFilters,
): Promise<Download> {
  const about = {
    file_name: 'audit.csv',
    columns: AUDIT_COLUMNS,
    action: 'audit.export',
    filters: Object.keys(query),
  };
  return exportRows(deps, actor, about, (db) =>
    withNames(
      auditEventsFound(db, query)
        .select(['id', 'occurred_at', 'actor_user_id', 'actor_role', 'session_id', 'action', 'object_type'])
        .select(['object_id', 'patient_id', 'outcome', 'address', 'user_agent', 'request_id'])
        .select(sql<string>`detail::text`.as('detail')),
    ).orderBy('id', 'desc'),
  );
}
