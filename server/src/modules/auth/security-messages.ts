import { sql } from 'kysely';
import { Type } from 'typebox';
import { ROLES } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import {
  defineMessage,
  tell,
  type AnyMessageKind,
  type Channel,
  type MessageText,
  type Offer,
  type Reading,
  type Told,
} from '../../platform/messages.ts';
import { deviceName, type DeviceName } from './device-name.ts';
import {
  accountAction,
  addressLine,
  deviceWords,
  securityWords,
  type SecurityKind,
} from './security-words.ts';

/** What somebody is told of their account. */
interface SecurityNews {
  happened_at: string;
  device: DeviceName | null;
  address: string | null;
}

const always: Record<Channel, Offer> = { in_app: 'always', mail: 'always' };
/** Security notices cannot be turned off. */
export const TO_EVERYBODY = Object.fromEntries(ROLES.map((role) => [role, always])) as Record<
  (typeof ROLES)[number],
  Record<Channel, Offer>
>;

const SessionParams = Type.Object({ session_id: Type.String() });
const UserParams = Type.Object({ user_id: Type.String(), at: Type.String() });

const messages = {
  new_device: defineMessage<typeof SessionParams, SecurityNews>({
    ...common('new_device'),
    params: SessionParams,
    load: (_deps, db, { session_id }) => readSession(db, session_id, 'created_at'),
  }),
  session_replayed: defineMessage<typeof SessionParams, SecurityNews>({
    ...common('session_replayed'),
    params: SessionParams,
    load: (_deps, db, { session_id }) => readSession(db, session_id, 'ended_at'),
  }),
  password_changed: defineMessage<typeof UserParams, SecurityNews>({
    ...common('password_changed'),
    params: UserParams,
    load: async (_deps, _db, { user_id, at }) => [
      { user_id, data: { happened_at: at, device: null, address: null } },
    ],
  }),
};
export const securityMessages: readonly AnyMessageKind[] = Object.values(messages);

/** Tells the owner of a session that it was begun on a device that we had not seen. */
export async function tellOfNewDevice(deps: Deps, trx: Trx, session_id: string): Promise<void> {
  await tell(deps, trx, messages.new_device, session_id, { session_id });
}

/** Tells the owner of a session that it was ended because an old token of it was used again. */
export async function tellOfReplay(deps: Deps, trx: Trx, session_id: string): Promise<void> {
  await tell(deps, trx, messages.session_replayed, session_id, { session_id });
}

export async function tellOfPassword(deps: Deps, trx: Trx, user_id: string): Promise<void> {
  const at = instant(deps.clock);
  await tell(deps, trx, messages.password_changed, deps.ids.next(), { user_id, at });
}

function common(kind: SecurityKind) {
  const words = securityWords[kind];
  const text =
    (locale: Locale) =>
    ({ happened_at, device, address }: SecurityNews, { local }: Reading): MessageText => ({
      subject: words[locale].subject,
      description: words[locale].description({
        when: local(happened_at),
        device: deviceWords[locale](device),
      }),
      lines: address === null ? [] : [addressLine[locale](address)],
      action: accountAction[locale],
    });
  return {
    kind,
    offers: TO_EVERYBODY,
    texts: { en: text('en'), sw: text('sw'), fr: text('fr') },
    link: () => '/account',
    samples: [
      {
        happened_at: '2026-12-02T06:30:00Z',
        device: kind === 'password_changed' ? null : { browser: 'Chrome', system: 'Windows' },
        address: kind === 'new_device' ? '203.0.113.7' : null,
      },
    ],
  };
}

/** Nothing where the session has been tidied away meanwhile. */
async function readSession(
  db: Reader,
  sessionId: string,
  moment: 'created_at' | 'ended_at',
): Promise<Told<SecurityNews>[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['user_id', 'user_agent', 'address', sql<string>`${sql.ref(moment)}`.as('happened_at')])
    .where('id', '=', sessionId)
    .where(moment, 'is not', null)
    .execute();
  return rows.map(({ user_id, user_agent, address, happened_at }) => ({
    user_id,
    data: { happened_at, device: deviceName(user_agent), address },
  }));
}
