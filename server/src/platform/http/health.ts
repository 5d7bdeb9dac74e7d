import { sql } from 'kysely';
import { readAuditState } from '../audit-log/audit-state.ts';
import type { Deps } from '../deps.ts';
import { migrationNames } from '../migrate.ts';
import { problems } from '../problems.ts';
import { route } from './route.ts';
import { Closed, OneOf } from './schemas.ts';

const Health = Closed({ status: OneOf(['ok']) });
const Readiness = Closed({
  status: OneOf(['ok']),
  checks: Closed({
    database: OneOf(['ok']),
    migrations: OneOf(['ok']),
    queue: OneOf(['ok']),
    audit: OneOf(['ok', 'stalled']), // stalled: entries wait for a seal; the API serves nevertheless
  }),
});

export const healthRoutes = [
  route(
    'GET',
    '/api/health/live/',
    {
      access: 'public',
      operation_id: 'live',
      summary: 'Whether the process answers',
      answer: Health,
    },
    async () => ({ status: 'ok' as const }),
  ),
  route(
    'GET',
    '/api/health/ready/',
    {
      access: 'public',
      operation_id: 'ready',
      summary: 'Whether database, migrations and queue are in place',
      answer: Readiness,
    },
    ({ deps }) => checkReadiness(deps),
  ),
];

/** @throws Problem service_unavailable naming the part that is missing */
export async function checkReadiness(deps: Pick<Deps, 'db'>) {
  const wanted = await migrationNames();
  const { rows } = await sql<{ applied: string[]; queues: number }>`
    select (select coalesce(json_agg(name), '[]') from schema_migrations) as applied,
           (select count(*) from jobs.queue) as queues`.execute(deps.db);
  const applied = new Set(rows[0]?.applied);
  if (!wanted.every((name) => applied.has(name)))
    throw problems.service_unavailable('Migrations are missing.');
  if (!rows[0]?.queues) throw problems.service_unavailable('The job queue is missing.');
  const { is_stalled } = await readAuditState(deps.db);
  const audit = is_stalled ? 'stalled' : 'ok';
  return { status: 'ok', checks: { database: 'ok', migrations: 'ok', queue: 'ok', audit } } as const;
}
