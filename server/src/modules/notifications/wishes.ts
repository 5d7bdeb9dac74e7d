import { sql } from 'kysely';
import type { Role } from '../../platform/actor.ts';
import type { Reader } from '../../platform/database.ts';
import type { Locale } from '../../platform/i18n.ts';
import type { AnyMessageKind, Channel, Offer } from '../../platform/messages.ts';

/** What somebody has chosen for one kind; null: nothing. */
export type Choice = Record<Channel, boolean> | null;

/** Who is of a role that a kind was not made for (a doctor who is an administrator now) is told in the app. */
const UNFORESEEN: Record<Channel, Offer> = { in_app: 'on', mail: 'off' };

/** Whether a message of the kind goes this way, by what its kind offers the role and what the person has chosen. */
export function wants(
  kind: Pick<AnyMessageKind, 'offers'>,
  role: Role,
  choice: Choice,
  channel: Channel,
): boolean {
  const offer = (kind.offers[role] ?? UNFORESEEN)[channel];
  if (offer === 'always') return true;
  if (offer === 'never') return false;
  return choice ? choice[channel] : offer === 'on';
}

/** Somebody who may be told something. */
export interface Listener {
  user_id: string;
  email: string;
  locale: Locale;
  in_app: boolean;
  mail: boolean;
}

/**
 * Those of the people who exist and are not erased, with what they want of this kind. Mail goes to addresses that their
 * owners have verified or that the clinic has entered, never to one that a stranger signed up with.
 */
export async function readListeners(
  db: Reader,
  kind: AnyMessageKind,
  userIds: readonly string[],
): Promise<Listener[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .selectFrom('users as u')
    .leftJoin('notification_preferences as p', (join) =>
      join.onRef('p.user_id', '=', 'u.id').on('p.kind', '=', kind.kind),
    )
    .select(['u.id as user_id', 'u.email', 'u.locale', 'u.role', 'u.deactivated_at', 'p.in_app', 'p.mail'])
    .select(
      sql<boolean>`u.email_verified_at is not null or u.registered_by is not null`.as('is_known_address'),
    )
    .where('u.id', 'in', [...userIds])
    .where('u.erased_at', 'is', null)
    .execute();
  return rows.map(({ user_id, email, locale, role, ...row }) => {
    const choice = row.in_app === null || row.mail === null ? null : { in_app: row.in_app, mail: row.mail };
    const hasMailbox =
      row.is_known_address && (row.deactivated_at === null || kind.outlives_account === true);
    return {
      user_id,
      email,
      locale,
      in_app: wants(kind, role, choice, 'in_app'),
      mail: hasMailbox && wants(kind, role, choice, 'mail'),
    };
  });
}
