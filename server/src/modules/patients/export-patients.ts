import { sql } from 'kysely';
import type { SignedInActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { exportRows } from '../../platform/export.ts';
import type { Download } from '../../platform/http/download.ts';
import { clinicToday } from '../clinic/clinic.queries.ts';
import { inOrder, patientsFound } from './patients.queries.ts';
import type { PatientFilters } from './patients.schemas.ts';

/** Who they are and how to reach them. Clinical text stays inside Etiba. */
const COLUMNS = [
  'id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'date_of_birth',
  'age',
  'gender',
  'address',
  'emergency_contact',
  'insurance_provider',
  'insurance_number',
  'is_active',
  'created_at',
] as const;

/**
 * The patients that the list shows the actor with the same filters, as CSV.
 * @throws Problem throttled
 */
export async function exportPatients(
  deps: Deps,
  actor: SignedInActor,
  query: PatientFilters,
): Promise<Download> {
  const about = {
    file_name: 'patients.csv',
    columns: COLUMNS,
    action: 'patient.export',
    filters: Object.keys(query),
  };
  return exportRows(deps, actor, about, (db) =>
    inOrder(
      patientsFound(db, actor, query)
        .select(['patients.id', 'first_name', 'last_name', 'email', 'phone', 'date_of_birth', 'gender'])
        .select(['address', 'emergency_contact', 'insurance_provider', 'insurance_number'])
        .select(['is_active', 'patients.created_at'])
        .select(
          sql<number | null>`extract(year from age(${clinicToday(deps)}, date_of_birth))::integer`.as('age'),
        ),
      query,
    ),
  );
}
