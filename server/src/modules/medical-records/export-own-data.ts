import type { SignedInActor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Deps } from '../../platform/deps.ts';
import type { PageOf } from '../../platform/http/paging.ts';
import { Turns } from '../../platform/http/turns.ts';
import { listAppointments } from '../appointments/appointments.queries.ts';
import { readUser } from '../auth/accounts.ts';
import { listSessions } from '../auth/auth.queries.ts';
import { listNotifications } from '../notifications/notifications.queries.ts';
import { readPreferences } from '../notifications/preferences.queries.ts';
import { ownPatientId, readPatient } from '../patients/patients.queries.ts';
import { listEmergencyAccesses } from './emergency-access.ts';
import { listAccesses } from './list-accesses.ts';
import { listRecords, listVersions } from './medical-records.queries.ts';
import type { OwnData } from './own-data.schemas.ts';

/** It reads much; one at a time for each person. */
const turns = new Turns(4, 1);
const PAGE = 100;

/**
 * All that a patient may see of themself, by the same reads that show it on screen, so nothing else can be in it. That
 * it was taken is in the audit before anything is read; records say so in their own list of accesses too.
 * @throws Problem not_found for somebody without a profile; throttled
 */
export async function exportOwnData(deps: Deps, actor: SignedInActor): Promise<OwnData> {
  const patient_id = ownPatientId(actor);
  const giveBack = turns.take(actor.user_id);
  try {
    await recordAudit(deps.db, actor, {
      action: 'patient.export_own_data',
      object_type: 'patient',
      object_id: patient_id,
      patient_id,
    });
    return {
      exported_at: Temporal.Instant.fromEpochMilliseconds(deps.clock.now()).toString(),
      account: await readUser(deps.db, actor.user_id),
      profile: await readPatient(deps, deps.db, actor, patient_id),
      sessions: await listSessions(deps, actor, actor.user_id),
      notification_preferences: await readPreferences(deps, deps.db, actor),
      appointments: await all((page) =>
        listAppointments(deps, actor, { ordering: 'appointment_datetime', ...page }),
      ),
      medical_records: await readRecords(deps, actor),
      emergency_accesses: await all((page) => listEmergencyAccesses(deps, actor, page)),
      notifications: await all((page) => listNotifications(deps, actor, page)),
    };
  } finally {
    giveBack();
  }
}

async function readRecords(deps: Deps, actor: SignedInActor): Promise<OwnData['medical_records']> {
  const records = await all((page) => listRecords(deps, actor, { ordering: 'created_at', ...page }));
  const found: OwnData['medical_records'] = [];
  for (const record of records) {
    if (record.restricted) continue; // to patients none is
    found.push({
      record,
      versions: await all((page) => listVersions(deps, actor, record.id, page)),
      accesses: await all((page) => listAccesses(deps, actor, record.id, page)),
    });
  }
  return found;
}

async function all<T>(list: (page: { page: number; page_size: number }) => Promise<PageOf<T>>): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page += 1) {
    const { results, next } = await list({ page, page_size: PAGE });
    found.push(...results);
    if (next === null) return found;
  }
}
