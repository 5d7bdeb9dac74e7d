import { sql } from 'kysely';
import { systemActor } from './actor.ts';
import { instant } from './clock.ts';
import type { MailStatus } from './database.generated.ts';
import { inTransaction } from './database.ts';
import type { Deps } from './deps.ts';
import { defineJob, enqueue, errorLabel } from './jobs.ts';
import { mailJob, readMail, renderMail, type MailRow } from './mail.ts';

const HOUR = 3600_000;
/** A mail server may be away for a day. The next try, up to two hours later, would come after that. */
const GIVE_UP_AFTER = 22 * HOUR;

export const deliverMail = defineJob({
  ...mailJob,
  retry_limit: 100, // `GIVE_UP_AFTER` ends it
  retry_delay: 10,
  retry_delay_max: 2 * 3600,
  expire_in: 120,
  concurrency: 8,
  async run(deps, { mail_id }) {
    const mail = await readMail(deps.db, mail_id);
    if (!mail || mail.status !== 'queued') return;
    const rendered = await renderMail(deps, mail);
    if (!rendered) return settle(deps, mail, 'dropped');
    if (!deps.mailer.send) return settle(deps, mail, 'kept');
    if (!(await takeTurn(deps, mail))) return;
    try {
      await deps.mailer.send(rendered);
    } catch (error) {
      if (isPermanentRefusal(error)) return settle(deps, mail, 'failed', 'refused_by_server');
      const since = deps.clock.now() - Date.parse(mail.first_attempt_at ?? instant(deps.clock));
      if (since >= GIVE_UP_AFTER) return settle(deps, mail, 'failed', `gave_up ${errorLabel(error)}`);
      await settle(deps, mail, 'queued', errorLabel(error));
      throw error;
    }
    await settle(deps, mail, 'sent');
  },
});

/**
 * So many mails to one address within an hour; what is too much goes out when its turn comes. Not what somebody waits
 * for or must know at once (links, security): these count, and go.
 * @returns whether it may go now
 */
async function takeTurn(deps: Deps, { id, kind, to_address }: MailRow): Promise<boolean> {
  const most = deps.config.limits.messages_per_recipient;
  const now = deps.clock.now();
  return inTransaction(deps, systemActor('job:deliver-mail'), async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`mail to ${to_address}`}, 0))`.execute(trx);
    const inTheWay = await trx
      .selectFrom('mails')
      .select('last_attempt_at')
      .where('to_address', '=', to_address)
      .where('last_attempt_at', '>', instant(deps.clock, -HOUR))
      .where('id', '!=', id)
      .orderBy('last_attempt_at', 'desc')
      .offset(most - 1)
      .limit(1)
      .executeTakeFirst();
    const mayWait = deps.mailer.kinds.get(kind)?.may_wait === true;
    if (inTheWay?.last_attempt_at && mayWait) {
      const run_at = new Date(Date.parse(inTheWay.last_attempt_at) + HOUR + 1000).toISOString();
      await enqueue(deps, trx, mailJob, { mail_id: id }, { key: id, run_at });
      await trx.updateTable('mails').set({ last_error: 'waits_its_turn' }).where('id', '=', id).execute();
      return false;
    }
    const at = new Date(now).toISOString();
    await trx
      .updateTable('mails')
      .set({ last_attempt_at: at, first_attempt_at: sql`coalesce(first_attempt_at, ${at})` })
      .where('id', '=', id)
      .execute();
    return true;
  });
}

async function settle(deps: Deps, { id }: MailRow, status: MailStatus, last_error?: string) {
  await deps.db
    .updateTable('mails')
    .set((eb) => ({
      status,
      attempts: eb('attempts', '+', 1),
      last_error: last_error ?? null,
      sent_at: status === 'sent' ? instant(deps.clock) : null,
    }))
    .where('id', '=', id)
    .execute();
}

/**
 * RFC 5321, section 4.2.1: 5yz is a permanent refusal. Only of this recipient or this message: a server that refuses
 * us or our sender is one that the operator will set right.
 */
function isPermanentRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode = 0, command = '' } = error as { responseCode?: number; command?: string };
  return responseCode >= 500 && responseCode < 600 && ['RCPT TO', 'DATA'].includes(command);
}
