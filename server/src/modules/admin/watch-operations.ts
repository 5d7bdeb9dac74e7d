import { Type } from 'typebox';
import { systemActor } from '../../platform/actor.ts';
import { readAuditState } from '../../platform/audit-log/audit-state.ts';
import { inTransaction } from '../../platform/database.ts';
import { defineJob } from '../../platform/jobs.ts';
import { tell } from '../../platform/messages.ts';
import {
  jobsFailed,
  mailsFailed,
  readFailedJobs,
  readFailedMails,
  tellOfAuditTrouble,
} from './operation-messages.ts';

/**
 * Tells administrators what needs a person: one notice for all that has failed since the last one, so that a thousand
 * failures of one night are no thousand notices. The newest failure is the event, so nothing is told twice.
 */
export const watchOperations = defineJob({
  name: 'watch-operations',
  payload: Type.Object({}),
  cron: '*/5 * * * *',
  concurrency: 1,
  async run(deps) {
    await inTransaction(deps, systemActor('job:watch-operations'), async (trx) => {
      const { newest: job } = await readFailedJobs(trx);
      if (job !== null) await tell(deps, trx, jobsFailed, job, {});
      const { newest: mail } = await readFailedMails(deps, trx);
      if (mail !== null) await tell(deps, trx, mailsFailed, mail, {});
    });
    const { is_stalled } = await readAuditState(deps.db);
    if (is_stalled) await tellOfAuditTrouble(deps, 'stalled');
  },
});
