import { fromKysely } from 'pg-boss';
import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { DEAD_LETTERS } from '../../platform/jobs.ts';
import { lockFailedJob } from './admin.queries.ts';

/**
 * Forgets a failed job: what it was to do will not be done.
 * @throws Problem not_found
 */
export async function discardFailedJob(deps: Deps, actor: SignedInActor, jobId: string) {
  return inTransaction(deps, actor, async (trx) => {
    const name = await lockFailedJob(trx, jobId);
    await deps.jobs.boss.deleteJob(DEAD_LETTERS, jobId, { db: fromKysely(trx) });
    await recordAudit(trx, actor, {
      action: 'job.discard',
      object_type: 'job',
      object_id: jobId,
      detail: { name },
    });
    return { message: 'The job is discarded.' };
  });
}
