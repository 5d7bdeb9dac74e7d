import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listUserSessionsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { endUserSessions } from '../../api/generated/sdk.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { Answer } from '../../ui/answer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SessionLine } from '../../ui/session-line.tsx';
import classes from './user-sessions-panel.module.css';

/** Where somebody is signed in, and signing them out. */
export function UserSessionsPanel({ user }: { user: User }) {
  const { t } = useLingui();
  const me = useMe();
  const sessions = useQuery(listUserSessionsOptions({ path: { user_id: user.id } }));
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title={<Trans>Devices</Trans>} hint={<Trans>Where this person is signed in.</Trans>}>
      <Answer of={sessions}>
        {(list) =>
          list.length === 0 ? (
            <p className={classes.none}>
              <Trans>Nowhere at present.</Trans>
            </p>
          ) : (
            <>
              <ul className={classes.list}>
                {list.map((session) => (
                  <SessionLine key={session.id} session={session} />
                ))}
              </ul>
              <Button variant="default" onClick={() => setAsking(true)}>
                <Trans>Sign out everywhere</Trans>
              </Button>
            </>
          )
        }
      </Answer>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Sign out everywhere`}
        label={<Trans>Sign out</Trans>}
        act={() => endUserSessions({ path: { user_id: user.id }, throwOnError: true })}
        done={() => {
          void refreshAnswers('listUserSessions');
          notifications.show({ message: t`All sessions of this person have ended.` });
        }}
      >
        {user.id === me.id ? (
          <Trans>This is your own account: you are signed out here, too.</Trans>
        ) : (
          <Trans>What they have not saved is lost. They may sign in again.</Trans>
        )}
      </Confirm>
    </Panel>
  );
}
