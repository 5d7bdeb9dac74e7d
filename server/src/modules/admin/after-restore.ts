import type { SystemActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { acknowledgeRestore } from '../../platform/audit-log/seal-file.ts';
import { sealAudit } from '../../platform/audit-log/seal-audit.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { dropDueJobs } from '../../platform/jobs.ts';
import { dropQueuedMails } from '../../platform/mail.ts';
import { endAllSessions } from '../auth/sessions.ts';

export interface RestoreReport {
  sessions: number;
  mails: number;
  jobs: number;
  /** Seals that the seal file knew and the restored database does not. */
  lost_seals: number;
}

/**
 * Makes a restored copy safe to start: whoever was signed in signs in anew, mails and jobs that were due when the
 * copy was made (and have been done since, by the original) are not done again, and the seal file learns that the
 * audit goes on from an earlier point. Jobs for a later time stay, such as reminders; they re-read the truth.
 */
export async function afterRestore(deps: Deps, actor: SystemActor): Promise<RestoreReport> {
  const lost_seals = await acknowledgeRestore(deps, deps.db, instant(deps.clock));
  const report = await inTransaction(deps, actor, async (trx) => {
    const sessions = await endAllSessions(deps, trx, 'restored');
    const mails = await dropQueuedMails(trx);
    const jobs = await dropDueJobs(trx);
    await recordAudit(trx, actor, {
      action: 'system.restore',
      detail: { sessions, mails, jobs, lost_seals },
    });
    return { sessions, mails, jobs, lost_seals };
  });
  await sealAudit(deps);
  return report;
}
