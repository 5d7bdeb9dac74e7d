import { fromKysely } from 'pg-boss';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { DEAD_LETTERS } from '../../platform/jobs.ts';
import { adminProblems } from './admin.problems.ts';
import { lockFailedJob } from './admin.queries.ts';

/**
 * Puts a failed job back into its queue with all its tries.
 * @throws Problem not_found, job_not_retryable where this version of Etiba has no such job
 */
export async function retryFailedJob(deps: Deps, actor: SignedInActor, jobId: string) {
  return inTransaction(deps, actor, async (trx) => {
    const name = await lockFailedJob(trx, jobId);
    const moved = await deps.jobs.boss.redrive(DEAD_LETTERS, { ids: [jobId], db: fromKysely(trx) });
    if (moved === 0) throw adminProblems.job_not_retryable();
    await recordAudit(trx, actor, {
      action: 'job.retry',
      object_type: 'job',
      object_id: jobId,
      detail: { name },
    });
    return { message: 'The job will be tried again.' };
  });
}
