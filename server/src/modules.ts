import type { Route } from './platform/http/route.ts';
import type { AnyJob } from './platform/jobs.ts';
import type { LiveSource } from './platform/live.ts';
import type { AnyMailKind } from './platform/mail.ts';
import type { Hook } from './platform/hooks.ts';
import { fileProblems } from './platform/files/file.problems.ts';
import { deliverMail } from './platform/mail-delivery.ts';
import type { AnyMessageKind } from './platform/messages.ts';
import {
  problemKinds,
  problems,
  type ProblemCatalog,
  type ProblemFactory,
  type ProblemKind,
} from './platform/problems.ts';
import { clinicRoutes } from './modules/clinic/clinic.routes.ts';
import { timeZoneChanges } from './modules/clinic/clinic.hooks.ts';
import { authMails } from './modules/auth/auth.mails.ts';
import { authConstraints, authProblems } from './modules/auth/auth.problems.ts';
import { authRoutes } from './modules/auth/auth.routes.ts';
import { authJobs } from './modules/auth/auth.jobs.ts';
import { securityMessages } from './modules/auth/security-messages.ts';
import { patientSignedUp } from './modules/auth/auth.hooks.ts';
import { appointmentConstraints, appointmentProblems } from './modules/appointments/appointments.problems.ts';
import { appointmentNews } from './modules/appointments/appointments.live.ts';
import { appointmentRoutes } from './modules/appointments/appointments.routes.ts';
import { cancelAppointmentsOfPatient } from './modules/appointments/cancel-appointments-of-patient.ts';
import {
  strandInAnotherZone,
  strandUncoveredAppointments,
} from './modules/appointments/strand-appointments.ts';
import { refuseVisitsToCome } from './modules/appointments/refuse-visits-to-come.ts';
import { replanReminders } from './modules/appointments/plan-reminders.ts';
import { checkReminders, remindersMissing, sendDueReminders } from './modules/appointments/reminder-jobs.ts';
import { reminderMessage } from './modules/appointments/reminder-message.ts';
import { tellTomorrow, tomorrowMessage } from './modules/appointments/tomorrows-list.ts';
import { visitMessages } from './modules/appointments/visit-messages.ts';
import { doctorDeactivated, scheduleChanged } from './modules/doctors/doctors.hooks.ts';
import { doctorNews } from './modules/doctors/doctors.live.ts';
import { doctorConstraints, doctorProblems } from './modules/doctors/doctors.problems.ts';
import { doctorRoutes } from './modules/doctors/doctors.routes.ts';
import { scheduleRoutes } from './modules/doctors/schedules.routes.ts';
import { adminProblems } from './modules/admin/admin.problems.ts';
import { adminExportRoutes } from './modules/admin/exports.routes.ts';
import { adminRoutes } from './modules/admin/admin.routes.ts';
import { operationRoutes } from './modules/admin/operations.routes.ts';
import { operationMessages } from './modules/admin/operation-messages.ts';
import { watchOperations } from './modules/admin/watch-operations.ts';
import { calendarFeedMessage } from './modules/calendar-feeds/calendar-feed-message.ts';
import { calendarFeedRoutes } from './modules/calendar-feeds/calendar-feeds.routes.ts';
import { attachmentRoutes } from './modules/medical-records/attachments.routes.ts';
import { ownDataRoutes } from './modules/medical-records/own-data.routes.ts';
import { recordMessages } from './modules/medical-records/record-messages.ts';
import { recordProblems } from './modules/medical-records/medical-records.problems.ts';
import { recordRoutes } from './modules/medical-records/medical-records.routes.ts';
import { sweepFiles } from './modules/medical-records/sweep-files.ts';
import { deliverMessage } from './modules/notifications/deliver.ts';
import { reminderTimesChanged } from './modules/notifications/notifications.hooks.ts';
import { mailOf } from './modules/notifications/message-mails.ts';
import { notificationNews } from './modules/notifications/notifications.live.ts';
import { notificationRoutes } from './modules/notifications/notifications.routes.ts';
import { bulkRoutes } from './modules/bulk/bulk.routes.ts';
import { reportRoutes } from './modules/reports/reports.routes.ts';
import { patientDeactivated, patientToBeErased } from './modules/patients/patients.hooks.ts';
import { importJobs } from './modules/patients/imports/imports.jobs.ts';
import { importProblems } from './modules/patients/imports/imports.problems.ts';
import { importRoutes } from './modules/patients/imports/imports.routes.ts';
import { keepSignUpProfile } from './modules/patients/keep-sign-up-profile.ts';
import { patientNews } from './modules/patients/patients.live.ts';
import { patientProblems } from './modules/patients/patients.problems.ts';
import { patientRoutes } from './modules/patients/patients.routes.ts';

