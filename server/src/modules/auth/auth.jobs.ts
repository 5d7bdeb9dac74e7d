import { Type } from 'typebox';
import { instant } from '../../platform/clock.ts';
import { deleteOldIdempotencyKeys } from '../../platform/http/idempotency.ts';
import { defineJob } from '../../platform/jobs.ts';

/** Removes what has lost its meaning: expired tokens, counters and idempotency keys, sessions ended long ago. */
export const tidyUp = defineJob({
  name: 'tidy-up',
  payload: Type.Object({}),
  cron: '17 * * * *',
  async run(deps) {
    await deps.db.transaction().execute(async (trx) => {
      await deleteOldIdempotencyKeys(trx);
      await trx.deleteFrom('throttles').where('expire', '<', deps.clock.now()).execute();
      await trx.deleteFrom('account_tokens').where('expires_at', '<', instant(deps.clock)).execute();
      const month = instant(deps.clock, -30 * 24 * 3600_000);
      await trx
        .deleteFrom('sessions')
        .where((eb) => eb.or([eb('ended_at', '<', month), eb('expires_at', '<', month)]))
        .execute();
    });
  },
});

export const authJobs = [tidyUp];
