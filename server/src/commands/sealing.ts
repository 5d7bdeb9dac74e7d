import { stopJobs } from '../deps.ts';
import { auditAlarm } from '../modules/admin/audit-alarm.ts';
import { startSealing } from '../platform/audit-log/seal-audit.ts';
import type { Deps } from '../platform/deps.ts';

/**
 * Seals the audit at intervals.
 * @returns what ends it: after the last job, so that a clinic that is stopped leaves nothing without a seal
 */
export function sealAuditOf(deps: Deps): () => Promise<void> {
  const sealing = startSealing({ ...deps, onTrouble: auditAlarm(deps) });
  return async () => {
    await stopJobs(deps);
    await sealing.stop();
  };
}
