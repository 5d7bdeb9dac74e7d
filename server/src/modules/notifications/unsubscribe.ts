import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../platform/actor.ts';
import { recordAudit } from '../../platform/audit.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import { problems } from '../../platform/problems.ts';

/** Where a POST, without signing in, ends the mails of a kind to a person (RFC 8058). */
export function unsubscribeUrl(deps: Pick<Deps, 'config' | 'keys'>, userId: string, kind: string): string {
  const whose = Buffer.from(`${userId} ${kind}`).toString('base64url');
  return `${deps.config.public_url}/api/notifications/unsubscribe/${whose}.${seal(deps, whose)}`;
}

/**
 * Whose mails of which kind a token ends.
 * @throws Problem not_found
 */
export async function readUnsubscribe(
  deps: Deps,
  token: string,
): Promise<{ user_id: string; kind: string; locale: Locale }> {
  const [, whose = '', mac = ''] = /^([\w-]{1,150})\.([\w-]{43})$/.exec(token) ?? [];
  if (whose === '' || !timingSafeEqual(Buffer.from(mac), Buffer.from(seal(deps, whose))))
    throw problems.not_found();
  const [user_id = '', kind = ''] = Buffer.from(whose, 'base64url').toString().split(' ');
  const { locale } = await deps.db
    .selectFrom('users')
    .select('locale')
    .where('id', '=', user_id)
    .executeTakeFirstOrThrow(() => problems.not_found());
  return { user_id, kind, locale };
}

/**
 * Ends the mails; the notification in the application stays. The same again changes nothing.
 * @throws Problem not_found
 */
export async function unsubscribe(deps: Deps, actor: Actor, token: string): Promise<{ locale: Locale }> {
  const { user_id, kind, locale } = await readUnsubscribe(deps, token);
  return inTransaction(deps, actor, async (trx) => {
    await trx
      .insertInto('notification_preferences')
      .values({ user_id, kind, in_app: true, mail: false })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'kind']).doUpdateSet({ mail: sql<boolean>`excluded.mail` }),
      )
      .execute();
    await recordAudit(trx, actor, {
      action: 'notifications.unsubscribe',
      object_type: 'user',
      object_id: user_id,
      user_id,
      detail: { kind },
    });
    return { locale };
  });
}

function seal(deps: Pick<Deps, 'keys'>, whose: string): string {
  return createHmac('sha256', deps.keys.unsubscribe).update(whose).digest('base64url');
}
