import { Trans } from '@lingui/react/macro';
import { activateUser, deactivateUser } from '../../api/generated/sdk.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { AccountSwitch } from '../../ui/account-switch.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Switching an account off and on again. */
export function AccountSwitchPanel({ user }: { user: User }) {
  const isOff = user.deactivated_at !== null;
  const path = { user_id: user.id };
  return (
    <Panel
      title={isOff ? <Trans>Switched off</Trans> : <Trans>Switch off</Trans>}
      hint={
        isOff ? (
          <Trans>This person cannot sign in. Nothing of what they did is lost.</Trans>
        ) : (
          <Trans>For somebody who leaves. It can be taken back; nothing is deleted.</Trans>
        )
      }
    >
      <AccountSwitch
        isOff={isOff}
        act={() => (isOff ? activateUser : deactivateUser)({ path, throwOnError: true })}
        done={() =>
          void refreshAnswers('readUser', 'listUsers', 'listUserSessions', 'listPatients', 'listDoctors')
        }
      >
        {isOff ? <Afterwards user={user} /> : <Consequences user={user} />}
      </AccountSwitch>
    </Panel>
  );
}

function Consequences({ user }: { user: User }) {
  const me = useMe();
  if (user.id === me.id) return <Trans>This is your own account: you are signed out here and now.</Trans>;
  if (user.patient_id !== null)
    return (
      <Trans>They are signed out at once, and their visits to come are cancelled. The records stay.</Trans>
    );
  if (user.doctor_id !== null)
    return (
      <Trans>
        They are signed out at once. Their visits to come need another time, and the patients are told.
      </Trans>
    );
  return <Trans>They are signed out at once and cannot sign in any more.</Trans>;
}

function Afterwards({ user }: { user: User }) {
  if (user.email_verified_at === null)
    return <Trans>The address was never verified: the account waits for that before it can be used.</Trans>;
  if (user.patient_id !== null)
    return <Trans>They can sign in again. Visits that were cancelled stay cancelled.</Trans>;
  return <Trans>They can sign in again.</Trans>;
}
