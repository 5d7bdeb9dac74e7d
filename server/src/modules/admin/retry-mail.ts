import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requeueMail } from '../../platform/mail.ts';
import { adminProblems } from './admin.problems.ts';
import { readMailSummary } from './admin.queries.ts';

/**
 * Sends a mail again that could not be delivered, or that was kept before there was a mail server: with all its tries,
 * under its old Message-ID, and only if what it is about still holds.
 * @throws Problem not_found, mail_not_retryable
 */
export async function retryMail(deps: Deps, actor: SignedInActor, mailId: string) {
  return inTransaction(deps, actor, async (trx) => {
    const { kind } = await readMailSummary(trx, mailId);
    const from = deps.mailer.send ? (['failed', 'kept'] as const) : (['failed'] as const);
    if (!(await requeueMail(deps, trx, mailId, from))) throw adminProblems.mail_not_retryable();
    await recordAudit(trx, actor, {
      action: 'mail.retry',
      object_type: 'mail',
      object_id: mailId,
      detail: { kind },
    });
    return readMailSummary(trx, mailId);
  });
}
