import { route, type Route } from '../../platform/http/route.ts';
import { ref } from '../../platform/http/schemas.ts';
import { readClinic, readClinicSettings } from './clinic.queries.ts';
import { ChangedClinicSettings, Clinic, ClinicSettings, ClinicSettingsChange } from './clinic.schemas.ts';
import { updateClinicSettings } from './update-settings.ts';

export const clinicRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/clinic/',
    {
      access: 'public',
      operation_id: 'readClinic',
      summary: 'The clinic’s name, contact, time zone, language and booking rules',
      answer: ref(Clinic),
    },
    ({ deps }) => readClinic(deps.db),
  ),

  route(
    'GET',
    '/api/admin/settings/',
    {
      access: 'admin:settings',
      operation_id: 'readClinicSettings',
      summary: 'The clinic’s settings',
      answer: ref(ClinicSettings),
      etag: true,
    },
    ({ deps }) => readClinicSettings(deps.db),
  ),

  route(
    'PATCH',
    '/api/admin/settings/',
    {
      access: 'admin:settings',
      operation_id: 'updateClinicSettings',
      summary: 'Change the clinic’s settings; they hold at once',
      description:
        'Another time zone makes other instants of all weekly hours and absences: visits to come that these no longer ' +
        'cover get `needs_reschedule`, and their patients are told.',
      body: ref(ClinicSettingsChange),
      answer: ref(ChangedClinicSettings),
      etag: ({ settings }: ChangedClinicSettings) => settings,
    },
    ({ deps, actor, body }) => updateClinicSettings(deps, actor, body),
  ),
];
