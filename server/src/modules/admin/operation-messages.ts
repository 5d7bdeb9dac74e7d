import { sql } from 'kysely';
import { Type, type Static } from 'typebox';
import { systemActor } from '../../platform/actor.ts';
import { readAuditState } from '../../platform/audit-log/audit-state.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction, type Reader } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { OneOf } from '../../platform/http/schemas.ts';
import { DEAD_LETTERS } from '../../platform/jobs.ts';
import { defineMessage, tell, type AnyMessageKind } from '../../platform/messages.ts';
import { toAdministrators } from '../auth/administrators.ts';
import { AUDIT_TROUBLES, auditWords, failedJobWords, failedMailWords } from './operation-words.ts';
import type { AuditTrouble } from './operation-words.ts';

const DAY = 24 * 3600_000;
const Nothing = Type.Object({});
const Trouble = Type.Object({ what: OneOf(AUDIT_TROUBLES) });

export const jobsFailed = defineMessage({
  kind: 'jobs_failed',
  offers: { ADMIN: { in_app: 'always', mail: 'on' } },
  params: Nothing,
  async load(_deps, db) {
    const { count } = await readFailedJobs(db);
    return count === 0 ? [] : toAdministrators(db, { count });
  },
  texts: {
    en: ({ count }) => failedJobWords.en(count),
    sw: ({ count }) => failedJobWords.sw(count),
    fr: ({ count }) => failedJobWords.fr(count),
  },
  link: () => '/office/jobs',
  samples: [{ count: 1 }, { count: 3 }],
});

/** In the application alone unless asked for: a mail server in trouble is no way to tell of it. */
export const mailsFailed = defineMessage({
  kind: 'mails_failed',
  offers: { ADMIN: { in_app: 'always', mail: 'off' } },
  params: Nothing,
  async load(deps, db) {
    const { count } = await readFailedMails(deps, db);
    return count === 0 ? [] : toAdministrators(db, { count });
  },
  texts: {
    en: ({ count }) => failedMailWords.en(count),
    sw: ({ count }) => failedMailWords.sw(count),
    fr: ({ count }) => failedMailWords.fr(count),
  },
  link: () => '/office/mails?status=failed',
  samples: [{ count: 1 }, { count: 3 }],
});

export const auditTrouble = defineMessage<typeof Trouble, Static<typeof Trouble>>({
  kind: 'audit_trouble',
  offers: { ADMIN: { in_app: 'always', mail: 'always' } },
  params: Trouble,
  async load(_deps, db, { what }) {
    const isOver = what === 'stalled' && !(await readAuditState(db)).is_stalled;
    return isOver ? [] : toAdministrators(db, { what });
  },
  texts: {
    en: ({ what }) => ({ ...auditWords.en, description: auditWords.en[what] }),
    sw: ({ what }) => ({ ...auditWords.sw, description: auditWords.sw[what] }),
    fr: ({ what }) => ({ ...auditWords.fr, description: auditWords.fr[what] }),
  },
  link: () => '/office/audit',
  samples: AUDIT_TROUBLES.map((what) => ({ what })),
});

export const operationMessages: readonly AnyMessageKind[] = [jobsFailed, mailsFailed, auditTrouble];

/** Tells administrators once a day for as long as it lasts. */
export async function tellOfAuditTrouble(deps: Deps, what: AuditTrouble): Promise<void> {
  const event = `${what}:${instant(deps.clock).slice(0, 10)}`;
  await inTransaction(deps, systemActor('audit-alarm'), (trx) =>
    tell(deps, trx, auditTrouble, event, { what }),
  );
}

/** Of those that wait for an administrator: how many, and the newest if it failed within the last hour. */
export async function readFailedJobs(db: Reader): Promise<{ count: number; newest: string | null }> {
  const { rows } = await sql<{ count: number; newest: string | null }>`
    select count(*) as count,
      (array_agg(id order by created_on desc) filter (where created_on > now() - interval '1 hour'))[1] as newest
    from jobs.job where name = ${DEAD_LETTERS}`.execute(db);
  return rows[0]!;
}

/** Of the last 24 hours: how many mails could not be delivered, and the last of them. */
export async function readFailedMails(
  { clock }: Pick<Deps, 'clock'>,
  db: Reader,
): Promise<{ count: number; newest: string | null }> {
  const { rows } = await sql<{ count: number; newest: string | null }>`
    select count(*) as count, (array_agg(id order by last_attempt_at desc))[1] as newest
    from mails
    where status = 'failed' and last_attempt_at > ${instant(clock, -DAY)}
      and kind <> 'mails_failed' -- or an administrator without a mailbox would be told for ever`.execute(db);
  return rows[0]!;
}
