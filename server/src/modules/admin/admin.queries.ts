import { sql, type SelectQueryBuilder } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { DB, Json } from '../../platform/database.generated.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { paginate, parseOrdering } from '../../platform/http/paging.ts';
import { DEAD_LETTERS } from '../../platform/jobs.ts';
import { readMail, renderMail } from '../../platform/mail.ts';
import { problems } from '../../platform/problems.ts';
import { matchesSearch, searchRank } from '../../platform/search.ts';
import { normalizeEmail, readUser } from '../auth/accounts.ts';
import { listSessions } from '../auth/auth.queries.ts';
import type {
  FailedJobQuery,
  MailQuery,
  OutgoingMailContent,
  UserFilters,
  UserQuery,
} from './admin.schemas.ts';

const searchText = sql.ref<string>('users.search_text');

/** Columns by which accounts are ordered. */
const userOrder = {
  name: 'users.sort_name',
  email: 'users.email',
  date_joined: 'users.date_joined',
  role: 'users.role',
} as const;

/** All accounts; ordered by relevance when searching, else by name. */
export async function listUsers(deps: Deps, actor: SignedInActor, query: UserQuery) {
  return paginate(deps.db, actor, query, usersFound(deps.db, query), (rows) =>
    inUserOrder(
      rows
        .select(['users.id', 'email', 'first_name', 'last_name', 'phone', 'role', 'locale'])
        .select(['is_active', 'is_staff', 'email_verified_at', 'deactivated_at', 'date_joined'])
        .select((eb) =>
          eb.selectFrom('patients').select('id').whereRef('user_id', '=', 'users.id').as('patient_id'),
        )
        .select((eb) =>
          eb.selectFrom('doctors').select('id').whereRef('user_id', '=', 'users.id').as('doctor_id'),
        ),
      query,
    ),
  );
}

type Users<Columns = object> = SelectQueryBuilder<DB, 'users', Columns>;

/** The accounts of a list, before columns and order: what a list shows, an export holds. */
export function usersFound(db: Reader, query: UserFilters): Users {
  const { search, role, is_active, state } = query;
  let users: Users = db.selectFrom('users').where('erased_at', 'is', null);
  if (search !== undefined) users = users.where(matchesSearch(searchText, search));
  if (role !== undefined) users = users.where('role', '=', role);
  if (is_active !== undefined) users = users.where('is_active', '=', is_active);
  if (state === 'active') users = users.where('is_active', '=', true);
  if (state === 'deactivated') users = users.where('deactivated_at', 'is not', null);
  if (state === 'unverified')
    users = users.where('email_verified_at', 'is', null).where('deactivated_at', 'is', null);
  return users;
}

export function inUserOrder<Columns>(
  rows: Users<Columns>,
  { ordering, search }: UserFilters,
): Users<Columns> {
  const [field, direction] = parseOrdering(ordering ?? 'name');
  const isRanked = ordering === undefined && search !== undefined;
  return (isRanked ? rows.orderBy(searchRank(searchText, search), 'desc') : rows)
    .orderBy(userOrder[field], direction)
    .orderBy('users.id', direction);
}

/**
 * Where a person is signed in, the latest used first.
 * @throws Problem not_found
 */
export async function listUserSessions(deps: Deps, actor: SignedInActor, userId: string) {
  const { id } = await readUser(deps.db, userId);
  return listSessions(deps, actor, id);
}

const mailColumns = [
  'id',
  'kind',
  'user_id',
  'to_address',
  'status',
  'attempts',
  'last_error',
  'created_at',
  'last_attempt_at',
  'sent_at',
] as const;

/** What went out or waits to, the newest first. */
export async function listMails(deps: Deps, actor: SignedInActor, query: MailQuery) {
  const { status, kind, search } = query;
  let mails = deps.db.selectFrom('mails');
  if (status !== undefined) mails = mails.where('status', '=', status);
  if (kind !== undefined) mails = mails.where('kind', '=', kind);
  if (search !== undefined)
    mails = mails.where(sql<boolean>`strpos(to_address, ${normalizeEmail(search)}) > 0`);
  return paginate(deps.db, actor, query, mails, (rows) =>
    rows.select(mailColumns).orderBy('created_at', 'desc').orderBy('id'),
  );
}

/** @throws Problem not_found */
export async function readMailSummary(db: Reader, mailId: string) {
  return db
    .selectFrom('mails')
    .select(mailColumns)
    .where('id', '=', mailId)
    .executeTakeFirstOrThrow(() => problems.not_found());
}

/**
 * One mail as it would go out now; all null where what it was about no longer holds. Where an SMTP server delivers,
 * the body stays with its recipient: it may hold a link that opens an account.
 * @throws Problem not_found
 */
export async function readOutgoingMail(
  deps: Deps,
  actor: SignedInActor,
  mailId: string,
): Promise<OutgoingMailContent> {
  const summary = await readMailSummary(deps.db, mailId);
  const mail = await readMail(deps.db, mailId);
  if (!mail) throw problems.not_found();
  const rendered = await renderMail(deps, mail);
  const body = deps.mailer.send ? undefined : rendered;
  await recordAudit(deps.db, actor, {
    action: 'mail.read',
    object_type: 'mail',
    object_id: mailId,
    detail: { kind: mail.kind, with_body: Boolean(body) },
  });
  return {
    ...summary,
    subject: rendered?.subject ?? null,
    text: body?.text ?? null,
    html: body?.html ?? null,
  };
}

/** pg-boss's table, which the generated types do not know. */
type QueuedJobs = {
  'jobs.job': {
    id: string;
    name: string;
    data: Json;
    created_on: string;
    source_name: string | null;
    source_output: Json;
  };
};

/** Jobs that failed to the last, the newest first. */
export async function listFailedJobs(deps: Deps, actor: SignedInActor, query: FailedJobQuery) {
  const db = deps.db.withTables<QueuedJobs>();
  const failed = db.selectFrom('jobs.job').where('name', '=', DEAD_LETTERS);
  return paginate(db, actor, query, failed, (rows) =>
    rows
      .select(['id', 'created_on as created_at', 'data as payload'])
      .select(sql<string>`coalesce(source_name, 'unknown')`.as('name'))
      .select(sql<string>`coalesce(source_output ->> 'error', 'timed_out')`.as('reason'))
      .orderBy('created_on', 'desc')
      .orderBy('id'),
  );
}

/**
 * @returns the name of the job that failed
 * @throws Problem not_found
 */
export async function lockFailedJob(trx: Trx, jobId: string): Promise<string> {
  const job = await trx
    .withTables<QueuedJobs>()
    .selectFrom('jobs.job')
    .select(sql<string>`coalesce(source_name, 'unknown')`.as('name'))
    .where('jobs.job.name', '=', DEAD_LETTERS)
    .where('jobs.job.id', '=', jobId)
    .forUpdate()
    .executeTakeFirst();
  if (!job) throw problems.not_found();
  return job.name;
}
