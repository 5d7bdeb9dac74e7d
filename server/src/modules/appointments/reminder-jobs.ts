import { sql } from 'kysely';
import { Type } from 'typebox';
import { systemActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { defineJob } from '../../platform/jobs.ts';
import { defineMessage, tell } from '../../platform/messages.ts';
import { toAdministrators } from '../auth/administrators.ts';
import { addReminders, isOpen } from './plan-reminders.ts';
import { reminderMessage } from './reminder-message.ts';

const BATCH = 500;
const DAY = 24 * 3600_000;

/**
 * Hands due reminders to delivery. Of several that fell due meanwhile (no worker ran) only the nearest is sent, and
 * none for a visit that has begun.
 */
export const sendDueReminders = defineJob({
  name: 'send-due-reminders',
  payload: Type.Object({}),
  cron: '* * * * *',
  concurrency: 1,
  async run(deps) {
    while ((await sendBatch(deps)) === BATCH);
  },
});

/** @returns how many were due */
function sendBatch(deps: Deps): Promise<number> {
  const now = instant(deps.clock);
  return inTransaction(deps, systemActor('job:send-due-reminders'), async (trx) => {
    const { rows } = await sql<{ appointment_id: string; minutes_before: number; starts_at: string }>`
      with due as (
        select r.appointment_id, r.minutes_before, a.appointment_datetime as starts_at
        from reminders r join appointments a on a.id = r.appointment_id
        where r.sent_at is null and r.due_at <= ${now}
          and ${isOpen} and not a.needs_reschedule and a.appointment_datetime > ${now}
        order by a.appointment_datetime, a.id, r.minutes_before
        limit ${BATCH} for update of r skip locked)
      update reminders r set sent_at = ${now} from due
      where r.appointment_id = due.appointment_id and r.minutes_before = due.minutes_before
      returning due.*`.execute(trx);
    const nearest = new Map(
      rows.toSorted((a, b) => b.minutes_before - a.minutes_before).map((row) => [row.appointment_id, row]),
    );
    for (const { appointment_id, starts_at, minutes_before } of nearest.values()) {
      const event = `${appointment_id}:${starts_at}:${minutes_before}`;
      await tell(deps, trx, reminderMessage, event, { appointment_id, starts_at });
    }
    return rows.length;
  });
}

/**
 * Counts coming visits that lack a reminder which their patient wants. There are none unless something is broken, so it
 * says so loudly, and mends it.
 */
export const checkReminders = defineJob({
  name: 'check-reminders',
  payload: Type.Object({}),
  cron: '40 2 * * *',
  async run(deps) {
    await inTransaction(deps, systemActor('job:check-reminders'), async (trx) => {
      const { size: visits } = await addReminders(deps, trx, sql`true`);
      await trx
        .deleteFrom('reminders')
        .where('due_at', '<', instant(deps.clock, -30 * DAY))
        .execute();
      if (visits === 0) return;
      deps.log.error({ visits }, 'coming visits had no reminder');
      await tell(deps, trx, remindersMissing, instant(deps.clock), { visits });
    });
  },
});

export const remindersMissing = defineMessage({
  kind: 'reminders_missing',
  offers: { ADMIN: { in_app: 'always', mail: 'on' } },
  params: Type.Object({ visits: Type.Integer() }),
  load: (_deps, db, { visits }) => toAdministrators(db, { visits }),
  texts: {
    en: ({ visits }) => ({
      subject: 'Reminders were missing',
      description: `The daily check found ${visits} coming visits without a reminder and has planned them now. Please tell whoever looks after Etiba.`,
      action: 'See the visits',
    }),
    sw: ({ visits }) => ({
      subject: 'Vikumbusho vilikosekana',
      description: `Ukaguzi wa kila siku umepata miadi ijayo ${visits} isiyo na kumbusho na sasa umeipangia. Tafadhali mwarifu anayesimamia Etiba.`,
      action: 'Tazama miadi',
    }),
    fr: ({ visits }) => ({
      subject: 'Des rappels manquaient',
      description: `Le contrôle quotidien a trouvé ${visits} rendez-vous à venir sans rappel et les a planifiés. Merci de prévenir la personne qui s’occupe d’Etiba.`,
      action: 'Voir les rendez-vous',
    }),
  },
  link: () => '/',
  samples: [{ visits: 3 }],
});
