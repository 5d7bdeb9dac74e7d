import { sql } from 'kysely';
import type { Deps } from '../../platform/deps.ts';
import { periodOf, periodsIn, readReportRange } from './report-range.ts';
import type { NewPatientsReport, NewPatientsReportQuery } from './reports.schemas.ts';

const MOST_DAYS = 5 * 366;

interface Counted {
  day: string;
  signed_up: number;
  registered: number;
}

/**
 * Patients by the day of the clinic on which their profile was made.
 * @throws Problem invalid_input
 */
export async function readNewPatientsReport(
  deps: Deps,
  query: NewPatientsReportQuery,
): Promise<NewPatientsReport> {
  const { group_by = 'day' } = query;
  const range = await readReportRange(deps, query, MOST_DAYS);
  const { date_from, date_to, time_zone } = range;
  const { rows } = await sql<Counted>`
    select to_char(p.created_at at time zone ${time_zone}, 'YYYY-MM-DD') as day,
      count(*) filter (where u.registered_by is null) as signed_up,
      count(*) filter (where u.registered_by is not null) as registered
    from patients p join users u on u.id = p.user_id
    where p.created_at >= ${new Date(range.start).toISOString()}
      and p.created_at < ${new Date(range.end).toISOString()}
    group by 1`.execute(deps.db);

  const groups = new Map(periodsIn(range, group_by).map((key) => [key, { signed_up: 0, registered: 0 }]));
  const totals = { signed_up: 0, registered: 0 };
  for (const { day, signed_up, registered } of rows) {
    for (const group of [groups.get(periodOf(day, group_by)), totals]) {
      if (!group) continue;
      group.signed_up += signed_up;
      group.registered += registered;
    }
  }
  const results = [...groups].map(([key, group]) => ({ key, ...withSum(group) }));
  return { date_from, date_to, time_zone, group_by, totals: withSum(totals), results };
}

function withSum(group: Omit<Counted, 'day'>) {
  return { ...group, new_patients: group.signed_up + group.registered };
}
