import type { Actor } from '../../platform/actor.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';

interface SignUp {
  user_id: string;
  date_of_birth: string | null;
  gender: 'M' | 'F' | 'O' | 'P' | null;
}

/** Makes the profile of a person who signs up, or brings it up to the newest sign-up before verification. */
export async function keepSignUpProfile(
  deps: Deps,
  trx: Trx,
  _actor: Actor,
  { user_id, ...profile }: SignUp,
): Promise<void> {
  await trx
    .insertInto('patients')
    .values({ id: deps.ids.next(), user_id, ...profile })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(profile))
    .execute();
}
