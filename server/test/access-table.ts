import type { World } from './access-world.ts';
import type { FormPart } from './forms.ts';
import { aPdf } from './sample-files.ts';

/** In the order in which they are asked; a route that changes something is asked by the mightiest last. */
export const ACTORS = ['other patient', 'other doctor', 'patient', 'caring doctor', 'admin'] as const;
export type ActorName = (typeof ACTORS)[number];

interface Row {
  /** One per actor, in the order of ACTORS. Whoever is not signed in gets 401 on all but public routes. */
  statuses: readonly [number, number, number, number, number];
  body?(world: World, actor: ActorName): unknown;
  /** Instead of a body, where a file is sent. */
  form?(): FormPart[];
  query?(world: World): string;
}

const all = (status: number): Row['statuses'] => [status, status, status, status, status];
const adminOnly = (status = 200): Row['statuses'] => [403, 403, 403, 403, status];
const staffOnly = (status = 200): Row['statuses'] => [403, status, 403, status, status];

const hours = { day_of_week: 6, start_time: '10:00', end_time: '12:00' };
const absence = { start_date: '2027-02-01', end_date: '2027-02-02' };
const person = (world: World, actor: ActorName) => ({
  email: `${world.tag}-${actor.replace(' ', '-')}@new.example.org`,
  first_name: 'New',
  last_name: 'Person',
});
const newPassword = { password: 'orange bicycle 19', password2: 'orange bicycle 19' };

/**
 * Z01: who gets what from which route, about a patient's and a doctor's own things. "other" means: no relation to them.
 * 404 where even the existence is nobody's business, 403 where the function or this act is not for the role.
 */
