import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import { Problem, problems } from '../../platform/problems.ts';

/** A 403 that names the field which this actor may not write. */
export function forbidden(field: string, message: string): Problem {
  return problems.permission_denied(`${field}: ${message}`, { errors: [{ field, message }] });
}

/**
 * Runs an operation; what the actor may not do in it leaves a line in the audit, after the transaction that the refusal
 * has undone.
 * @param appointmentId the visit concerned, if there is one yet
 */
export async function auditDenials<T>(
  deps: Deps,
  actor: SignedInActor,
  appointmentId: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.kind.status === 403) {
      await recordAudit(deps.db, actor, {
        action: 'access.denied',
        object_type: 'appointment',
        ...(appointmentId !== undefined && { object_id: appointmentId }),
        outcome: 'denied',
        detail: { fields: error.options.errors?.map(({ field }) => field) ?? [] },
      });
    }
    throw error;
  }
}
