import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { deactivatePatient } from '../patients/deactivate-patient.ts';
import type { Deactivations, PatientSelection } from './bulk.schemas.ts';
import { actOnMany } from './one-of-many.ts';

/**
 * Deactivates patients, each as alone: account off, sessions ended, visits to come cancelled with notice.
 * @throws Problem idempotency_key_reused
 */
export async function deactivatePatients(
  deps: Deps,
  actor: SignedInActor,
  { patient_ids }: PatientSelection,
): Promise<Deactivations> {
  const items = patient_ids.map((id) => ({ id }));
  const outcomes = await actOnMany(deps, actor, items, (one, { id }) => deactivatePatient(deps, one, id));
  return {
    results: outcomes.map((outcome, index) => ({
      patient_id: patient_ids[index]!,
      code: 'refusal' in outcome ? outcome.refusal.kind.code : null,
    })),
  };
}
