import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { csvText, type Cell } from '../../platform/csv.ts';
import type { Deps } from '../../platform/deps.ts';
import { Download } from '../../platform/http/download.ts';
import { route, type Route } from '../../platform/http/route.ts';
import { ref } from '../../platform/http/schemas.ts';
import { readNewPatientsReport } from './new-patients-report.ts';
import {
  NewPatientsReport,
  NewPatientsReportQuery,
  UtilisationReport,
  UtilisationReportQuery,
  VISIT_COUNTS,
  VisitsReport,
  VisitsReportQuery,
  WaitingTimeReport,
  WaitingTimeReportQuery,
} from './reports.schemas.ts';
import { readUtilisationReport } from './utilisation-report.ts';
import { readVisitsReport } from './visits-report.ts';
import { readWaitingTimeReport } from './waiting-time-report.ts';

const download = { media_type: 'text/csv; charset=utf-8' };

export const reportRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/reports/visits/',
    {
      access: 'reports:read',
      operation_id: 'readVisitsReport',
      summary:
        'Visits by status and by day, week, month, weekday, hour, doctor or specialization; no-show rate',
      description: 'At most five years. A visit counts for each specialization of its doctor.',
      query: VisitsReportQuery,
      answer: ref(VisitsReport),
      download,
    },
    async ({ deps, actor, query }) => {
      const report = await readVisitsReport(deps, query);
      return answer(deps, actor, query, 'visits', report, report.results, ['key', 'label', ...VISIT_COUNTS]);
    },
  ),

  route(
    'GET',
    '/api/reports/utilisation/',
    {
      access: 'reports:read',
      operation_id: 'readUtilisationReport',
      summary: 'How much of the offered hours is booked, by doctor',
      description:
        'At most 366 days. Offered are the weekly hours as they are now, less breaks and absences.',
      query: UtilisationReportQuery,
      answer: ref(UtilisationReport),
      download,
    },
    async ({ deps, actor, query }) => {
      const report = await readUtilisationReport(deps, query);
      const columns = [
        'doctor_id',
        'doctor_name',
        'offered_minutes',
        'booked_minutes',
        'visits',
        'utilisation',
      ];
      return answer(deps, actor, query, 'utilisation', report, report.results, columns);
    },
  ),

  route(
    'GET',
    '/api/reports/new-patients/',
    {
      access: 'reports:read',
      operation_id: 'readNewPatientsReport',
      summary: 'New patients by day, week or month',
      description: 'At most five years.',
      query: NewPatientsReportQuery,
      answer: ref(NewPatientsReport),
      download,
    },
    async ({ deps, actor, query }) => {
      const report = await readNewPatientsReport(deps, query);
      const columns = ['key', 'new_patients', 'signed_up', 'registered'];
      return answer(deps, actor, query, 'new-patients', report, report.results, columns);
    },
  ),

  route(
    'GET',
    '/api/reports/waiting-time/',
    {
      access: 'reports:read',
      operation_id: 'readWaitingTimeReport',
      summary: 'Time to the next free start of each doctor and specialization, as of now',
      description: 'As CSV: the doctors.',
      query: WaitingTimeReportQuery,
      answer: ref(WaitingTimeReport),
      download,
    },
    async ({ deps, actor, query }) => {
      const report = await readWaitingTimeReport(deps, query);
      const columns = ['doctor_id', 'doctor_name', 'next_free', 'waiting_minutes'];
      return answer(deps, actor, query, 'waiting-time', report, report.doctors, columns);
    },
  ),
];

/** The report as it was asked for; who looked is in the audit before it leaves. */
async function answer<Report>(
  deps: Deps,
  actor: SignedInActor,
  { format = 'json' }: { format?: 'json' | 'csv' },
  name: string,
  report: Report,
  rows: readonly Record<string, Cell>[],
  columns: readonly string[],
): Promise<Report | Download> {
  await recordAudit(deps.db, actor, {
    action: 'report.read',
    object_type: 'report',
    object_id: name,
    detail: { format },
  });
  return format === 'json'
    ? report
    : new Download(`${name}.csv`, download.media_type, [csvText(columns, rows)]);
}
