import { sql } from 'kysely';
import { Type } from 'typebox';
import { instant } from '../../platform/clock.ts';
import { defineMessage } from '../../platform/messages.ts';
import { isOpen } from './plan-reminders.ts';
import { placeLines, visitPath } from './visit-entry.ts';
import { visitAction } from './visit-words.ts';

interface ComingVisit {
  appointment_id: string;
  doctor_id: string;
  starts_at: string;
  doctor: string;
  /** Empty if unknown. */
  place: string;
}

/** A patient's visit is near. For that start only: of a visit that was moved, cancelled or has begun nobody is reminded. */
export const reminderMessage = defineMessage({
  kind: 'reminder',
  offers: { PATIENT: { in_app: 'on', mail: 'on' } },
  params: Type.Object({ appointment_id: Type.String(), starts_at: Type.String() }),
  unsubscribes: true,
  async load(deps, db, { appointment_id, starts_at }) {
    // Locked, so that in the transaction of the delivery no cancel comes between the question and the answer.
    const { rows } = await sql<ComingVisit & { user_id: string }>`
      select a.id as appointment_id, a.doctor_id, a.appointment_datetime as starts_at, p.user_id,
        'Dr. ' || u.first_name || ' ' || u.last_name as doctor, d.office_address as place
      from appointments a
      join patients p on p.id = a.patient_id
      join doctors d on d.id = a.doctor_id join users u on u.id = d.user_id
      where a.id = ${appointment_id} and a.appointment_datetime = ${starts_at}
        and ${isOpen} and not a.needs_reschedule and a.appointment_datetime > ${instant(deps.clock)}
      for share of a`.execute(db);
    return rows.map(({ user_id, ...data }) => ({ user_id, data }));
  },
  texts: {
    en: (visit, { local }) => ({
      subject: `Reminder: your visit on ${local(visit.starts_at)}`,
      description: `Your visit with ${visit.doctor} is on ${local(visit.starts_at)}.`,
      lines: placeLines('en', visit.place),
      action: visitAction.en,
    }),
    sw: (visit, { local }) => ({
      subject: `Kumbusho: miadi yako ya ${local(visit.starts_at)}`,
      description: `Miadi yako na ${visit.doctor} ni tarehe ${local(visit.starts_at)}.`,
      lines: placeLines('sw', visit.place),
      action: visitAction.sw,
    }),
    fr: (visit, { local }) => ({
      subject: `Rappel : votre rendez-vous, ${local(visit.starts_at)}`,
      description: `Votre rendez-vous avec ${visit.doctor} a lieu le ${local(visit.starts_at)}.`,
      lines: placeLines('fr', visit.place),
      action: visitAction.fr,
    }),
  },
  link: ({ appointment_id }) => visitPath(appointment_id),
  about: ({ appointment_id, doctor_id, starts_at, doctor }, { local }) => ({
    target: { type: 'appointment', id: appointment_id, label: local(starts_at) },
    action_object: { type: 'doctor', id: doctor_id, label: doctor },
  }),
  samples: [
    {
      appointment_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
      doctor_id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
      starts_at: '2026-12-02T06:30:00Z',
      doctor: 'Dr. Grace Wanjiku',
      place: 'Room 4, first floor',
    },
  ],
});
