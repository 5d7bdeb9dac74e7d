import { CSV } from '../../platform/export.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { CsvFile } from '../../platform/http/schemas.ts';
import { AuditFilters, UserFilters } from './admin.schemas.ts';
import { exportAuditEvents, exportUsers } from './export-lists.ts';

export const adminExportRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/admin/users/export/',
    {
      access: 'admin:export',
      operation_id: 'exportUsers',
      summary: 'The accounts of the list as CSV',
      query: UserFilters,
      answer: CsvFile,
      download: CSV,
      problems: ['throttled'],
    },
    ({ deps, actor, query }) => exportUsers(deps, actor, query),
  ),

  route(
    'GET',
    '/api/admin/audit/export/',
    {
      access: 'admin:export',
      operation_id: 'exportAuditEvents',
      summary: 'The entries of the audit as CSV',
      query: AuditFilters,
      answer: CsvFile,
      download: CSV,
      problems: ['throttled'],
    },
    ({ deps, actor, query }) => exportAuditEvents(deps, actor, query),
  ),
];
