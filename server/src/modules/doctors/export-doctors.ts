import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { exportRows } from '../../platform/export.ts';
import type { Download } from '../../platform/http/download.ts';
import { doctorsListed } from './doctors.queries.ts';
import type { DoctorFilters } from './doctors.schemas.ts';

const COLUMNS = [
  'id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'license_number',
  'specializations',
  'years_of_experience',
  'consultation_fee',
  'office_address',
  'is_available',
  'is_active',
  'created_at',
] as const;

/**
 * The doctors that the list shows the actor with the same filters, as CSV. For administrators: it names e-mail, phone
 * and licence.
 * @throws Problem throttled
 */
export async function exportDoctors(
  deps: Deps,
  actor: SignedInActor,
  query: DoctorFilters,
): Promise<Download> {
  const about = {
    file_name: 'doctors.csv',
    columns: COLUMNS,
    action: 'doctor.export',
    filters: Object.keys(query),
  };
  return exportRows(deps, actor, about, async (db) => {
    const { rows, ordered } = await doctorsListed(deps, db, actor, query);
    return ordered(
      rows
        .select(['doctors.id', 'first_name', 'last_name', 'email', 'phone', 'license_number'])
        .select(['years_of_experience', 'consultation_fee', 'office_address', 'is_available'])
        .select(['users.is_active', 'doctors.created_at'])
        .select(
          sql<string | null>`(select string_agg(s.name, '; ' order by s.name) from doctor_specializations ds
            join specializations s on s.id = ds.specialization_id where ds.doctor_id = doctors.id)`.as(
            'specializations',
          ),
        ),
    );
  });
}
