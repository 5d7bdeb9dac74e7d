import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { systemActor } from '../../platform/actor.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { defineJob } from '../../platform/jobs.ts';
import { queueMail } from '../../platform/mail.ts';
import { messageJob, type MessageKind } from '../../platform/messages.ts';
import { readClinic } from '../clinic/clinic.queries.ts';
import { addNotifications } from './add-notifications.ts';
import { readingOf } from './message-mails.ts';
import { readListeners } from './wishes.ts';

/**
 * The one way in which people are told something: from an event to a notification, a live event and a mail, each once
 * per event and person, in one transaction that re-reads what is so.
 */
export const deliverMessage = defineJob({
  ...messageJob,
  concurrency: 8,
  async run(deps, message) {
    const kind = kindOf(deps, message);
    await inTransaction(deps, systemActor('job:deliver-message'), async (trx) => {
      const told = await kind.load(deps, trx, message.params);
      if (told.length === 0) return;
      const clinic = await readClinic(trx);
      const listeners = await readListeners(
        trx,
        kind,
        told.map(({ user_id }) => user_id),
      );
      const pairs = told.flatMap(({ user_id, data }) =>
        listeners.filter((listener) => listener.user_id === user_id).map((listener) => ({ listener, data })),
      );
      const keyOf = (userId: string) => `${kind.kind}:${message.event_id}:${userId}`;
      const notifications = pairs
        .filter(({ listener }) => listener.in_app)
        .map(({ listener: { user_id, locale }, data }) => {
          const reading = readingOf(clinic, locale, 'in_app');
          const about = { actor: null, target: null, action_object: null, ...kind.about?.(data, reading) };
          return {
            recipient: user_id,
            verb: kind.kind,
            description: kind.texts[locale](data, reading).description,
            dedupe_key: keyOf(user_id),
            timestamp: message.at, // so that they are read in the order in which things happened
            ...about,
          };
        });
      await addNotifications(deps, trx, notifications);
      for (const { listener } of pairs) {
        if (!listener.mail) continue;
        const dedupe_key = keyOf(listener.user_id);
        await queueMail(deps, trx, kind, listener, message.params, { dedupe_key });
      }
    });
  },
});

function kindOf(deps: Deps, message: Static<typeof messageJob.payload>): MessageKind {
  const kind = deps.messages.get(message.kind) as MessageKind | undefined;
  if (!kind || !Value.Check(kind.params, message.params)) throw new Error(`unknown message ${message.kind}`);
  return kind;
}