/** The table of contents: what the product consists of. Everything that runs is reachable from here. */
export const routes: Record<string, readonly Route[]> = {
  Accounts: authRoutes,
  Patients: [...patientRoutes, ...importRoutes],
  Doctors: doctorRoutes,
  Schedules: scheduleRoutes,
  Appointments: appointmentRoutes,
  'Calendar feeds': calendarFeedRoutes,
  'Medical records': [...recordRoutes, ...attachmentRoutes, ...ownDataRoutes],
  Notifications: notificationRoutes,
  'Many at once': bulkRoutes,
  Reports: reportRoutes,
  Clinic: clinicRoutes,
  Administration: [...adminRoutes, ...operationRoutes, ...adminExportRoutes],
};

export const jobs: readonly AnyJob[] = [
  deliverMail,
  deliverMessage,
  sendDueReminders,
  checkReminders,
  tellTomorrow,
  watchOperations,
  sweepFiles,
  ...authJobs,
  ...importJobs,
];

/** Everything that people are told of. */
export const messages: readonly AnyMessageKind[] = [
  ...securityMessages,
  ...visitMessages,
  reminderMessage,
  remindersMissing,
  tomorrowMessage,
  calendarFeedMessage,
  ...recordMessages,
  ...operationMessages,
];

export const mails: readonly AnyMailKind[] = [...authMails, ...messages.map(mailOf)];

/** What streams tell, in the order in which it is told. */
export const liveSources: readonly LiveSource[] = [
  appointmentNews,
  doctorNews,
  patientNews,
  notificationNews,
];

/** Rules of the database, by name, in words. */
export const constraints: Record<string, ProblemFactory> = {
  ...authConstraints,
  ...doctorConstraints,
  ...appointmentConstraints,
};

export const catalogs: readonly ProblemCatalog[] = [
  problems,
  fileProblems,
  authProblems,
  patientProblems,
  doctorProblems,
  importProblems,
  appointmentProblems,
  recordProblems,
  adminProblems,
];

// Where a later module acts in an earlier one's transaction.
patientSignedUp.handle(keepSignUpProfile);
patientDeactivated.handle(cancelAppointmentsOfPatient);
patientToBeErased.handle(refuseVisitsToCome);
scheduleChanged.handle(strandUncoveredAppointments);
doctorDeactivated.handle(strandUncoveredAppointments);
reminderTimesChanged.handle(replanReminders);
timeZoneChanges.handle(strandInAnotherZone);

export const hooks: readonly Pick<Hook<never, unknown>, 'name' | 'isHandled'>[] = [
  patientSignedUp,
  patientDeactivated,
  patientToBeErased,
  scheduleChanged,
  doctorDeactivated,
  reminderTimesChanged,
  timeZoneChanges,
];

export function allProblemKinds(): ProblemKind[] {
  return catalogs.flatMap((catalog) => problemKinds(catalog));
}

/**
 * Refuses a build that contradicts itself.
 * @throws Error naming what is there twice or not at all
 */
export function checkCoherence(): void {
  const names = [
    ...allProblemKinds().map((kind) => `problem ${kind.code}`),
    ...jobs.map((job) => `job ${job.name}`),
    ...mails.map((mail) => `mail ${mail.kind}`),
    ...Object.values(routes)
      .flat()
      .map((route) => `operation ${route.spec.operation_id}`),
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${twice} is defined twice`);
  const unhandled = hooks.find((hook) => !hook.isHandled());
  if (unhandled) throw new Error(`nobody handles the hook "${unhandled.name}"`);
}
