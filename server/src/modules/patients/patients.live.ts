import { sql } from 'kysely';
import type { LiveSource } from '../../platform/live.ts';
import { committedWithin } from '../../platform/live-cursor.ts';

/**
 * That patients are new or have changed, as `patients`, to those who may list all of them. It names nobody: an import
 * makes thousands, and a list is read anew in any case.
 */
export const patientNews: LiveSource = {
  async read(db, span, audience) {
    const staff = audience.filter(({ role }) => role !== 'PATIENT');
    if (staff.length === 0) return new Map();
    const { rows } = await sql<{ is_changed: boolean }>`
      select exists (select from patients where ${committedWithin(sql.ref('changed_in'), span)})
        or exists (select from users where role = 'PATIENT' and ${committedWithin(sql.ref('changed_in'), span)})
        as is_changed`.execute(db);
    if (!rows[0]!.is_changed) return new Map();
    return new Map(staff.map(({ user_id }) => [user_id, [{ event: 'patients', data: {} }]]));
  },
};
