import type { Deps } from '../../platform/deps.ts';
import { tellOfAuditTrouble } from './operation-messages.ts';

const HOUR = 3600_000;

/** What a worker calls each time that it cannot write down seals; it tells administrators, and then keeps quiet. */
export function auditAlarm(deps: Deps): () => void {
  let quietUntil = 0;
  return () => {
    if (deps.clock.now() < quietUntil) return;
    quietUntil = deps.clock.now() + HOUR;
    tellOfAuditTrouble(deps, 'seal_file').catch(() => (quietUntil = 0)); // it is in the log, and comes again
  };
}
