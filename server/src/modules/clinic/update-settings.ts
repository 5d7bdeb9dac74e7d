import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction, type Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { requireUnchanged } from '../../platform/http/etag.ts';
import { invalidField } from '../../platform/problems.ts';
import { timeZoneChanges } from './clinic.hooks.ts';
import { readClinicSettings } from './clinic.queries.ts';
import type { ChangedClinicSettings, ClinicSettingsChange } from './clinic.schemas.ts';
import { knownTimeZone } from './time-zones.ts';

/**
 * Changes what is named of the clinic's settings; it holds on every process at once. Another time zone makes other
 * instants of all weekly hours and absences: visits to come that these no longer cover are marked `needs_reschedule`.
 * @throws Problem stale, invalid_input
 */
export async function updateClinicSettings(
  deps: Deps,
  actor: SignedInActor,
  change: ClinicSettingsChange,
): Promise<ChangedClinicSettings> {
  const values = await acceptable(deps, change);
  return inTransaction(deps, actor, async (trx) => {
    const before = await lockSettings(trx);
    requireUnchanged(actor, before);
    const named = Object.keys(values) as (keyof typeof values)[];
    const fields = named.filter((field) => values[field] !== before[field]);
    if (fields.length === 0) return { settings: before, affected_appointments: 0 };
    await trx.updateTable('clinic_settings').set(values).execute();
    const affected_appointments = await judgeAnew(deps, trx, actor, before.time_zone, values.time_zone);
    await recordAudit(trx, actor, {
      action: 'settings.update',
      object_type: 'clinic',
      detail: {
        fields,
        ...(fields.includes('time_zone') && { from: before.time_zone, to: values.time_zone ?? null }),
      },
    });
    return { settings: await readClinicSettings(trx), affected_appointments };
  });
}

async function acceptable(deps: Deps, change: ClinicSettingsChange): Promise<ClinicSettingsChange> {
  if (change.time_zone === undefined) return change;
  const time_zone = await knownTimeZone(deps.db, change.time_zone);
  if (time_zone === undefined)
    throw invalidField('time_zone', 'wants an IANA time zone such as Africa/Nairobi');
  return { ...change, time_zone };
}

async function lockSettings(trx: Trx) {
  await trx.selectFrom('clinic_settings').select('is_only').forUpdate().execute();
  return readClinicSettings(trx);
}

async function judgeAnew(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  before: string,
  time_zone = before,
): Promise<number> {
  return time_zone === before ? 0 : timeZoneChanges.run(deps, trx, actor, { time_zone });
}
