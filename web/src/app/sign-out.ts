import { logOut } from '../api/generated/sdk.gen.ts';
import { endSession } from '../api/session.ts';

/** Ends the session. Without a connection it ends here at least: memory is cleared and the cookie lapses unused. */
export async function signOut(): Promise<void> {
  await logOut({ throwOnError: false });
  endSession();
}
