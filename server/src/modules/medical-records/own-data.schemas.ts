import { Type, type Static } from 'typebox';
import { Closed, Instant, model, ref } from '../../platform/http/schemas.ts';
import { Appointment } from '../appointments/appointments.schemas.ts';
import { Session, User } from '../auth/auth.schemas.ts';
import { Notification } from '../notifications/notifications.schemas.ts';
import { NotificationPreferences } from '../notifications/preferences.schemas.ts';
import { Patient } from '../patients/patients.schemas.ts';
import { EmergencyAccess } from './emergency-access.schemas.ts';
import { MedicalRecord, RecordAccessEntry, RecordVersion } from './medical-records.schemas.ts';

export const OwnData = model(
  'OwnData',
  Closed(
    {
      exported_at: Instant(),
      account: ref(User),
      profile: ref(Patient),
      sessions: Type.Array(ref(Session)),
      notification_preferences: ref(NotificationPreferences),
      appointments: Type.Array(ref(Appointment)),
      medical_records: Type.Array(
        Closed({
          record: ref(MedicalRecord),
          versions: Type.Array(ref(RecordVersion)),
          accesses: Type.Array(ref(RecordAccessEntry)),
        }),
      ),
      emergency_accesses: Type.Array(ref(EmergencyAccess)),
      notifications: Type.Array(ref(Notification)),
    },
    {
      description:
        'Everything that Etiba shows to a patient of themself, in one document (GDPR, article 20). Files are listed with ' +
        'their records, by name, hash and where to fetch them.',
    },
  ),
);
export type OwnData = Static<typeof OwnData>;
