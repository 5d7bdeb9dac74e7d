import type { Reader } from '../../platform/database.ts';
import type { Told } from '../../platform/messages.ts';

/** For messages about the running of Etiba: all active administrators. */
export async function toAdministrators<Data>(db: Reader, data: Data): Promise<Told<Data>[]> {
  const admins = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'ADMIN')
    .where('is_active', '=', true)
    .execute();
  return admins.map(({ id }) => ({ user_id: id, data }));
}