export const accessTable: Record<string, Row> = {
  'GET /api/health/live/': { statuses: all(200) },
  'GET /api/health/ready/': { statuses: all(200) },
  'GET /api/problems/:code/': { statuses: all(200) },

  'POST /api/auth/setup/': {
    statuses: all(400),
    body: (world, actor) => ({ token: 'wrong', ...person(world, actor), password: newPassword.password }),
  },
  'POST /api/auth/register/': {
    statuses: all(201),
    body: (world, actor) => ({ ...person(world, actor), ...newPassword }),
  },
  'GET /api/auth/verify-email/:uidb64/:token/': { statuses: all(400) },
  'POST /api/auth/resend-verification-email/': {
    statuses: all(200),
    body: (world) => ({ email: world.patient.email }),
  },
  'POST /api/auth/login/': {
    statuses: all(401),
    body: (world) => ({ email: world.patient.email, password: 'wrong password' }),
  },
  'POST /api/auth/token/refresh/': { statuses: all(401), body: () => ({ refresh: 'nothing' }) },
  'POST /api/auth/logout/': { statuses: all(200) },
  'POST /api/auth/logout-all/': { statuses: all(200) },
  'GET /api/auth/sessions/': { statuses: all(200) },
  'DELETE /api/auth/sessions/:session_id/': { statuses: [404, 404, 200, 404, 404] },
  'GET /api/auth/me/': { statuses: all(200) },
  'PATCH /api/auth/me/': { statuses: all(200), body: () => ({ first_name: 'Renamed' }) },
  'POST /api/auth/password/change/': {
    statuses: all(400),
    body: () => ({ old_password: 'wrong', new_password: newPassword.password }),
  },
  'POST /api/auth/password/reset/': { statuses: all(200), body: () => ({ email: 'nobody@example.org' }) },
  'POST /api/auth/password/reset/confirm/': {
    statuses: all(400),
    body: ({ params }) => ({ uidb64: params['uidb64'], token: 'wrong', ...newPassword }),
  },
  'POST /api/auth/invitation/confirm/': {
    statuses: all(400),
    body: ({ params }) => ({ uidb64: params['uidb64'], token: 'wrong', ...newPassword }),
  },

  'GET /api/patients/': { statuses: staffOnly() },
  'GET /api/patients/export/': { statuses: adminOnly() },
  'POST /api/patients/register/': { statuses: staffOnly(201), body: person },
  'GET /api/patients/duplicates/': {
    statuses: staffOnly(),
    query: () => '?first_name=Test&last_name=Person',
  },
  'POST /api/patients/imports/': {
    statuses: adminOnly(201),
    form: () => [
      { name: 'file', filename: 'patients.csv', content: 'email,first_name,last_name\na@b.example.org,A,B' },
    ],
  },
  'GET /api/patients/imports/': { statuses: adminOnly() },
  'GET /api/patients/imports/:import_id/': { statuses: adminOnly() },
  'GET /api/patients/imports/:import_id/rows/': { statuses: adminOnly() },
  'POST /api/patients/imports/:import_id/start/': { statuses: adminOnly(202), body: () => ({}) },
  'POST /api/patients/imports/:import_id/resume/': { statuses: adminOnly(202) },
  'POST /api/patients/imports/:import_id/undo/': { statuses: adminOnly(409) },
  'DELETE /api/patients/imports/:import_id/': { statuses: adminOnly() },
  'GET /api/patients/me/data/': { statuses: [200, 403, 200, 403, 403] },
  'GET /api/patients/me/': { statuses: [200, 403, 200, 403, 403] },
  'PUT /api/patients/me/': {
    statuses: [200, 403, 200, 403, 403],
    body: () => ({ first_name: 'Same', last_name: 'Person' }),
  },
  'PATCH /api/patients/me/': { statuses: [200, 403, 200, 403, 403], body: () => ({ address: 'Kisumu' }) },
  'GET /api/patients/:patient_id/': { statuses: [404, 200, 200, 200, 200] },
  'PUT /api/patients/:patient_id/update/': {
    statuses: [404, 403, 200, 403, 200],
    body: () => ({ first_name: 'Same', last_name: 'Person' }),
  },
  'PATCH /api/patients/:patient_id/update/': {
    statuses: [404, 403, 200, 403, 200],
    body: () => ({ address: 'Kisumu' }),
  },
  'DELETE /api/patients/:patient_id/deactivate/': { statuses: adminOnly() },
  'POST /api/patients/:patient_id/reactivate/': { statuses: adminOnly() },
  'PUT /api/patients/:patient_id/erasure/': {
    statuses: adminOnly(409), // a visit is still to come
    body: () => ({ reason: 'Letter of 30 November 2026' }),
  },
  'POST /api/patients/:patient_id/invitation/': { statuses: staffOnly(409) },

  'POST /api/patients/bulk/deactivate/preview/': {
    statuses: adminOnly(),
    body: ({ patient }) => ({ patient_ids: [patient.id] }),
  },
  'POST /api/patients/bulk/deactivate/': {
    statuses: adminOnly(),
    body: ({ patient }) => ({ patient_ids: [patient.id] }),
  },
  'GET /api/appointments/bulk/day/': {
    statuses: adminOnly(),
    query: ({ doctor }) => `?doctor_id=${doctor.id}&date=2026-12-03&to=another_doctor`,
  },
  'POST /api/appointments/bulk/day/': {
    statuses: adminOnly(),
    body: ({ doctor, params }) => ({
      doctor_id: doctor.id,
      date: '2026-12-03',
      visits: [{ id: params['appointment_id'], etag: '"x"', action: 'cancel' }],
    }),
  },

  'GET /api/doctors/': { statuses: all(200) },
  'GET /api/doctors/export/': { statuses: adminOnly() },
  'POST /api/doctors/register/': {
    statuses: adminOnly(201),
    body: (world, actor) => ({ ...person(world, actor), license_number: `LIC-${world.tag}` }),
  },
  'GET /api/doctors/me/': { statuses: [404, 200, 404, 200, 404] },
  'GET /api/doctors/:doctor_id/': { statuses: all(200) },
  'PUT /api/doctors/:doctor_id/update/': {
    statuses: [403, 403, 403, 200, 200],
    body: ({ tag }) => ({ first_name: 'Same', last_name: 'Doctor', license_number: `LIC-PUT-${tag}` }),
  },
  'PATCH /api/doctors/:doctor_id/update/': {
    statuses: [403, 403, 403, 200, 200],
    body: () => ({ bio: 'Kind.' }),
  },
  'DELETE /api/doctors/:doctor_id/deactivate/': { statuses: adminOnly() },
  'POST /api/doctors/:doctor_id/reactivate/': { statuses: adminOnly() },
  'GET /api/doctors/specializations/': { statuses: all(200) },
  'GET /api/doctors/specializations/:specialization_id/': { statuses: all(200) },
  'POST /api/doctors/specializations/create/': {
    statuses: adminOnly(201),
    body: ({ tag }) => ({ name: `Field of ${tag}` }),
  },
  'PUT /api/doctors/specializations/:specialization_id/update/': {
    statuses: adminOnly(),
    body: ({ tag }) => ({ name: `Put field of ${tag}` }),
  },
  'PATCH /api/doctors/specializations/:specialization_id/update/': {
    statuses: adminOnly(),
    body: ({ tag }) => ({ name: `Patched field of ${tag}` }),
  },
  'DELETE /api/doctors/specializations/:specialization_id/delete/': { statuses: adminOnly() },
  'GET /api/doctors/:doctor_id/availability/': { statuses: all(200) },
  'PUT /api/doctors/:doctor_id/availability/': { statuses: [403, 403, 403, 200, 200], body: () => [hours] },
  'POST /api/doctors/:doctor_id/availability/slots/': {
    statuses: [403, 403, 403, 201, 201],
    body: (_world, actor) =>
      actor === 'admin' ? { ...hours, start_time: '14:00', end_time: '16:00' } : hours,
  },
  'GET /api/doctors/:doctor_id/availability/slots/:slot_id/': { statuses: all(200) },
  'PUT /api/doctors/:doctor_id/availability/slots/:slot_id/': {
    statuses: [403, 403, 403, 200, 200],
    body: () => hours,
  },
  'PATCH /api/doctors/:doctor_id/availability/slots/:slot_id/': {
    statuses: [403, 403, 403, 200, 200],
    body: () => ({ end_time: '17:30' }),
  },
  'DELETE /api/doctors/:doctor_id/availability/slots/:slot_id/': { statuses: [403, 403, 403, 200, 404] },
  'GET /api/doctors/:doctor_id/unavailability/': { statuses: all(200) },
  'POST /api/doctors/:doctor_id/unavailability/': {
    statuses: [403, 403, 403, 201, 201],
    body: () => absence,
  },
  'GET /api/doctors/:doctor_id/unavailability/:unavailability_id/': { statuses: all(200) },
  'PUT /api/doctors/:doctor_id/unavailability/:unavailability_id/': {
    statuses: [403, 403, 403, 200, 200],
    body: () => absence,
  },
  'PATCH /api/doctors/:doctor_id/unavailability/:unavailability_id/': {
    statuses: [403, 403, 403, 200, 200],
    body: () => ({ reason: 'Conference' }),
  },
  'DELETE /api/doctors/:doctor_id/unavailability/:unavailability_id/': {
    statuses: [403, 403, 403, 200, 404],
  },

  'GET /api/appointments/': { statuses: all(200) },
  'POST /api/appointments/': {
    // The patient's visit takes the slot that the clinic asks for after.
    statuses: [403, 403, 201, 409, 409],
    body: ({ doctor, patient }) => ({
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime: '2026-12-02T06:00:00Z',
      reason: 'Check-up',
    }),
  },
  'GET /api/appointments/export/': { statuses: staffOnly() },
  'GET /api/appointments/availability/': {
    statuses: all(200),
    query: ({ doctor }) => `?doctor_id=${doctor.id}&date=2026-12-02`,
  },
  'GET /api/appointments/board/': { statuses: adminOnly(), query: () => '?date=2026-12-01' },
  'GET /api/appointments/:appointment_id/': { statuses: [404, 404, 200, 200, 200] },
  'PUT /api/appointments/:appointment_id/': {
    statuses: [404, 404, 200, 200, 200],
    body: () => ({ appointment_datetime: '2026-12-03T07:00:00Z', reason: 'Another reason' }),
  },
  'PATCH /api/appointments/:appointment_id/': {
    statuses: [404, 404, 200, 200, 200],
    body: () => ({ notes: 'By bus' }),
  },
  'DELETE /api/appointments/:appointment_id/': { statuses: [404, 404, 200, 200, 200] },
  // Nobody arrives two days before the visit, but who may say so is asked first.
  'POST /api/appointments/:appointment_id/arrive/': { statuses: [403, 404, 403, 409, 409] },
  'DELETE /api/appointments/:appointment_id/arrive/': { statuses: [403, 404, 403, 200, 200] },
  'POST /api/appointments/:appointment_id/status/': {
    // The patient chose the time, so the clinic confirms it.
    statuses: [404, 404, 403, 200, 200],
    body: () => ({ status: 'confirmed' }),
  },
  'PATCH /api/appointments/:appointment_id/status/': {
    statuses: [404, 404, 403, 200, 200],
    body: () => ({ status: 'confirmed' }),
  },

  'GET /api/calendar-feed/': { statuses: [200, 200, 200, 200, 403] },
  'POST /api/calendar-feed/': { statuses: [201, 201, 201, 201, 403] },
  'DELETE /api/calendar-feed/': { statuses: [200, 200, 200, 200, 403] },
  'GET /api/calendar-feed/:file': { statuses: all(404) },

  'GET /api/medical-records/': { statuses: all(200) },
  'POST /api/medical-records/': {
    statuses: [403, 403, 403, 201, 201],
    body: ({ doctor, patient }, actor) => ({
      patient: patient.id,
      record_type: 'consultation',
      title: 'Cough',
      ...(actor === 'admin' && { doctor: doctor.id }),
    }),
  },
  'GET /api/medical-records/emergency-access/': { statuses: all(200) },
  'POST /api/medical-records/emergency-access/': {
    statuses: [403, 404, 403, 201, 201],
    body: ({ patient }) => ({ patient_id: patient.id, reason: 'Unconscious, medication unknown' }),
  },
  'GET /api/medical-records/:record_id/': { statuses: [404, 404, 200, 200, 200] },
  'GET /api/medical-records/:record_id/pdf/': { statuses: [404, 404, 200, 200, 200] },
  'PUT /api/medical-records/:record_id/': {
    statuses: [403, 404, 403, 200, 200],
    body: () => ({ record_type: 'diagnosis', title: 'Bronchitis' }),
  },
  'PATCH /api/medical-records/:record_id/': {
    statuses: [403, 404, 403, 200, 200],
    body: () => ({ summary: 'Better.' }),
  },
  'DELETE /api/medical-records/:record_id/': { statuses: [403, 404, 403, 200, 404] },
  'POST /api/medical-records/:record_id/sign/': { statuses: [403, 404, 403, 409, 409] },
  'POST /api/medical-records/:record_id/restore/': {
    statuses: adminOnly(409),
    body: () => ({ reason: 'Deleted by mistake' }),
  },
  'POST /api/medical-records/:record_id/attachments/': {
    statuses: [403, 404, 403, 201, 201],
    form: () => [{ name: 'file', filename: 'result.pdf', content: aPdf() }],
  },
  'GET /api/medical-records/:record_id/attachments/:attachment_id/': {
    statuses: [404, 404, 200, 200, 200],
  },
  'GET /api/medical-records/:record_id/attachments/:attachment_id/thumbnail/': {
    statuses: [404, 404, 200, 200, 200],
  },
  'POST /api/medical-records/:record_id/attachments/:attachment_id/restore/': {
    statuses: [403, 404, 403, 409, 409],
  },
  'DELETE /api/medical-records/:record_id/attachments/:attachment_id/': {
    statuses: [403, 404, 403, 200, 404],
  },
  'GET /api/medical-records/:record_id/access-log/': { statuses: [404, 404, 200, 200, 200] },
  'GET /api/medical-records/:record_id/versions/': { statuses: [404, 404, 200, 200, 200] },

  'GET /api/notifications/': { statuses: all(200) },
  'GET /api/notifications/stream/': { statuses: all(200) },
  'PATCH /api/notifications/:notification_id/status/': {
    statuses: [404, 404, 200, 404, 404],
    body: () => ({ read: true }),
  },
  'POST /api/notifications/mark-all-read/': { statuses: all(200) },
  'GET /api/notifications/preferences/': { statuses: all(200) },
  'PUT /api/notifications/preferences/': { statuses: all(200), body: () => ({ kinds: [] }) },
  'GET /api/notifications/unsubscribe/:token/': { statuses: all(404) },
  'POST /api/notifications/unsubscribe/:token/': { statuses: all(404) },

  'GET /api/reports/visits/': { statuses: adminOnly() },
  'GET /api/reports/utilisation/': { statuses: adminOnly() },
  'GET /api/reports/new-patients/': { statuses: adminOnly() },
  'GET /api/reports/waiting-time/': { statuses: adminOnly() },
  'GET /api/clinic/': { statuses: all(200) },
  'GET /api/admin/settings/': { statuses: adminOnly() },
  'PATCH /api/admin/settings/': { statuses: adminOnly(), body: () => ({ address: '12 Moi Avenue' }) },
  'GET /api/admin/users/export/': { statuses: adminOnly() },
  'GET /api/admin/audit/export/': { statuses: adminOnly() },
  'GET /api/admin/users/': { statuses: adminOnly() },
  'POST /api/admin/users/invite/': {
    statuses: adminOnly(201),
    body: (world, actor) => ({ ...person(world, actor), role: 'ADMIN' }),
  },
  'GET /api/admin/users/:user_id/': { statuses: adminOnly() },
  'PATCH /api/admin/users/:user_id/role/': { statuses: adminOnly(), body: () => ({ role: 'ADMIN' }) },
  'POST /api/admin/users/:user_id/activate/': { statuses: adminOnly() },
  'POST /api/admin/users/:user_id/deactivate/': { statuses: adminOnly() },
  'POST /api/admin/users/:user_id/invitation/': { statuses: adminOnly(409) },
  'GET /api/admin/users/:user_id/sessions/': { statuses: adminOnly() },
  'POST /api/admin/users/:user_id/end-sessions/': { statuses: adminOnly() },
  'GET /api/admin/mails/': { statuses: adminOnly() },
  'GET /api/admin/mails/:mail_id/': { statuses: adminOnly() },
  // It waits in the outbox and has not failed.
  'POST /api/admin/mails/:mail_id/retry/': { statuses: adminOnly(409) },
  'GET /api/admin/failed-jobs/': { statuses: adminOnly() },
  'POST /api/admin/failed-jobs/:job_id/retry/': { statuses: adminOnly(404) },
  'DELETE /api/admin/failed-jobs/:job_id/': { statuses: adminOnly(404) },
  'GET /api/admin/audit/': { statuses: adminOnly() },
  'GET /api/admin/audit/actions/': { statuses: adminOnly() },
};
