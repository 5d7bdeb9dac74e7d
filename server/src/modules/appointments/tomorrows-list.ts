import { sql } from 'kysely';
import { Type } from 'typebox';
import { systemActor } from '../../platform/actor.ts';
import { inTransaction } from '../../platform/database.ts';
import { formatDate, type Locale } from '../../platform/i18n.ts';
import { defineJob } from '../../platform/jobs.ts';
import { defineMessage, tell, type Reading } from '../../platform/messages.ts';
import { clinicToday, clinicZone, readTimeZone } from '../clinic/clinic.queries.ts';
import { initialsOf } from './initials.ts';
import { isOpen } from './plan-reminders.ts';

/** The clinic's local hour from which the list of the next day is sent. */
const EVENING = 18;

/** Visits, `a`, of a date on the clinic's calendar. */
const isOn = (date: string) => sql<boolean>`
  a.appointment_datetime >= ${date}::date::timestamp at time zone ${clinicZone}
  and a.appointment_datetime < (${date}::date + 1)::timestamp at time zone ${clinicZone}`;

/** From the evening on until midnight, so that a worker that was away sends it late; each doctor gets it once. */
export const tellTomorrow = defineJob({
  name: 'tell-tomorrow',
  payload: Type.Object({}),
  cron: '*/15 * * * *',
  async run(deps) {
    const zone = await readTimeZone(deps.db);
    const local = Temporal.Instant.fromEpochMilliseconds(deps.clock.now()).toZonedDateTimeISO(zone);
    if (local.hour < EVENING) return;
    const date = local.toPlainDate().add({ days: 1 }).toString();
    await inTransaction(deps, systemActor('job:tell-tomorrow'), async (trx) => {
      const { rows } = await sql<{ doctor_id: string }>`
        select distinct a.doctor_id from appointments a where ${isOpen} and ${isOn(date)}`.execute(trx);
      for (const { doctor_id } of rows)
        await tell(deps, trx, tomorrowMessage, `${doctor_id}:${date}`, { doctor_id, date });
    });
  },
});

const Params = Type.Object({ doctor_id: Type.String(), date: Type.String() });

interface DayList {
  date: string;
  visits: { starts_at: string; duration: number; patient: string; needs_reschedule: boolean }[];
}

const needsNewTime: Record<Locale, string> = {
  en: 'needs a new time',
  sw: 'inahitaji wakati mpya',
  fr: 'à déplacer',
};

/** "09:30, 30 min, A. O." */
function linesOf({ visits }: DayList, { locale, time }: Reading): string[] {
  return visits.map(({ starts_at, duration, patient, needs_reschedule }) =>
    [time(starts_at), `${duration} min`, initialsOf(patient), needs_reschedule && needsNewTime[locale]]
      .filter(Boolean)
      .join(', '),
  );
}

export const tomorrowMessage = defineMessage<typeof Params, DayList>({
  kind: 'tomorrow',
  offers: { DOCTOR: { in_app: 'off', mail: 'on' } },
  params: Params,
  async load(deps, db, { doctor_id, date }) {
    const { rows } = await sql<DayList['visits'][number] & { user_id: string }>`
      select d.user_id, a.appointment_datetime as starts_at, a.duration, a.needs_reschedule,
        u.first_name || ' ' || u.last_name as patient
      from appointments a
      join doctors d on d.id = a.doctor_id
      join patients p on p.id = a.patient_id join users u on u.id = p.user_id
      where a.doctor_id = ${doctor_id} and ${isOpen} and ${isOn(date)} and ${date}::date >= ${clinicToday(deps)}
      order by a.appointment_datetime`.execute(db);
    const [first] = rows;
    return first ? [{ user_id: first.user_id, data: { date, visits: rows } }] : [];
  },
  texts: {
    en: (day, reading) => ({
      subject: `Your visits on ${formatDate(day.date, 'en')}`,
      description: `You have ${day.visits.length} ${day.visits.length === 1 ? 'visit' : 'visits'} on ${formatDate(day.date, 'en')}; the first begins at ${reading.time(day.visits[0]!.starts_at)}.`,
      lines: linesOf(day, reading),
      action: 'Open the day',
    }),
    sw: (day, reading) => ({
      subject: `Miadi yako ya tarehe ${formatDate(day.date, 'sw')}`,
      description: `Una miadi ${day.visits.length} tarehe ${formatDate(day.date, 'sw')}; ya kwanza inaanza saa ${reading.time(day.visits[0]!.starts_at)}.`,
      lines: linesOf(day, reading),
      action: 'Fungua siku',
    }),
    fr: (day, reading) => ({
      subject: `Vos rendez-vous du ${formatDate(day.date, 'fr')}`,
      description: `Vous avez ${day.visits.length} rendez-vous le ${formatDate(day.date, 'fr')} ; le premier commence à ${reading.time(day.visits[0]!.starts_at)}.`,
      lines: linesOf(day, reading),
      action: 'Ouvrir la journée',
    }),
  },
  link: ({ date }) => `/today?day=${date}`,
  samples: [
    {
      date: '2026-12-02',
      visits: [
        { starts_at: '2026-12-02T06:30:00Z', duration: 30, patient: 'Amina Otieno', needs_reschedule: false },
        { starts_at: '2026-12-02T07:15:00Z', duration: 45, patient: 'Juma Mwangi', needs_reschedule: true },
      ],
    },
  ],
});
